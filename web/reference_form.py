"""The form of a reference: its fields, who says each, and what is wrong with them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from bib.integrity import mended
from bib.remarks import Remark
from bib.typed_whole import PEOPLE, whole_fields
from kb.reference import Record, Reference, SourceKind
from web.integrity_words import mend_words, remark_sentence, severity_words
from web.language import gettext, marked
from web.wording import field_label, field_text, origin_words, type_label

# What an editor is offered as the kind of a work, most frequent first; another stays as it is.
_TYPES = (
    *("article-journal", "book", "chapter", "report", "thesis", "article", "paper-conference"),
    *("webpage", "dataset", "article-magazine", "article-newspaper", "post-weblog", "review"),
)
_ALWAYS = ("type", "title", "author", "issued", "doi")
_RELEVANT = {
    "article-journal": ("container_title", "volume", "issue", "page", "number"),
    "article-magazine": ("container_title", "volume", "issue", "page"),
    "article-newspaper": ("container_title", "page", "url"),
    "book": ("editor", "publisher", "edition", "isbn"),
    "chapter": ("editor", "container_title", "page", "edition", "publisher", "isbn"),
    "paper-conference": ("editor", "container_title", "event_title", "page", "publisher"),
    "report": ("publisher", "number", "url"),
    "thesis": ("genre", "publisher", "url"),
}
_OTHERWISE = ("container_title", "publisher", "url")
# In the order of the form: who and what, where and when, how it is known, what else there is to say.
_ORDER = (
    *("type", "title", "author", "issued", "container_title", "volume", "issue", "page", "number", "editor"),
    *(
        "edition",
        "chapter_number",
        "publisher",
        "publisher_place",
        "event_title",
        "genre",
        "collection_title",
    ),
    *("doi", "pmid", "isbn", "issn", "url", "container_title_short", "translator", "status", "language"),
    *("abstract", "note"),
)
_SHORT = frozenset(
    {"issued", "volume", "issue", "page", "number", "edition", "chapter_number", "pmid", "language"}
)
_SAYS = {
    SourceKind.CROSSREF: marked("Crossref says:"),
    SourceKind.PRINTED: marked("The printed reference says:"),
    SourceKind.BIBTEX: marked("The BibTeX file says:"),
    SourceKind.RIS: marked("The RIS file says:"),
    SourceKind.CSL_JSON: marked("The CSL-JSON file says:"),
    SourceKind.EDITOR: marked("As first entered:"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A field of the form: what stands in it, from whom, and, where the editor's word stands, what the
    source says (`theirs`)."""

    name: str
    label: str
    text: str
    origin: str
    overridden: bool
    theirs: str
    failure: str
    faults: bool

    @property
    def kind(self) -> str:
        """What it is typed into: `choice`, `names`, `list`, `text`, `lines`, `short` or `line`."""
        if self.name == "type":
            return "choice"
        if self.name in PEOPLE:
            return "names"
        if self.name in {"isbn", "issn"}:
            return "list"
        if self.name in {"abstract", "note"}:
            return "text"
        if self.name == "title":
            return "lines"
        return "short" if self.name in _SHORT else "line"


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The fields that matter for this kind of work or say something, and the others."""

    main: tuple[Row, ...]
    more: tuple[Row, ...]
    types: dict[str, str] = field(default_factory=dict)
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """A remark as the page shows it; `mend` is what its button says, empty where there is none."""

    remark: Remark
    severity: str
    sentence: str
    field: str
    mend: str


def form_of(
    record: Record,
    found: Iterable[Remark] = (),
    typed: Mapping[str, str] | None = None,
    failures: Mapping[str, str] | None = None,
) -> Form:
    """The form of a reference, with what was typed into it and could not be saved."""
    present = record.reference
    values = {**whole_fields(present), **(typed or {})}
    theirs = whole_fields(record.described)
    faulty = {each.field for each in found}
    said = failures or {}
    # Where everything is the editor's word there is nobody to tell it from.
    one_voice = record.source.kind is SourceKind.EDITOR
    rows = {
        name: Row(
            name=name,
            label=field_label(name),
            text=values[name],
            origin="" if one_voice else origin_words(record.origin(name)),
            overridden=name in record.overrides,
            theirs=field_text(record.described, name) if theirs[name] else gettext("nothing"),
            failure=said.get(name, ""),
            faults=name in faulty,
        )
        for name in _ORDER
    }
    wanted = {*_ALWAYS, *_RELEVANT.get(values["type"], _OTHERWISE)}
    main = [
        name
        for name, row in rows.items()
        if name in wanted or row.text or row.overridden or row.failure or row.faults
    ]
    return Form(
        main=tuple(rows[name] for name in main),
        more=tuple(row for name, row in rows.items() if name not in main),
        types={each: type_label(each) for each in dict.fromkeys((*_TYPES, values["type"])) if each},
        source=gettext(_SAYS[record.source.kind]),
    )


def looks(reference: Reference, found: Iterable[Remark]) -> tuple[Look, ...]:
    """Remarks about a reference as the page shows them."""
    return tuple(
        Look(
            remark=each,
            severity=severity_words(each.severity),
            sentence=remark_sentence(each),
            field=field_label(each.field),
            mend=mend_words(reference, mended(reference, each), each) if each.mend else "",
        )
        for each in found
    )


def blank(kind: str = "article-journal") -> Reference:
    """A reference of which nothing is known yet."""
    return Reference(type=kind, title="")
