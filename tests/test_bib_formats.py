import pytest

from bib.formats import FORMATS, Options
from kb.reference import Name, PartialDate, Reference
from tests.bib_strategies import record


def test_the_formats_are_those_the_command_and_the_pages_offer():
    assert list(FORMATS) == ["bibtex", "biblatex", "ris", "csl-json", "csv", "apa"]


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
    options = Options(ascii=True, annotations={noted.id: "Talk about it."})
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
