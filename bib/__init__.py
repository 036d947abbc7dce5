"""Citations in and out: Crossref, BibTeX, RIS, CSL, printed references, blog pages."""
