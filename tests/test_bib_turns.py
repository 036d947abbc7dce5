"""A long import leaves others room to write, and knows what they wrote."""

from collections.abc import Callable

import pytest

from bib import turns
from bib.csl import read_csl
from bib.intake import import_references
from tests.factories import a_record

FILE = """[
{"id": "One2001", "type": "article-journal", "title": "Rupture and repair", "DOI": "10.5555/1"},
{"id": "Two2002", "type": "article-journal", "title": "Feedback in training", "DOI": "10.5555/2"},
{"id": "Three2003", "type": "article-journal", "title": "Supervision of trauma work", "DOI": "10.5555/3"}
]"""


@pytest.fixture
def between(monkeypatch):
    """Lets each item be a spell of its own, and what is given here happen while it rests, one each time."""
    waiting: list[Callable[[], None]] = []

    class Clock:
        def monotonic(self):
            return 0.0

        def sleep(self, _):
            if waiting:
                waiting.pop()()

    monkeypatch.setattr(turns, "time", Clock())
    monkeypatch.setattr(turns, "_SPELL", 0.0)
    return waiting


def keys(catalogue):
    with catalogue.reading() as read:
        return sorted(each.citekey for each in read.records())


def test_an_editor_can_write_while_a_file_is_imported(catalogue, between):
    def write():
        with catalogue.writing("ben") as writer:
            writer.add_record(a_record("Ben2020", title="Ben's own", doi=None))

    between.append(write)
    report = import_references(catalogue, read_csl(FILE), "anna")
    assert len(report.added) == 3
    assert keys(catalogue) == ["Ben2020", "One2001", "Three2003", "Two2002"]


def test_an_import_rests_for_as_long_as_others_write(catalogue, between):
    def write(number):
        def now():
            with catalogue.writing("ben") as writer:
                writer.add_record(a_record(f"Ben{number}", title=f"Ben's own, {number}", doi=None))
            with catalogue.reading() as read:
                imported.append(sum(each.citekey in {"One2001", "Two2002"} for each in read.records()))

        return now

    imported: list[int] = []
    between += [write(number) for number in range(3)]
    import_references(catalogue, read_csl(FILE), "anna")
    assert imported == [1, 1, 1]  # all three of Ben's between the first item and the second


def test_a_work_that_came_in_while_a_file_was_imported_is_not_taken_twice(catalogue, between):
    def write():
        with catalogue.writing("ben") as writer:
            writer.add_record(a_record("Ben2003", title="Supervision of trauma work", doi="10.5555/3"))

    between.append(write)
    report = import_references(catalogue, read_csl(FILE), "anna")
    assert [each.id for each in report.added] == ["One2001", "Two2002"]
    assert [each.id for each in report.duplicate] == ["Ben2003"]


def test_an_import_cut_off_between_two_spells_goes_on_when_it_is_run_again(catalogue, between):
    def power_cut():
        raise KeyboardInterrupt

    between.append(power_cut)
    with pytest.raises(KeyboardInterrupt):
        import_references(catalogue, read_csl(FILE), "anna")
    report = import_references(catalogue, read_csl(FILE), "anna")
    assert (len(report.unchanged), len(report.added)) == (1, 2)
    assert keys(catalogue) == ["One2001", "Three2003", "Two2002"]
