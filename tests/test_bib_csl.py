import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.csl import TYPES, from_item, read_csl, to_item
from bib.formats import FORMATS
from kb.identifiers import parse_doi, parse_isbn, parse_pmid
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.bib_strategies import record


def test_an_item_has_the_keys_of_csl_json():
    reference = Reference(
        type="chapter",
        title="T",
        author=(
            Name(family="Berg", given="A.", non_dropping_particle="van den", suffix="Jr."),
            Name(literal="WHO"),
        ),
        container_title="B",
        issued=PartialDate(2013, 6),
        doi=parse_doi("10.1000/x"),
        pmid=parse_pmid("123"),
        isbn=(parse_isbn("9781118038208"), parse_isbn("0306406152")),
    )
    assert to_item(record(reference)) == {
        "id": "Key2013",
        "type": "chapter",
        "title": "T",
        "author": [
            {"family": "Berg", "given": "A.", "non-dropping-particle": "van den", "suffix": "Jr."},
            {"literal": "WHO"},
        ],
        "container-title": "B",
        "issued": {"date-parts": [[2013, 6]]},
        "DOI": "10.1000/x",
        "PMID": "123",
        "ISBN": "9781118038208 9780306406157",
    }


def test_a_type_csl_does_not_know_leaves_as_a_document():
    assert to_item(record(Reference(type="component", title="T")))["type"] == "document"


def test_a_retraction_stands_in_the_note_and_comes_back():
    notice = Notice(kind=NoticeKind.RETRACTION, doi=parse_doi("10.1000/r.1"), date=PartialDate(2014, 5))
    written = FORMATS["csl-json"].write(
        [record(Reference(type="book", title="T", note="Signed."), notices=(notice,))]
    )
    assert json.loads(written)[0]["note"] == "Retracted 2014-05, doi:10.1000/r.1. Signed."
    (read,) = read_csl(written).items
    assert read.notices == (notice,)
    assert read.reference.note == "Signed."


@pytest.mark.parametrize(
    ("text", "lines", "reason"),
    [
        ('[{"title":"A","type":"book"},\n {"title":"B"', [2], "not JSON"),
        ('[{"title":"A","type":"book"},\n', [2], "ends before"),
        ('[{"type":"book"}]', [1], "no title"),
        ("[1]", [1], "no CSL-JSON item"),
        ("<html>", [1], "not JSON"),
        ("", [1], "no CSL-JSON item"),
        ("[" * 100_000, [1], "not JSON"),
        ('[{"title": ' + "9" * 5000 + "}]", [1], "not JSON"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text, lines, reason):
    refused = read_csl(text).refused
    assert [each.line for each in refused] == lines
    assert reason in refused[0].reason


def test_items_before_a_fault_are_read():
    read = read_csl('[{"title":"A","type":"book"},\n{"title":"B","type":"book"},\n{"title"')
    assert [item.line for item in read.items] == [1, 2]


@settings(max_examples=80, deadline=None)
@given(
    st.dictionaries(
        st.sampled_from(["type", "title", "author", "issued", "DOI", "ISBN", "URL", "note", "id", "page"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3)
            ),
            max_leaves=6,
        ),
    )
)
def test_an_item_of_any_shape_is_a_reference(item):
    assert from_item(item).type in TYPES
