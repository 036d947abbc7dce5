import json
from dataclasses import replace

import pytest

from bib.bibtex_reading import read_bibtex
from bib.crossref import Crossref
from bib.intake import import_references
from bib.resolution import resolve, resolve_to
from kb.catalogue import Catalogue
from kb.errors import NotADOI, NotFound
from kb.identifiers import parse_doi
from kb.reference import SourceKind
from tests.databases import databases

BIB = """@article{lambert2001,
  author = {Lambert, Michael J. and Barley, Dean E.},
  title = {Research summary on the therapeutic relationship and psychotherapy outcome},
  journal = {Psychotherapy}, year = 2001, volume = 38, pages = {357--361}
}
"""


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(databases.address_of(tmp_path))
    import_references(opened, read_bibtex(BIB), "anna")
    yield opened
    opened.close()


@pytest.fixture
def no_crossref():
    return Crossref(url="http://127.0.0.1:1", sleep=lambda _: None)  # no server listens on port 1


def work(doi="10.1037/0033-3204.38.4.357", **fields):
    return {
        "DOI": doi,
        "type": "journal-article",
        "title": ["Research summary on the therapeutic relationship and psychotherapy outcome."],
        "author": [{"family": "Lambert", "given": "Michael J."}, {"family": "Barley", "given": "Dean E."}],
        "container-title": ["Psychotherapy: Theory, Research, Practice, Training"],
        "published-print": {"date-parts": [[2001]]},
        "volume": "38",
        "issue": "4",
        "page": "357-361",
        **fields,
    }


def reference(catalogue, key="lambert2001"):
    with catalogue.reading() as read:
        return read.record_at(key)


def test_work_that_agrees_is_taken(catalogue, crossref_of):
    report = resolve(catalogue, crossref_of(work()), "anna")
    assert [(item.id, item.reason) for item in report.updated] == [
        ("lambert2001", "is 10.1037/0033-3204.38.4.357")
    ]
    assert reference(catalogue).source.kind is SourceKind.CROSSREF


def test_work_that_agrees_but_for_the_pages_is_offered_and_not_taken(catalogue, crossref_of):
    other = work("10.1000/comment", title=["Comment on “Research summary on the therapeutic relationship”"])
    report = resolve(catalogue, crossref_of(other, work("10.1000/1", page="1-9")), "anna")
    (item,) = report.unchanged
    assert [each.doi for each in item.candidates] == ["10.1000/1", "10.1000/comment"]
    assert "pages differ" in item.candidates[0].why_not
    assert "comment" in item.candidates[1].why_not
    assert "kb resolve lambert2001 DOI" in str(item.reason)
    assert reference(catalogue).reference.doi is None


def test_at_most_three_candidates_are_offered_and_they_stand_in_the_json(catalogue, crossref_of):
    works = [
        work(f"10.1000/{year}", **{"published-print": {"date-parts": [[year]]}}) for year in range(1980, 1986)
    ]
    plain = resolve(catalogue, crossref_of(*works), "anna").as_json()
    (item,) = plain["unchanged"]
    assert len(item["candidates"]) == 3
    assert set(item["candidates"][0]) == {"doi", "title", "why_not"}
    json.dumps(plain)


def test_report_has_no_candidates_where_none_are_offered(catalogue, crossref_of):
    (item,) = resolve(catalogue, crossref_of(work()), "anna").as_json()["updated"]
    assert set(item) == {"kind", "id", "title", "input", "line", "reason"}


def test_two_works_that_agree_alike_are_left_to_the_editor(catalogue, crossref_of):
    report = resolve(catalogue, crossref_of(work("10.1000/1"), work("10.1000/2")), "anna")
    assert "another work agrees as well" in str(report.unchanged[0].reason)


def test_nothing_alike_is_said_plainly(catalogue, crossref_of):
    other = work("10.1000/1", title=["Psychotherapy of mice"], author=[{"family": "Lewin"}], page="3")
    report = resolve(catalogue, crossref_of(other), "anna")
    assert report.unchanged[0].reason == "Crossref has no work like it"


def test_reference_waits_when_crossref_is_away(catalogue, no_crossref, crossref_of):
    report = resolve(catalogue, no_crossref, "anna")
    assert [item.id for item in report.queued] == ["lambert2001"]
    assert len(resolve(catalogue, crossref_of(work()), "anna").updated) == 1


