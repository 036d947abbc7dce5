import csv
import io
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from lxml import etree

from bib.formats import FORMATS
from bib.pasted import NothingToImport, read_pasted
from bib.pasted_files import file_text
from bib.ris_reading import read_ris
from tests.factories import a_record, bibtex_of
from tests.trials.fuzz import try_dois, try_queries, try_uploads
from tests.trials.hostile import hostile_dois, hostile_queries, invented, invented_files, queries
from web.wiring import follow

FORMULAS = (
    *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1"),
    *("=cmd|' /C calc'!A0", '=HYPERLINK("x")'),
)
COMMANDS = (
    *(r"\input{/etc/passwd}", r"\write18{touch /tmp/x}", r"\openin5=/etc/passwd", r"\catcode`\@=0 @input x"),
    *(
        r"\immediate\write18{x}",
        r"\csname input\endcsname",
        "^^5cinput{/etc/passwd}",
        r"} \input{x} {",
        r"\\input x",
    ),
    *(
        "%\n\\input x",
        "$\\input x$",
        "\\include{x}",
        "\\verbatiminput{x}",
        "\\lstinputlisting{x}",
        "\\def\\x{}",
        "~#&_^",
    ),
)


def test_no_cell_of_a_table_is_run_and_each_reads_back(tmp_path):
    for formula in FORMULAS:
        record = a_record(
            title=formula, container_title=formula, volume=formula, publisher=formula, note=formula
        )
        (row,) = csv.DictReader(io.StringIO(FORMATS["csv"].write([record])))
        for name in ("title", "container_title", "volume", "publisher", "note"):
            assert row[name] == "'" + " ".join(formula.split())


def test_commands_in_a_title_are_text_to_latex():
    for command in COMMANDS:
        written = bibtex_of([a_record(title=command, container_title=command, publisher=command)])
        alive = (
            r"(?<!\\)\\(?:input|write|openin|catcode|immediate|csname|include|verbatiminput|lstinput|def)\b"
        )
        assert not re.search(alive, written), written
        assert "^^" not in written


@pytest.mark.skipif(not shutil.which("pdflatex"), reason="pdflatex is not installed")
def test_a_hostile_bibliography_prints_its_commands(tmp_path):
    # Each value as a document would have it, so that TeX reads what the file says and nothing more.
    written = bibtex_of([a_record(f"k{n}", title=command) for n, command in enumerate(COMMANDS)])
    titles = re.findall(r"^\s*title\s*=\s*\{(.*)\},?$", written, re.MULTILINE)
    assert len(titles) == len(COMMANDS)
    body = "\n\n".join(titles)
    text = (
        "\\documentclass{article}\\usepackage[T1]{fontenc}\\begin{document}\n" + body + "\n\\end{document}\n"
    )
    (tmp_path / "all.tex").write_text(text, encoding="utf-8")
    done = subprocess.run(
        [
            "pdflatex",
            "-no-shell-escape",
            "-recorder",
            "-interaction=nonstopmode",
            "-halt-on-error",
            "all.tex",
        ],
        cwd=tmp_path,
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-800:]
    assert "passwd" not in (tmp_path / "all.fls").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", ["/feed.atom", "/sitemap.xml", "/opensearch.xml", "/unapi"])
def test_what_is_xml_has_no_document_type_and_no_entities(client, path):
    answer = client.get(path)
    assert b"<!DOCTYPE" not in answer.data
    assert b"<!ENTITY" not in answer.data
    assert etree.fromstring(answer.data).getroottree().docinfo.internalDTD is None


def test_a_page_that_is_dropped_reads_no_file_and_multiplies_nothing():
    page = """<!DOCTYPE html [<!ENTITY f SYSTEM "file:///etc/passwd">
    <!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>
    <html><p>&f; &b; Moss, A. (2015). Tears. https://doi.org/10.5555/a</p></html>"""
    text = " ".join(each.input for each in read_pasted(page))
    assert "root:" not in text
    assert "aaaa" not in text


@pytest.mark.parametrize(
    ("beginning", "words"),
    [
        (b"PK\x03\x04", "a Word document or an archive"),
        (b"PK\x05\x06", "an empty archive"),
        (b"\x1f\x8b\x08", "gzip"),
        (b"BZh9", "bzip2"),
        (b"\xfd7zXZ\0", "xz"),
        (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
        (b"\x28\xb5\x2f\xfd", "Zstandard"),
        (b"Rar!\x1a\x07", "RAR"),
    ],
)
def test_an_archive_is_refused_by_its_name(beginning, words):
    with pytest.raises(NothingToImport, match=words):
        file_text("references.bib", beginning + b"rest")


def test_a_text_of_a_million_lines_is_refused_before_it_is_read():
    with pytest.raises(NothingToImport, match="500,000 lines"):
        read_pasted("\n" * 1_000_000)


def test_records_that_begin_and_never_end_are_counted_before_they_are_read():
    with pytest.raises(NothingToImport, match="10,000"):
        read_pasted("TY  - JOUR\n" * 45_000, "ris")
    with pytest.raises(NothingToImport, match="10,000"):
        read_pasted("@book{k,title={x}}\n" * 45_000)


def test_one_record_cannot_bring_as_many_authors_as_a_file_holds():
    record = "TY  - JOUR\nTI  - x\n" + "AU  - Moss, Ann\n" * 10_000 + "ER  - \n"
    (refused,) = read_ris(record).refused
    assert refused.reason == "One of its fields is longer than 64 KB."


def test_invented_queries_dois_and_uploads_are_answered_in_words(site):
    follow(site)
    trials = (
        try_queries(site, [*hostile_queries()[::4], *invented(queries, 40)]),
        try_dois(site, hostile_dois()[::3]),
        try_uploads(site, [*invented_files(40), ("a.tar", Path(__file__).read_bytes()[:9] + b"\0")]),
    )
    assert [wrong for each in trials for wrong in each.wrong] == []
