import json
import logging
import re
import runpy
import sys
from pathlib import Path
from typing import Any

import pytest
from bibtexparser.splitter import Splitter
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.bibtex import read_bibtex
from bib.csl import from_item
from kb.identifiers import parse_doi
from kb.reference import FIELDS, Name, Notice, NoticeKind, PartialDate, Reference
from tests.bib_strategies import AWKWARD, record, works
from tests.factories import bibtex_of
from tests.format_losses import expected

GOLDEN = Path(__file__).parent / "golden" / "bibtex"
CASES = sorted(path.stem for path in GOLDEN.glob("*.json"))


def article(**fields: Any) -> Reference:
    usual: dict[str, Any] = {
        "type": "article-journal",
        "title": "T",
        "container_title": "J",
        "issued": PartialDate(2013),
    }
    return Reference(**(usual | fields))


def only(text):
    read = read_bibtex(text)
    assert read.refused == ()
    (item,) = read.items
    return item


def from_fields(fields, kind="article"):
    return only(f"@{kind}{{k, {fields}}}").reference


# Writing


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_each_type_of_reference_is_written_as_its_golden_entry(case, dialect):
    item = json.loads((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))
    expected = (GOLDEN / f"{case}.{dialect}").read_text(encoding="utf-8")
    assert bibtex_of([record(from_item(item), item["id"])], dialect=dialect) == expected


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_each_golden_entry_reads_back_as_it_was(case, dialect):
    item = json.loads((GOLDEN / f"{case}.json").read_text(encoding="utf-8"))
    back = only((GOLDEN / f"{case}.{dialect}").read_text(encoding="utf-8"))
    assert back.reference == expected(from_item(item), dialect)
    assert back.citekey == item["id"]


def test_two_records_of_one_key_leave_with_two_keys():
    written = bibtex_of([record(article(), "Dœ 1"), record(article(), "Doe1")])
    assert re.findall(r"@article\{(.*),", written) == ["Doe1", "Doe1a"]


def test_letters_beyond_ascii_in_a_name_are_one_letter_to_bibtex():
    author = (Name(family="Čapek", given="Émile Ж."),)
    assert r"author = {{\v{C}}apek, {\'E}mile {\relax Ж}.}" in bibtex_of([record(article(author=author))])
    assert "author = {Čapek, Émile Ж.}" in bibtex_of([record(article(author=author))], dialect="biblatex")


def test_a_work_without_author_is_sorted_and_named_by_its_title():
    assert "key = {A note}" in bibtex_of([record(article(title="A note"))])
    assert "key =" not in bibtex_of([record(article(author=(Name(literal="WHO"),)))])


def test_biblatex_has_only_the_fields_of_its_data_model():
    written = bibtex_of([record(article(publisher="Wiley", publisher_place="Rome"))], dialect="biblatex")
    assert re.findall("(?m)^  ([a-z]+) =", written) == ["title", "date", "journaltitle"]


@pytest.mark.parametrize(
    ("pages", "read"), [("e0123", (None, "e0123")), ("CD004787", (None, "CD004787")), ("S57", ("S57", None))]
)
def test_article_numbers_are_told_from_pages(pages, read):
    reference = from_fields(f"title={{T}}, pages={{{pages}}}")
    assert (reference.page, reference.number) == read


def test_annotations_stand_beside_the_entry_they_belong_to():
    one = record(article())
    assert "annote = {Read 100\\% of it.}" in bibtex_of([one], annotate=lambda _: "Read 100% of it.")
    assert "annotation = {Read}" in bibtex_of([one], dialect="biblatex", annotate=lambda _: "Read")


def test_a_retraction_is_told_in_the_note_and_comes_back():
    notice = Notice(kind=NoticeKind.RETRACTION, doi=parse_doi("10.1000/r_1"), date=PartialDate(2014, 5))
    for dialect in ("bibtex", "biblatex"):
        written = bibtex_of([record(article(note="N."), notices=(notice,))], dialect=dialect)
        assert "note = {Retracted 2014-05" in written
        item = only(written)
        assert (item.notices, item.reference.note) == ((notice,), "N.")


def test_ascii_export_holds_nothing_but_ascii():
    written = bibtex_of(
        [record(article(title="Über Ω, 人 und “Š”", author=(Name(family="Čapek", given="Ö."),)))], ascii=True
    )
    assert written.isascii()
    assert r"author = {{\v{C}}apek, {\"O}.}" in written


