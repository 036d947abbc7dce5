import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kb.reference import FIELDS
from tests.bib_strategies import record, works
from tests.crossref_works import shared_records
from tests.format_losses import LOSSES
from tests.round_trips import FORMATS, round_trip


@pytest.mark.parametrize("name", FORMATS)
def test_every_real_work_comes_back_with_the_same_fields(shared_data, name):
    records = shared_records(shared_data)
    trip = round_trip(records, name)
    assert trip.faults == ()
    assert (trip.back, trip.injected) == (len(records), 0)
    assert trip.works > 400


@settings(max_examples=40, deadline=None)
@given(st.lists(works(), min_size=1, max_size=3), st.sampled_from(sorted(FORMATS)))
def test_hostile_references_come_back_with_the_same_fields_and_inject_nothing(made, name):
    trip = round_trip([record(each, f"k{place}") for place, each in enumerate(made)], name)
    assert trip.faults == ()
    assert (trip.back, trip.injected) == (len(made), 0)


def test_citekeys_of_real_works_are_unique_in_any_case(shared_data):
    keys = [each.citekey for each in shared_records(shared_data)]
    assert len({key.lower() for key in keys}) == len(keys)
    assert all(key.isascii() and key.isalnum() for key in keys)


@pytest.mark.parametrize("name", FORMATS)
def test_a_work_without_title_comes_back_by_its_doi(shared_data, name):
    untitled = [
        each for each in shared_records(shared_data) if not each.reference.title and each.reference.doi
    ]
    assert len(untitled) > 10
    assert round_trip(untitled, name).back == len(untitled)


def test_every_loss_is_of_a_known_format_and_field():
    for loss in LOSSES:
        assert set(loss.formats.split()) <= set(FORMATS)
        assert set(loss.fields.split()) <= set(FIELDS)
        assert loss.reason.endswith(".")
