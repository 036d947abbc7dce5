"""The formats references leave in: names, file endings, media types and writers."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from bib.bibtex import Dialect, write_bibtex
from bib.csl import write_csl
from bib.csv_table import write_csv
from bib.ris import write_ris
from bib.styles import as_text, format_bibliography
from kb.reference import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be asked of an export. Only BibTeX and BibLaTeX know these; others pass them by.

    `ascii` asks for LaTeX without a character beyond ASCII; `annotations` are notes to records, by
    record id, as plain text.
    """

    ascii: bool = False
    annotations: Mapping[str, str] = field(default_factory=dict)


PLAIN = Options()


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One export format: its name, file ending, media type, and label for readers."""

    name: str
    extension: str
    mime: str
    label: str
    writer: Callable[[Iterable[Record], Options], str]

    def write(self, records: Iterable[Record], options: Options = PLAIN) -> str:
        """The whole text of a file, to be stored as UTF-8. Text ends with one line break."""
        return self.writer(records, options)


def write_apa(records: Iterable[Record]) -> str:
    """A reference list in APA style as plain text, in alphabetical order, one paragraph each."""
    listed = [as_text(entry) for entry in format_bibliography(records, "apa")]
    return "\n\n".join(listed) + "\n" if listed else ""


def _latex(dialect: Dialect) -> Callable[[Iterable[Record], Options], str]:
    def write(records: Iterable[Record], options: Options) -> str:
        return write_bibtex(records, dialect=dialect, ascii=options.ascii, annotations=options.annotations)

    return write


def _without_options(write: Callable[[Iterable[Record]], str]) -> Callable[[Iterable[Record], Options], str]:
    return lambda records, _: write(records)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            Format(
                name="bibtex",
                extension="bib",
                mime="application/x-bibtex",
                label="BibTeX",
                writer=_latex("bibtex"),
            ),
            Format(
                name="biblatex",
                extension="bib",
                mime="application/x-bibtex",
                label="BibLaTeX",
                writer=_latex("biblatex"),
            ),
            Format(
                name="ris",
                extension="ris",
                mime="application/x-research-info-systems",
                label="RIS (EndNote, Zotero, Mendeley)",
                writer=_without_options(write_ris),
            ),
            Format(
                name="csl-json",
                extension="json",
                mime="application/vnd.citationstyles.csl+json",
                label="CSL-JSON",
                writer=_without_options(write_csl),
            ),
            Format(
                name="csv",
                extension="csv",
                mime="text/csv",
                label="Table (CSV)",
                writer=_without_options(write_csv),
            ),
            Format(
                name="apa",
                extension="txt",
                mime="text/plain",
                label="Reference list (APA)",
                writer=_without_options(write_apa),
            ),
        )
    }
)
