"""Trials of what a trusted system promises: each prints its figures and fails when something was lost."""
