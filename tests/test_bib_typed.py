import pytest

from bib.typed import BadFields, typed_fields, typed_reference
from kb.reference import Name, PartialDate
from tests.factories import a_reference

BERG = Name(family="Berg", given="Joost", non_dropping_particle="van der")


def test_what_was_not_touched_stays_as_it_was():
    reference = a_reference(author=(BERG, Name(literal="Task Force, Division 29")), page="201-214")
    assert typed_reference(reference, typed_fields(reference)) == reference


def test_names_are_typed_one_a_line():
    changed = typed_reference(a_reference(), {"author": "van der Berg, Joost\nMoss, Anna B., Jr.\nWHO"})
    assert changed.author == (
        BERG,
        Name(family="Moss", given="Anna B.", suffix="Jr."),
        Name(literal="WHO"),
    )


def test_an_emptied_field_is_absent():
    assert typed_reference(a_reference(), {"volume": " ", "issued": ""}).volume is None


def test_a_field_that_a_form_lacks_stays():
    assert typed_reference(a_reference(), {"title": "New"}).volume == a_reference().volume


def test_a_date_is_as_exact_as_it_is_typed():
    assert typed_reference(a_reference(), {"issued": "2013-6"}).issued == PartialDate(2013, 6)


@pytest.mark.parametrize(
    ("field", "text"), [("title", ""), ("issued", "June 2013"), ("author", "Moss,"), ("issued", "2013-13")]
)
def test_what_cannot_be_taken_is_told_at_its_field(field, text):
    with pytest.raises(BadFields) as refused:
        typed_reference(a_reference(), {field: text})
    assert list(refused.value.fields) == [field]
