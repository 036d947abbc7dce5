"""What TeX's own programs say of our exports."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from bib.csl import from_item
from bib.plain import plain_line
from kb.reference import Name, PartialDate, Record, Reference
from tests.bib_strategies import AWKWARD, record
from tests.crossref_works import shared_records
from tests.factories import bibtex_of

GOLDEN = Path(__file__).parent / "golden" / "bibtex"
DOCUMENT = (
    "\\documentclass{article}\\usepackage[T1]{fontenc}\\usepackage{textcomp}\n"
    "\\begin{document}\\nocite{*}\\bibliographystyle{%s}\\bibliography{export}\\end{document}\n"
)
# Letters that pdflatex has in its Latin fonts; works in other scripts are exported in ASCII.
TYPESETTABLE = re.compile(r"[\x00-\u017f\u2010-\u2027\u2030-\u203a]*")
# What a work does not know, no export can say; of authors and editors of a book BibTeX prints the authors.
LACKS = re.compile(
    r"empty (?:author|title|publisher|institution|school) in|number but no volume|both author and"
)
MISSES = re.compile(r"Missing mandatory field")


def needs(program):
    return pytest.mark.skipif(not shutil.which(program), reason=f"{program} is not installed")


@pytest.fixture(scope="module")
def invented() -> list[Record]:
    """A reference of each type, and a hostile one for each awkward text."""
    items = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(GOLDEN.glob("*.json"))]
    hostile = [
        Reference(
            type="article-journal",
            title=f"Hostile {text} title",
            author=(Name(family=f"Doe{text}"),),
            container_title=f"Journal {text}",
            volume="1",
            issued=PartialDate(2013),
            note=f"Note {text} end",
        )
        for text in AWKWARD
        if plain_line(text)
    ]
    return [record(each, f"key{n}") for n, each in enumerate([*map(from_item, items), *hostile])]


@pytest.fixture(scope="module")
def real(shared_data) -> list[Record]:
    """All the real works."""
    return list(shared_records(shared_data))


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=folder, capture_output=True, encoding="utf-8", errors="replace", timeout=110, check=False
    )


def bibtex_warnings(folder: Path, records: Iterable[Record], style: str, *, ascii_only=False) -> list[str]:
    """The warnings of bibtex over the records, but for what their works do not know."""
    (folder / "export.bib").write_text(bibtex_of(records, ascii=ascii_only), encoding="utf-8")
    (folder / "paper.aux").write_text(
        f"\\relax\n\\citation{{*}}\n\\bibstyle{{{style}}}\n\\bibdata{{export}}\n", encoding="utf-8"
    )
    told = run(folder, "bibtex", "paper")
    assert told.returncode == 0, told.stdout
    return [line for line in told.stdout.splitlines() if "Warning--" in line and not LACKS.search(line)]


def typeset(folder: Path, style: str) -> subprocess.CompletedProcess[str]:
    """pdflatex over a document that cites all that bibtex has just prepared."""
    (folder / "paper.tex").write_text(DOCUMENT % style, encoding="utf-8")
    return run(folder, "pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", "paper")


@needs("bibtex")
@pytest.mark.parametrize("style", ["plain", "apalike", "alpha"])
def test_bibtex_finds_no_fault_with_the_export_of_all_real_works(real, tmp_path, style):
    assert bibtex_warnings(tmp_path, real, style) == []
    # No initial or label was cut out of the middle of a letter.
    assert (tmp_path / "paper.bbl").read_bytes().decode("utf-8").count("\\bibitem") == len(real)


@needs("bibtex")
@needs("pdflatex")
def test_a_document_that_cites_all_real_works_compiles(real, tmp_path):
    latin = [each for each in real if TYPESETTABLE.fullmatch(_printed(each))]
    other = [each for each in real if not TYPESETTABLE.fullmatch(_printed(each))]
    assert bibtex_warnings(tmp_path, latin, "apalike") == []
    bibliography = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    assert bibtex_warnings(tmp_path, other, "apalike", ascii_only=True) == []
    in_ascii = (tmp_path / "paper.bbl").read_text(encoding="utf-8")
    (tmp_path / "paper.bbl").write_text(bibliography + in_ascii, encoding="utf-8")
    done = typeset(tmp_path, "apalike")
    assert done.returncode == 0, done.stdout[-1500:]
    assert (bibliography + in_ascii).count("\\bibitem") == len(real)
    assert len(latin) > 0.9 * len(real)


def _printed(each: Record) -> str:
    """What a style prints of a record, as text."""
    return str(replace(each.reference, abstract=None))


@needs("bibtex")
@needs("pdflatex")
@pytest.mark.parametrize(("style", "ascii_only"), [("plain", False), ("apalike", True)])
def test_hostile_references_and_all_types_compile(invented, tmp_path, style, ascii_only):
    records = (
        invented if ascii_only else [each for each in invented if TYPESETTABLE.fullmatch(_printed(each))]
    )
    assert bibtex_warnings(tmp_path, records, style, ascii_only=ascii_only) == []
    done = typeset(tmp_path, style)
    assert done.returncode == 0, done.stdout[-1500:]
    assert (tmp_path / "paper.pdf").exists()


@needs("biber")
def test_biber_finds_every_entry_within_its_data_model(invented, real, tmp_path):
    records = [*invented, *real]
    exported = bibtex_of(records, dialect="biblatex")
    (tmp_path / "export.bib").write_text(exported, encoding="utf-8")
    told = run(tmp_path, "biber", "--tool", "--validate-datamodel", "--nolog", "export.bib")
    assert told.returncode == 0, told.stdout[-1500:]
    assert "ERROR" not in told.stdout
    warnings = [line for line in told.stdout.splitlines() if "WARN -" in line and not MISSES.search(line)]
    assert [line for line in warnings if not _is_of_the_work(line, records)] == []
    assert (tmp_path / "export_bibertool.bib").read_text(encoding="utf-8").count("\n@") >= len(records) - 1


def _is_of_the_work(warning: str, records: Iterable[Record]) -> bool:
    """True for what is right, though biber does not know it: Roman volumes, ISBNs of younger ranges."""
    (about,) = (each for each in records if f"ntry '{each.citekey}'" in warning)
    roman = re.fullmatch("[IVXLC]+", about.reference.volume or "")
    return "ISBN" in warning or bool(roman and "'volume' must be datatype 'integer'" in warning)
