"""BibLaTeX's data model: which fields each entry type has.

After biblatex 3.17 (blx-dm.def), which `biber --validate-datamodel` holds entries to. Only our
entry types and the fields that one of them lacks are listed; every type has the others.
"""

_IN_BOOKS = frozenset({"incollection", "inproceedings", "inreference"})
_BOOKS = _IN_BOOKS | {"book"}
_PAPERS = frozenset({"report", "thesis", "booklet"})
_SINGLE = frozenset({"dataset", "software", "unpublished", "misc", "patent"})
_TYPES_OF = {
    "author": _BOOKS | _PAPERS | _SINGLE | {"article", "online"},
    "editor": _BOOKS | {"article", "booklet", "dataset", "misc", "online", "periodical", "software"},
    "translator": _BOOKS - {"inproceedings"} | {"article"},
    "journaltitle": frozenset({"article"}),
    "booktitle": _IN_BOOKS,
    "eventtitle": frozenset({"inproceedings", "unpublished"}),
    "series": _BOOKS | {"article", "dataset", "periodical"},
    "edition": _BOOKS - {"inproceedings"} | {"dataset"},
    "volume": _BOOKS | {"article", "periodical"},
    "number": _BOOKS | {"article", "dataset", "patent", "periodical", "report"},
    "issue": frozenset({"article", "periodical"}),
    "chapter": _BOOKS | _PAPERS,
    "pages": _BOOKS | _PAPERS | {"article"},
    "eid": _BOOKS | _PAPERS | {"article"},
    "type": _PAPERS | _SINGLE,
    "publisher": _BOOKS | {"dataset"},
    "organization": frozenset({"dataset", "inproceedings", "misc", "online", "software"}),
    "institution": frozenset({"report", "thesis"}),
    "howpublished": frozenset({"booklet", "misc", "software", "unpublished"}),
    "holder": frozenset({"patent"}),
    "location": _BOOKS | _PAPERS | _SINGLE,
    "isbn": _BOOKS,
    "issn": frozenset({"article", "periodical"}),
}


def has_field(kind: str, field: str) -> bool:
    """True when BibLaTeX's entry type `kind` has the field."""
    return field not in _TYPES_OF or kind in _TYPES_OF[field]