def test_work_held_already_is_reported_with_the_merge_that_joins_them(catalogue, crossref_of):
    held = BIB.replace("lambert2001", "held").replace("year = 2001", "year = 1901, doi = {10.1000/1}")
    import_references(catalogue, read_bibtex(held), "anna")
    crossref = crossref_of(work("10.1000/1"))
    report = resolve(catalogue, crossref, "anna")
    assert "kb merge held lambert2001" in str(report.duplicate[0].reason)


def test_editor_accepts_a_work_by_its_doi(catalogue, crossref_of):
    report = resolve_to(
        catalogue, crossref_of(work("10.1000/1", page="1-9")), "lambert2001", "10.1000/1", "anna"
    )
    assert [item.id for item in report.updated] == ["lambert2001"]
    assert reference(catalogue).reference.page == "1-9"


def test_accepting_for_an_unknown_key_or_no_doi_is_an_error(catalogue, crossref_of):
    with pytest.raises(NotFound):
        resolve_to(catalogue, crossref_of(work()), "nobody1999", "10.1000/1", "anna")
    with pytest.raises(NotADOI):
        resolve_to(catalogue, crossref_of(work()), "lambert2001", "nonsense", "anna")


def test_accepting_an_unregistered_doi_is_refused_and_waits_without_crossref(
    catalogue, crossref_of, no_crossref
):
    refused = resolve_to(catalogue, crossref_of(work()), "lambert2001", "10.1000/404", "anna").refused
    assert [each.input for each in refused] == ["10.1000/404"]
    assert len(resolve_to(catalogue, no_crossref, "lambert2001", "10.1000/1", "anna").queued) == 1


def test_accepting_a_doi_of_another_reference_is_refused(catalogue, crossref_of):
    held = BIB.replace("lambert2001", "held").replace("year = 2001", "year = 1901, doi = {10.1000/1}")
    import_references(catalogue, read_bibtex(held), "anna")
    report = resolve_to(catalogue, crossref_of(work("10.1000/1")), "lambert2001", "10.1000/1", "anna")
    assert "kb merge held lambert2001" in report.refused[0].reason


class WhileAsked(Crossref):
    """A Crossref that answers with one work, after somebody has written to the catalogue."""

    def __init__(self, write_meanwhile, found):
        super().__init__()
        self.write_meanwhile = write_meanwhile
        self.found = found

    def works(self, dois):
        return ((doi, self.found) for doi in dois)

    def work(self, _):
        self.write_meanwhile()
        return self.found

    def match(self, printed, rows=5):  # noqa: ARG002 - Crossref asks so
        self.write_meanwhile()
        return (self.found,)


def noting(catalogue):
    def note():
        with catalogue.writing("ben") as write:
            present = write.record_at("lambert2001")
            write.change_record(replace(present, overrides={"note": "Read this first"}))

    return note


def test_what_an_editor_writes_while_a_match_is_sought_is_not_lost(catalogue):
    report = resolve(catalogue, WhileAsked(noting(catalogue), work()), "anna")
    assert "meanwhile" in str(report.unchanged[0].reason)
    assert reference(catalogue).overrides == {"note": "Read this first"}
    again = resolve(catalogue, WhileAsked(lambda: None, work()), "anna")
    assert [item.id for item in again.updated] == ["lambert2001"]
    assert reference(catalogue).overrides == {"note": "Read this first"}


def test_what_an_editor_writes_while_a_work_is_accepted_is_not_lost(catalogue):
    resolve_to(catalogue, WhileAsked(noting(catalogue), work()), "lambert2001", work()["DOI"], "anna")
    assert reference(catalogue).overrides == {"note": "Read this first"}
    assert reference(catalogue).source.kind is SourceKind.CROSSREF


def test_reference_taken_away_while_a_match_is_sought_is_left_out(catalogue):
    def take_away():
        with catalogue.writing("ben") as write:
            present = write.record_at("lambert2001")
            write.undo(write.history("reference", present.id)[-1].revision)

    report = resolve(catalogue, WhileAsked(take_away, work()), "anna")
    assert "meanwhile" in str(report.unchanged[0].reason)
    assert reference(catalogue) is None


def test_reference_that_a_waiting_doi_resolves_is_reported_once(catalogue, crossref_of):
    with catalogue.writing("anna") as write:
        write.enqueue([parse_doi(work()["DOI"])], "not asked yet")
    report = resolve(catalogue, crossref_of(work()), "anna")
    assert [item.id for item in report.updated] == ["lambert2001"]
    assert report.unchanged == report.duplicate == []
