import pytest
from hypothesis import given
from hypothesis import strategies as st

from kb.reference import (
    Name,
    Notice,
    NoticeKind,
    PartialDate,
    Record,
    Reference,
    Source,
    SourceKind,
)
from kb.serial import dump, load

FROM_CROSSREF = Source(kind=SourceKind.CROSSREF, payload="{}")


def record(**overrides):
    described = Reference(type="article-journal", title="Therapist empathy", volume="55")
    return Record(citekey="Elliott2018", described=described, source=FROM_CROSSREF, overrides=overrides)


def test_editors_word_goes_over_the_sources():
    assert record(title="Therapist Empathy").reference.title == "Therapist Empathy"


def test_each_field_tells_who_says_it():
    changed = record(title="Therapist Empathy")
    assert changed.origin("title") is SourceKind.EDITOR
    assert changed.origin("volume") is SourceKind.CROSSREF
    assert changed.origin("issue") is None


def test_retraction_notice_marks_the_work():
    notice = Notice(kind=NoticeKind.RETRACTION)
    retracted = Record(citekey="x", described=record().described, source=FROM_CROSSREF, notices=(notice,))
    assert retracted.retracted
    assert not record().retracted


def test_initials_of_hyphenated_and_dotted_names():
    assert Name(family="Safran", given="Jeremy D.").initials == "JD"
    assert Name(family="Sartre", given="J.-P.").initials == "JP"
    assert Name(family="Safran", given="JD").initials == "JD"


def test_catalogue_form_of_a_name_has_particle_and_suffix():
    name = Name(family="Kolk", given="Bessel", non_dropping_particle="van der", suffix="Jr.")
    assert name.sort_form == "van der Kolk, Bessel, Jr."


def test_date_is_as_exact_as_it_was_given():
    assert [str(PartialDate(*parts)) for parts in ((2013,), (2013, 6), (2013, 6, 1))] == [
        "2013",
        "2013-06",
        "2013-06-01",
    ]


names = st.builds(Name, family=st.text(), given=st.text(), literal=st.text())
references = st.builds(
    Reference,
    type=st.sampled_from(["article-journal", "book"]),
    title=st.text(),
    author=st.lists(names).map(tuple),
    volume=st.none() | st.text(),
    issued=st.none() | st.builds(PartialDate, st.integers(1, 2100), st.none() | st.integers(1, 12)),
    isbn=st.lists(st.text()).map(tuple),
)


@given(references, st.fixed_dictionaries({}, optional={"title": st.text(), "author": st.tuples(names)}))
def test_what_is_stored_comes_back_the_same(reference, overrides):
    stored = Record(citekey="x", described=reference, source=FROM_CROSSREF, overrides=overrides)
    assert load(dump(stored), Record) == stored


def test_stored_text_with_an_unknown_field_is_refused():
    with pytest.raises(ValueError):
        load('{"type": "book", "title": "x", "colour": "red"}', Reference)


@pytest.mark.parametrize(
    "text", ["[]", "{}", '"text"', '{"id": "1", "citekey": "k", "described": {}}', "null"]
)
def test_stored_text_that_is_no_record_is_refused(text):
    with pytest.raises(ValueError, match=r"missing|shape|required"):
        load(text, Record)


def test_override_of_a_field_that_does_not_exist_is_refused():
    text = dump(record()).replace('"citekey"', '"overrides": {"colour": "red"}, "citekey"')
    with pytest.raises(ValueError, match="colour"):
        load(text, Record)
