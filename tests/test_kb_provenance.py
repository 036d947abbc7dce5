from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kb.changes import Change
from kb.identifiers import DOI
from kb.notices import identity
from kb.provenance import provenance
from kb.reference import Notice, NoticeKind
from kb.serial import dump
from tests.factories import a_record

RETRACTION = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/notice"))


def day(number):
    return datetime(2024, 5, number, tzinfo=UTC)


def history(*versions):
    return [
        Change(
            revision=number,
            kind="reference",
            entity="x",
            at=day(number),
            by="anna",
            action="changed",
            after=dump(version) if version else None,
        )
        for number, version in enumerate(versions, start=1)
    ]


@pytest.fixture
def record():
    return a_record("Moss2015")


def test_a_record_knows_when_it_came_and_when_it_last_changed(record):
    known = provenance(record, history(record, record, record))
    assert (known.added, known.changed) == (day(1), day(3))


def test_an_override_is_known_since_it_took_its_present_value(record):
    first, second = (replace(record, overrides={"volume": volume}) for volume in ("13", "14"))
    assert provenance(second, history(record, first, second, second)).overrides == {"volume": day(3)}


def test_an_override_taken_back_and_given_again_counts_from_the_second_time(record):
    changed = replace(record, overrides={"volume": "13"})
    assert provenance(changed, history(changed, record, changed)).overrides == {"volume": day(3)}


def test_an_empty_override_is_one_too(record):
    emptied = replace(record, overrides={"issue": None})
    assert provenance(emptied, history(record, emptied)).overrides == {"issue": day(2)}


def test_a_notice_is_known_since_it_came_whatever_was_said_of_its_date_later(record):
    told = replace(record, notices=(RETRACTION,))
    relabelled = replace(record, notices=(replace(RETRACTION, label="Retraction"),))
    known = provenance(relabelled, history(record, told, relabelled))
    assert known.notices == {identity(RETRACTION): day(2)}


def test_without_a_history_nothing_is_known(record):
    known = provenance(replace(record, notices=(RETRACTION,)), [])
    assert (known.added, known.changed, known.notices) == (None, None, {})


def test_a_removed_record_starts_anew(record):
    changed = replace(record, overrides={"volume": "13"})
    assert provenance(changed, history(changed, None, changed)).overrides == {"volume": day(3)}
