"""What people touch: the pages, the API and the `kb` command."""
