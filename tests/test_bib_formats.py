import json
import re

import pytest

from bib.csl import to_item
from bib.formats import FORMATS, Options
from kb.reference import Name, PartialDate, Reference
from tests.bib_strategies import record


def test_the_formats_are_those_the_command_and_the_pages_offer():
    lists = [f"{style}{ending}" for style in ("apa", "vancouver", "chicago") for ending in ("", "-html")]
    assert list(FORMATS) == ["bibtex", "biblatex", "ris", "csl-json", "csv", *lists]


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_every_record(name):
    records = [
        record(Reference(type="book", title=title, issued=PartialDate(2013)), title)
        for title in ("Beta", "Alpha")
    ]
    written = FORMATS[name].write(records)
    assert "Alpha" in written
    assert "Beta" in written
    assert FORMATS[name].name == name


@pytest.mark.parametrize("name", FORMATS)
def test_every_file_ends_with_one_line_break(name):
    written = FORMATS[name].write([record(Reference(type="book", title="Alpha"))])
    assert written.rstrip("\r\n") == written.removesuffix("\n").removesuffix("\r")
    assert written.endswith("\n")


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_takes_the_options_and_latex_follows_them(name):
    noted = record(Reference(type="book", title="Über Tränen"))
    options = Options(ascii=True, annotate=lambda _: "Talk about it.")
    written = FORMATS[name].write([noted], options)
    assert ("Talk about it." in written and written.isascii()) == (name in {"bibtex", "biblatex"})


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_writes_nothing_as_an_empty_file_of_its_kind(name):
    assert isinstance(FORMATS[name].write([]), str)


def test_the_reference_list_is_sorted_plain_text():
    records = [
        record(Reference(type="book", title="B & C", author=(Name(family="Zoe", given="A."),))),
        record(Reference(type="book", title="A", author=(Name(family="Doe", given="J."),))),
    ]
    assert FORMATS["apa"].write(records) == "Doe, J. (n.d.). A.\n\nZoe, A. (n.d.). B & C.\n"


@pytest.mark.parametrize("name", ["bibtex", "biblatex", "ris", "csl-json", "csv"])
def test_a_file_begins_before_the_last_record_is_read(name):
    def records():
        yield record(Reference(type="book", title="Alpha"))
        yield record(Reference(type="book", title="Beta"))
        pytest.fail("All records were read first.")

    pieces = FORMATS[name].pieces(records())
    assert "Alpha" in next(pieces) + next(pieces)


@pytest.mark.parametrize("count", [0, 1, 3])
def test_csl_json_in_pieces_is_json_as_a_whole(count):
    odd = "line\u2028separator, next\x85line"
    listed = [record(Reference(type="book", title=odd, abstract="Two\n\nparts")) for _ in range(count)]
    items = [to_item(each) for each in listed]
    assert FORMATS["csl-json"].write(listed) == json.dumps(items, ensure_ascii=False, indent=2) + "\n"


def test_works_of_one_key_stay_apart_in_a_file_written_in_pieces():
    same = [record(Reference(type="book", title=title), "Key") for title in ("Alpha", "Beta")]
    assert re.findall("@book{(.*),", FORMATS["bibtex"].write(same)) == ["Key", "Keya"]


def test_a_vancouver_list_is_numbered_in_the_order_given():
    listed = [record(Reference(type="book", title=title)) for title in ("Beta", "Alpha")]
    written = FORMATS["vancouver"].write(listed)
    assert re.findall("^[0-9]+\\. (Alpha|Beta)", written, re.MULTILINE) == ["Beta", "Alpha"]
    assert "<ol>\n<li>Beta" in FORMATS["vancouver-html"].write(listed)


def test_a_list_to_paste_keeps_italics_and_lets_no_tag_of_a_title_through():
    written = FORMATS["apa-html"].write([record(Reference(type="book", title="<b onclick=x>Alpha</b> & co"))])
    assert "<i>" in written
    assert "<b onclick" not in written
    assert "&amp; co" in written
