"""The little that a format cannot carry of a reference: each loss once, with its reason."""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from bib.biblatex_model import has_field
from bib.bibtex import Dialect, entry_type
from bib.notes import is_preprint
from bib.plain import plain_line
from bib.ris_tags import FROM_RIS, TO_RIS
from kb.reference import FIELDS, Name, Reference


@dataclass(frozen=True, slots=True)
class Loss:
    """What some formats cannot carry of a field, why, and what comes back instead."""

    formats: str
    fields: str
    reason: str
    comes_back: Callable[[Reference, str], Any]


def _lost_in_biblatex(field: str, latex: str, reason: str) -> Loss:
    return Loss(
        "biblatex",
        field,
        reason,
        lambda reference, name: (
            getattr(reference, name)
            if has_field(entry_type(reference, "biblatex"), latex)
            else _NOTHING[name]
        ),
    )


def _entry_type_back(reference: Reference, dialect: Dialect) -> str:
    kind = entry_type(reference, dialect)
    if kind == "article":
        return reference.type if reference.type in _PRESS and dialect == "biblatex" else "article-journal"
    if is_preprint(reference.genre) and kind in {"misc", "online"}:
        return "article"
    return _TYPES_BACK.get(kind, "document")


def _ris_type_back(reference: Reference) -> str:
    if reference.type == "book" and reference.editor and not reference.author:
        return "book"
    return FROM_RIS[TO_RIS.get(reference.type, "GEN")]


def _is_site(reference: Reference) -> bool:
    """True when BibLaTeX's `organization` holds the name of a web site."""
    return entry_type(reference, "biblatex") == "online" and not is_preprint(reference.genre)


def _one_particle(reference: Reference, field: str) -> tuple[Name, ...]:
    return tuple(
        replace(
            name,
            dropping_particle="",
            non_dropping_particle=" ".join(
                filter(None, (name.dropping_particle, name.non_dropping_particle))
            ),
        )
        for name in getattr(reference, field)
    )


def _persons_by_comma(reference: Reference, field: str) -> tuple[Name, ...]:
    return tuple(
        Name(**dict(zip(("family", "given", "suffix"), name.literal.split(", "), strict=False)))
        if name.literal.count(", ") in {1, 2}
        else name
        for name in getattr(reference, field)
    )


def _composed(reference: Reference, field: str) -> Any:
    text = getattr(reference, field)
    if not isinstance(text, str):
        return text
    spaced = text.replace("\u00a0", " ").replace("\u00ad", "")
    return unicodedata.normalize("NFC", " ".join(spaced.split())) or _NOTHING[field]


_PRESS = {"article-magazine", "article-newspaper"}
_NOTHING: dict[str, Any] = {
    field: () if field in {"author", "editor", "translator", "isbn", "issn"} else None for field in FIELDS
} | {"title": ""}
_TYPES_BACK = {
    "book": "book",
    "booklet": "pamphlet",
    "incollection": "chapter",
    "inreference": "entry-encyclopedia",
    "inproceedings": "paper-conference",
    "phdthesis": "thesis",
    "mastersthesis": "thesis",
    "thesis": "thesis",
    "techreport": "report",
    "report": "report",
    "unpublished": "manuscript",
    "dataset": "dataset",
    "software": "software",
    "patent": "patent",
    "periodical": "periodical",
    "online": "webpage",
}
_NAMES = "author editor translator"
_TEXTS = " ".join(
    field
    for field in FIELDS
    if field not in {"type", "issued", "doi", "pmid", "url", "isbn", "issn", *_NAMES.split()}
)