@settings(max_examples=60, deadline=None)
@given(st.lists(works(), min_size=1, max_size=2))
def test_ascii_bibtex_keeps_its_entries_apart_and_its_commands_dead(made):
    written = bibtex_of([record(each, f"k{place}") for place, each in enumerate(made)], ascii=True)
    assert written.isascii()
    assert len(read_bibtex(written).items) == len(made)
    assert not re.search(r"\\(?:input|write|include|catcode|csname)|\^\^", written)


@pytest.mark.parametrize("text", AWKWARD)
@pytest.mark.parametrize("dialect", ["bibtex", "biblatex"])
def test_nothing_in_any_field_injects_an_entry_or_a_field(text, dialect):
    values: dict[str, Any] = {name: f"x{text}y" for name in FIELDS if name not in _NOT_TEXT}
    values["author"] = (
        Name(family=f"F{text}", given=f"G{text}", non_dropping_particle=f"v{text}", suffix=f"j{text}"),
        Name(literal=f"L{text}"),
    )
    hostile = article(**values, doi=f"10.1000/{text}", url=f"https://x.org/{text}")
    tame_values = dict.fromkeys(values, "x") | {"author": (Name(family="F", given="G"), Name(literal="L"))}
    tame = article(**tame_values, doi="10.1000/x", url="https://x.org/x")
    found = Splitter(bibtex_of([record(hostile, f"k{text}")], dialect=dialect)).split()
    expected = Splitter(bibtex_of([record(tame)], dialect=dialect)).split()
    assert len(found.blocks) == len(found.entries) == 1
    assert [each.key for each in found.entries[0].fields] == [each.key for each in expected.entries[0].fields]


_NOT_TEXT = {"type", "author", "editor", "translator", "issued", "doi", "pmid", "isbn", "issn", "url"}


# Reading


def test_names_in_all_their_forms():
    reference = from_fields(
        "title={T}, author={van den Berg, Jr, Ann and Ludwig van Beethoven and "
        "{World Health Organization} and Chru{\\'s}ci{\\'n}ski, D. and {Simon and Schuster} and "
        "family={Jones}, given={Henry}}"
    )
    assert reference.author == (
        Name(family="Berg", given="Ann", non_dropping_particle="van den", suffix="Jr"),
        Name(family="Beethoven", given="Ludwig", non_dropping_particle="van"),
        Name(literal="World Health Organization"),
        Name(family="Chruściński", given="D."),
        Name(literal="Simon and Schuster"),
        Name(family="Jones", given="Henry"),
    )


def test_and_others_is_remarked():
    item = only("@article{k, title={T}, author={Doe, J. and others}}")
    assert item.reference.author == (Name(family="Doe", given="J."),)
    assert "others" in item.remarks[0]


@pytest.mark.parametrize(
    ("fields", "date"),
    [
        ("year=1950, month=jan", PartialDate(1950, 1)),
        ('year=1950, month=jan # "~1"', PartialDate(1950, 1, 1)),
        ('year=1950, month="10~" # jan', PartialDate(1950, 1, 10)),
        ("year=2018, month={{OCT 1}}", PartialDate(2018, 10, 1)),
        ("year={2013}, month={06}, day={12}", PartialDate(2013, 6, 12)),
        ("date={2013-06-12/2013-07}", PartialDate(2013, 6, 12)),
        ("date={2004-21}", PartialDate(2004)),
        ("year={c. 1900}", PartialDate(1900)),
        ("year={19XX}", None),
        ("year={n.d.}", None),
    ],
)
def test_dates_in_all_their_forms(fields, date):
    assert from_fields(f"title={{T}}, {fields}").issued == date


def test_abbreviations_are_resolved_as_they_stand_at_that_line():
    text = (
        '@string{a = "One"}\n@article{k, title = a # { and } # "Two"}\n'
        "@string{a = {Three}}\n@article{l, title=A}"
    )
    assert [item.reference.title for item in read_bibtex(text).items] == ["One and Two", "Three"]


def test_a_chapter_inherits_from_the_book_it_refers_to():
    chapter, book = read_bibtex(
        "@incollection{c, title={C}, author={Doe, J.}, crossref={B}, pages={1--2}}\n"
        "@book{b, title={Book}, editor={Roe, R.}, publisher={Wiley}, year=2013, doi={10.1000/book}}"
    ).items
    assert chapter.reference == Reference(
        type="chapter",
        title="C",
        author=(Name(family="Doe", given="J."),),
        editor=(Name(family="Roe", given="R."),),
        container_title="Book",
        publisher="Wiley",
        page="1-2",
        issued=PartialDate(2013),
    )
    assert book.reference.type == "book"


