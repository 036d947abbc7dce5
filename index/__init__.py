"""The search index: documents, queries, evaluation. It reads the catalogue and knows no page."""