# Everything that does not come back as it left, and nothing else does not.
LOSSES = (
    Loss(
        "bibtex biblatex ris csl-json",
        _TEXTS.replace("abstract", ""),
        "They are lines of text: white space is folded, control and direction characters are dropped.",
        lambda reference, field: plain_line(getattr(reference, field) or "") or _NOTHING[field],
    ),
    Loss(
        "bibtex biblatex ris",
        "abstract",
        "A field is one line: paragraphs run together.",
        lambda reference, _: plain_line(reference.abstract or "") or None,
    ),
    Loss(
        "csl-json",
        "abstract",
        "Its paragraphs are lines of text, set apart by an empty one.",
        lambda reference, _: (
            "\n\n".join(filter(None, map(plain_line, re.split(r"\n\s*\n", reference.abstract or "")))) or None
        ),
    ),
    Loss(
        "bibtex biblatex",
        _TEXTS,
        "LaTeX's text is composed (NFC); its no-break space is a tie, which is read as a space.",
        _composed,
    ),
    Loss(
        "bibtex",
        "type",
        "BibTeX has few entry types; others leave as misc, like works that lack what their type needs.",
        lambda reference, _: _entry_type_back(reference, "bibtex"),
    ),
    Loss(
        "biblatex",
        "type",
        "BibLaTeX has fewer types than CSL; works that lack what their type needs leave as misc.",
        lambda reference, _: _entry_type_back(reference, "biblatex"),
    ),
    Loss(
        "ris",
        "type",
        "RIS has no type for reviews, posts and the like; they leave as GEN.",
        lambda reference, _: _ris_type_back(reference),
    ),
    Loss(
        "bibtex biblatex ris",
        _NAMES,
        "They know one kind of particle: whether it is dropped when a name stands alone is lost.",
        _one_particle,
    ),
    Loss(
        "ris",
        _NAMES,
        "A comma divides a name: an organisation whose name has one or two is read as a person.",
        _persons_by_comma,
    ),
    Loss(
        "bibtex",
        "genre",
        "BibTeX has no thesis of an unknown degree.",
        lambda reference, _: (
            reference.genre or ("Doctoral dissertation" if reference.type == "thesis" else None)
        ),
    ),
    Loss(
        "bibtex biblatex",
        "container_title",
        "Papers need a book: that of a paper without one is its event.",
        lambda reference, _: (
            reference.container_title
            or (reference.event_title if reference.type == "paper-conference" else None)
        ),
    ),
    Loss(
        "biblatex",
        "container_title",
        "An online entry has one organization: that of a page without a site is its publisher.",
        lambda reference, _: (
            reference.container_title or (reference.publisher if _is_site(reference) else None)
        ),
    ),
    Loss(
        "biblatex",
        "container_title",
        "Its data model has nothing that periodicals and preprints are contained in.",
        lambda reference, _: (
            None
            if (kind := entry_type(reference, "biblatex")) == "periodical"
            or (kind == "online" and is_preprint(reference.genre))
            else reference.container_title
        ),
    ),
    Loss(
        "biblatex",
        "publisher",
        "Its data model has no publisher of articles, periodicals and sites.",
        lambda reference, _: (
            None
            if entry_type(reference, "biblatex") in {"article", "periodical"} or _is_site(reference)
            else reference.publisher
        ),
    ),
    Loss(
        "biblatex",
        "isbn",
        "Its data model has one ISBN, of books and what is in them.",
        lambda reference, _: (
            reference.isbn[:1] if has_field(entry_type(reference, "biblatex"), "isbn") else ()
        ),
    ),
    Loss(
        "biblatex",
        "issn",
        "Its data model has one ISSN, of articles and periodicals.",
        lambda reference, _: (
            reference.issn[:1] if has_field(entry_type(reference, "biblatex"), "issn") else ()
        ),
    ),
    *(
        _lost_in_biblatex(field, latex, f"Its data model has no {latex} for every entry type.")
        for field, latex in (
            ("author", "author"),
            ("editor", "editor"),
            ("translator", "translator"),
            ("collection_title", "series"),
            ("event_title", "eventtitle"),
            ("publisher_place", "location"),
            ("edition", "edition"),
            ("volume", "volume"),
            ("page", "pages"),
            ("chapter_number", "chapter"),
        )
    ),
    Loss(
        "biblatex",
        "issue",
        "Its data model has issues of periodicals, and of what is in them, only.",
        lambda reference, _: (
            reference.issue
            if entry_type(reference, "biblatex") in {"article", "periodical", "inproceedings"}
            else None
        ),
    ),
    Loss(
        "biblatex",
        "number",
        "Its data model has no number for every entry type.",
        lambda reference, _: (
            reference.number
            if has_field(
                kind := entry_type(reference, "biblatex"),
                "eid" if kind in {"article", "inproceedings", "periodical"} else "number",
            )
            else None
        ),
    ),
)


def expected(reference: Reference, name: str) -> Reference:
    """The reference as the format `name` can carry it, by the losses above."""
    carried, kind = reference, reference.type
    for loss in LOSSES:
        if name in loss.formats.split():
            for field in loss.fields.split():
                if field == "type":  # the other losses go by the type that left
                    kind = loss.comes_back(reference, field)
                else:
                    carried = replace(carried, **{field: loss.comes_back(carried, field)})
    return replace(carried, type=kind)
