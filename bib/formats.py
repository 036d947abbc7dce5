"""The formats references leave in: names, file endings, media types and writers."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from bib.bibliography import html_pieces, text_pieces
from bib.bibtex import Dialect, bibtex_pieces
from bib.csl import csl_pieces
from bib.csv_table import csv_pieces
from bib.ris import ris_pieces
from kb.reference import Record


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What may be asked of an export. Only BibTeX and BibLaTeX know these; others pass them by.

    `ascii` asks for LaTeX without a character beyond ASCII; `annotate` gives the note to a record as
    plain text, or "".
    """

    ascii: bool = False
    annotate: Callable[[Record], str] | None = None


PLAIN = Options()
_Writer = Callable[[Iterable[Record], Options], Iterator[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One export format: its name, file ending, media type and writer.

    `listed` tells a reference list for people, which is put in order as a whole and takes
    milliseconds an entry; the other formats are for programs and as quick as reading the records.
    """

    name: str
    extension: str
    mime: str
    writer: _Writer
    listed: bool = False

    def pieces(self, records: Iterable[Record], options: Options = PLAIN) -> Iterator[str]:
        """The text of a file piece by piece, about one a record, as the records come."""
        return self.writer(records, options)

    def write(self, records: Iterable[Record], options: Options = PLAIN) -> str:
        """The whole text of a file, to be stored as UTF-8. Text ends with one line break."""
        return "".join(self.pieces(records, options))


def _latex(name: Dialect) -> Format:
    def pieces(records: Iterable[Record], options: Options) -> Iterator[str]:
        return bibtex_pieces(records, dialect=name, ascii=options.ascii, annotate=options.annotate)

    return Format(name=name, extension="bib", mime="application/x-bibtex", writer=pieces)


def _listed(name: str, style: str) -> tuple[Format, Format]:
    def text(records: Iterable[Record], _: Options) -> Iterator[str]:
        return text_pieces(records, style)

    def html(records: Iterable[Record], _: Options) -> Iterator[str]:
        return html_pieces(records, style)

    return (
        Format(name=name, extension="txt", mime="text/plain", writer=text, listed=True),
        Format(name=f"{name}-html", extension="html", mime="text/html", writer=html, listed=True),
    )


def _without_options(write: Callable[[Iterable[Record]], Iterator[str]]) -> _Writer:
    return lambda records, _: write(records)


FORMATS: Mapping[str, Format] = MappingProxyType(
    {
        each.name: each
        for each in (
            _latex("bibtex"),
            _latex("biblatex"),
            Format(
                name="ris",
                extension="ris",
                mime="application/x-research-info-systems",
                writer=_without_options(ris_pieces),
            ),
            Format(
                name="csl-json",
                extension="json",
                mime="application/vnd.citationstyles.csl+json",
                writer=_without_options(csl_pieces),
            ),
            Format(name="csv", extension="csv", mime="text/csv", writer=_without_options(csv_pieces)),
            *_listed("apa", "apa"),
            *_listed("vancouver", "vancouver"),
            *_listed("chicago", "chicago-author-date"),
        )
    }
)