def test_a_circle_of_references_ends():
    read = read_bibtex("@book{a, title={A}, crossref={b}}\n@book{b, title={B}, crossref={a}}")
    assert [item.reference.title for item in read.items] == ["A", "B"]


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("@article{a, title={T}}\n\n@article{a, title={U}}", 3, "stands on line 1"),
        ("@article{a, title={T}}\n@article{b, title={Cut o", 2, "file ends inside"),
        ("@article{a, title={open\n@article{b, title={T}}", 1, "not closed"),
        ("\n@article{a, year=2001}", 2, "no title"),
        ("@article{a}", 1, "no fields"),
        ("\n@article a, title={T}}", 2, "no opening brace"),
        ("<html>", 1, "no BibTeX entry"),
        ("", 1, "no BibTeX entry"),
        ("@article{k, title={" + "x" * 70_000 + "}}", 1, "longer than 64 KB"),
        ("x" * (10 * 1024 * 1024 + 1), 1, "larger than 10 MB"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, line, reason):
    (refused,) = read_bibtex(text).refused
    assert (refused.line, reason in refused.reason) == (line, True), refused


def test_a_missing_comma_loses_no_field():
    item = only('@article{k, title={T} year = 2001, volume="3"}')
    assert (item.reference.title, item.reference.issued, item.reference.volume) == (
        "T",
        PartialDate(2001),
        "3",
    )
    assert item.remarks == ("A comma is missing before the field year.",)


def test_a_repeated_field_is_remarked_and_the_first_is_taken():
    item = only("@article{k, title={T}, title={U}}")
    assert item.reference.title == "T"
    assert item.remarks == ("The field title stands there twice; the first was taken.",)


def test_identifiers_are_checked_and_what_fails_is_remarked():
    item = only(
        "@article{k, title={T}, doi={https://doi.org/10.1037/A0031384}, issn={0033-3204, 1111-1111}, "
        "url={javascript:alert(1)}}"
    )
    assert (item.reference.doi, item.reference.issn, item.reference.url) == (
        "10.1037/a0031384",
        ("0033-3204",),
        None,
    )
    assert len(item.remarks) == 2


def test_the_parser_says_nothing_on_the_log(caplog):
    with caplog.at_level(logging.CRITICAL):
        read_bibtex("@article{a, title={open")
    assert caplog.records == []


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.text(max_size=8),
            st.sampled_from(
                [
                    "@article{k,",
                    "@string{a=",
                    "title",
                    "=",
                    "{",
                    "}",
                    '"',
                    "#",
                    ",",
                    "\\",
                    "\n",
                    "@comment{",
                    "(",
                    ")",
                    "crossref={k},",
                    "author={and others and {",
                    "a # a",
                    "month=jan # ",
                    "@book(k2,",
                    "$",
                    "~",
                ]
            ),
        ),
        max_size=25,
    ).map("".join)
)
def test_no_text_raises(text):
    read = read_bibtex(text)
    assert read.items or read.refused


def test_every_entry_of_real_files_is_read_or_reported(shared_data):
    paths = sorted((shared_data / "bib").glob("*.bib"))
    for path in paths:
        text = path.read_bytes().decode("utf-8", "replace")
        read = read_bibtex(text)
        entries = [kind.lower() for kind in re.findall(r"(?m)^\s*@\s*(\w+)\s*[{(]", text)]
        expected = [kind for kind in entries if kind not in {"string", "preamble", "comment", "xdata"}]
        accounted = len(read.items) + len(read.refused)
        assert accounted == max(len(expected), 1), path.name
    assert len(paths) > 40


def test_hostile_files_are_read_or_reported(shared_data, tmp_path, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["make_bib.py", str(tmp_path)])
    runpy.run_path(str(shared_data / "hostile" / "make_bib.py"))
    for path in sorted(tmp_path.glob("*.bib")):
        read = read_bibtex(path.read_bytes().decode("utf-8", "replace"))
        assert read.items or read.refused, path.name
        written = bibtex_of([record(item.reference, item.citekey or "k") for item in read.items])
        assert len(read_bibtex(written).items) == len(read.items), path.name
