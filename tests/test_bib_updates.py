from dataclasses import replace

import pytest

from bib.bibtex_reading import read_bibtex
from bib.crossref import Crossref
from bib.doi_intake import TypedDOI, import_dois
from bib.intake import import_references
from bib.updates import Choice, check_updates
from kb.errors import NotFound
from kb.reference import NoticeKind, PartialDate
from tests.crossref_stand_in import invented_work

STUDY = "10.1000/study"


def study(**fields):
    return invented_work(STUDY, 1) | fields


def update(doi="10.1000/r", kind="retraction", year=2020, **fields):
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.capitalize(),
        "source": "publisher",
        "updated": {"date-parts": [[year, 5, 1]]},
        **fields,
    }


def retraction_work():
    return invented_work("10.1000/r", 2) | {"update-to": [update(STUDY)], "title": ["Retraction: A study"]}


def bring(catalogue, crossref, *dois):
    return import_dois(catalogue, crossref, [TypedDOI(text=doi) for doi in dois], "anna")


def held(catalogue, doi=STUDY):
    with catalogue.reading() as read:
        return read.record_with_doi(doi)


def revision(catalogue):
    with catalogue.reading() as read:
        return read.revision()


def test_notice_is_recorded_once_though_its_date_or_label_changes(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    retracted = study(**{"updated-by": [update()]})
    first = check_updates(catalogue, crossref_of(retracted), "anna")
    later = study(**{"updated-by": [update(year=2021, label="Retracted")]})
    second = check_updates(catalogue, crossref_of(later), "anna")
    assert first.updated[0].reason == "retraction (10.1000/r, 2020-05-01)"
    assert len(second.unchanged) == 1
    assert [notice.kind for notice in held(catalogue).notices] == [NoticeKind.RETRACTION]


def test_correction_and_expression_of_concern_come_with_date_and_doi(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    notices = [update("10.1000/c", "correction", 2019), update("10.1000/e", "expression_of_concern", 2021)]
    check_updates(catalogue, crossref_of(study(**{"updated-by": notices})), "anna")
    correction, concern = held(catalogue).notices
    assert (correction.kind, correction.doi) == (NoticeKind.CORRECTION, "10.1000/c")
    assert (concern.kind, concern.date) == (NoticeKind.EXPRESSION_OF_CONCERN, PartialDate(2021, 5, 1))


def test_changed_metadata_are_shown_and_not_taken_over_unasked(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    before = revision(catalogue)
    report = check_updates(catalogue, crossref_of(study(volume="99")), "anna")
    (item,) = report.unchanged
    assert "volume: 21 → 99" in str(item.reason)
    assert f"kb check-updates --accept {item.id}" in str(item.reason)
    assert (held(catalogue).reference.volume, revision(catalogue)) == ("21", before)


def test_notice_is_recorded_though_changed_metadata_wait(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    check_updates(catalogue, crossref_of(study(volume="99", **{"updated-by": [update()]})), "anna")
    assert held(catalogue).retracted
    assert held(catalogue).reference.volume == "21"


def test_accepted_metadata_are_taken_over_but_for_the_fields_kept_out(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    crossref = crossref_of(study(volume="99", page="1-2"))
    choice = Choice(accept=True, citekeys=(held(catalogue).citekey,), keep_out=("page",))
    assert "kept out: page" in str(
        check_updates(catalogue, crossref, "anna", choice=choice).updated[0].reason
    )
    assert (held(catalogue).reference.volume, held(catalogue).reference.page) == ("99", "101-111")
    assert check_updates(catalogue, crossref, "anna").unchanged[0].reason is None


def test_editors_override_outlives_an_accepted_change(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    with catalogue.writing("anna") as write:
        write.change_record(replace(write.record_with_doi(STUDY), overrides={"title": "The editor's title"}))
    crossref = crossref_of(study(volume="99", title=["Another title"]))
    check_updates(catalogue, crossref, "anna", choice=Choice(accept=True))
    assert held(catalogue).reference.title == "The editor's title"
    assert (held(catalogue).described.title, held(catalogue).reference.volume) == ("Another title", "99")


def test_nothing_new_changes_nothing(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    before = revision(catalogue)
    check_updates(catalogue, crossref_of(study()), "anna", choice=Choice(accept=True))
    assert revision(catalogue) == before


def test_deleted_work_keeps_what_we_know_of_it(catalogue, crossref_of):
    bring(catalogue, crossref_of(study()), STUDY)
    deleted = study(title=[], **{"container-title": ["CrossRef Listing of Deleted DOIs"]})
    check_updates(catalogue, crossref_of(deleted), "anna", choice=Choice(accept=True))
    assert held(catalogue).reference.title


def test_asking_about_an_unknown_key_is_an_error(catalogue, crossref_of):
    with pytest.raises(NotFound):
        check_updates(catalogue, crossref_of(), "anna", choice=Choice(accept=True, citekeys=("nobody1999",)))


def test_work_that_is_a_notice_about_a_held_one_passes_it_on(catalogue, crossref_of):
    crossref = crossref_of(study(), retraction_work())
    bring(catalogue, crossref, STUDY)
    bring(catalogue, crossref, "10.1000/r")
    (notice,) = held(catalogue).notices
    assert (notice.kind, notice.doi, notice.date) == (
        NoticeKind.RETRACTION,
        "10.1000/r",
        PartialDate(2020, 5, 1),
    )


def test_work_imported_after_its_notice_has_it(catalogue, crossref_of):
    crossref = crossref_of(study(), retraction_work())
    bring(catalogue, crossref, "10.1000/r")
    bring(catalogue, crossref, STUDY)
    assert held(catalogue).retracted


def test_reference_from_a_file_has_the_notice_we_hold_about_it(catalogue, crossref_of):
    bring(catalogue, crossref_of(retraction_work()), "10.1000/r")
    import_references(
        catalogue, read_bibtex(f"@article{{a, title = {{A study}}, doi = {{{STUDY}}}}}"), "anna"
    )
    assert held(catalogue).retracted


def test_notice_that_comes_to_be_about_a_held_work_is_passed_on_by_a_recheck(catalogue, crossref_of):
    notice = invented_work("10.1000/r", 2)
    bring(catalogue, crossref_of(study(), notice), STUDY, "10.1000/r")
    about = notice | {"update-to": [update(STUDY)]}
    report = check_updates(catalogue, crossref_of(study(), about), "anna")
    assert any("which it is a notice about" in str(item.reason) for item in report.updated)
    assert held(catalogue).retracted


def test_reference_taken_away_while_crossref_is_asked_is_reported_and_the_rest_checked(catalogue):
    class WhileAsked(Crossref):
        def works(self, dois):
            with catalogue.writing("ben") as write:
                gone = write.record_with_doi(dois[0])
                write.undo(write.history("reference", gone.id)[-1].revision)
            yield from ((doi, invented_work(doi, number)) for number, doi in enumerate(dois))

    file = read_bibtex(
        "@misc{one, title = {On Empathy in Groups}, doi = {10.1000/1}}\n"
        "@misc{two, title = {Alliance and Outcome}, doi = {10.1000/2}}"
    )
    import_references(catalogue, file, "anna")
    report = check_updates(catalogue, WhileAsked(), "anna")
    assert [item.id for item in report.unchanged] == ["one", "two"]
    assert "gone" in str(report.unchanged[0].reason)
