import pytest

from tests.printed_sample import judge, precision, recall


@pytest.fixture(scope="module")
def judged():
    return judge()


def test_what_is_claimed_of_a_printed_reference_is_right(judged):
    assert precision(judged) >= 0.99


def test_apa_references_are_read_nearly_whole(judged):
    assert recall([each for each in judged if each.form == "apa"]) >= 0.95


def test_no_field_is_claimed_wrongly_more_than_once_in_fifty(judged):
    for name in {each.field for each in judged if each.read is not None}:
        assert precision([each for each in judged if each.field == name]) >= 0.975, name
