from dataclasses import replace
from datetime import date

import pytest

from kb.errors import CannotUndo, StillUsed
from kb.publishing import publish_due
from kb.reference import Source, SourceKind
from kb.refiling import merge_terms, rename_term
from kb.summary import Status
from kb.versions import changed_fields, versions
from kb.vocabulary import Term, TermKind
from tests.factories import a_record, a_summary


def test_a_change_names_the_fields_it_changed(catalogue, text):
    with catalogue.writing("anna") as write:
        write.change_summary(replace(text, title="Other", topics=("training",)))
        told = versions(write, write.latest(2, kind="summary", entity=text.id))
    assert [each.fields for each in told] == [("title", "topics"), ()]
    assert told[0].before == text
    assert told[1].before is None


def test_what_the_editor_sets_of_a_reference_is_a_change_of_that_field():
    record = a_record(source=Source(kind=SourceKind.CROSSREF))
    assert changed_fields(record, replace(record, overrides={"volume": "13"})) == ("volume", "overrides")


def test_the_latest_changes_can_be_those_of_one_person_or_kind(catalogue, text):
    with catalogue.writing("ben") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="tears", label="Tears"))
        assert [each.entity for each in write.latest(9, by="ben")] == ["topic/tears"]
        assert [each.entity for each in write.latest(9, kind="summary")] == [text.id]
        assert {"anna", "ben"} <= set(write.people())


def test_a_restored_text_is_as_far_on_its_way_as_the_present_one(catalogue):
    draft = a_summary(status=Status.DRAFT, title="As it was")
    with catalogue.writing("anna") as write:
        write.add_summary(draft)
        first = write.version("summary", draft.id)
        write.change_summary(replace(draft, title="As it is", status=Status.PUBLISHED))
        write.restore(first)
        restored = write.summary(draft.id)
    assert (restored.title, restored.status) == ("As it was", Status.PUBLISHED)


def test_a_restored_text_is_filed_under_todays_names(catalogue, text):
    with catalogue.writing("anna") as write:
        first = write.version("summary", text.id)
        write.change_summary(replace(text, title="Other"))
        rename_term(
            write, TermKind.TOPIC, "empathy", Term(kind=TermKind.TOPIC, slug="warmth", label="Warmth")
        )
        write.restore(first)
        assert write.summary(text.id) == replace(text, topics=("warmth",))


def test_filing_a_summary_anew_is_not_undone_by_itself(catalogue, text):
    with catalogue.writing("anna") as write:
        rename_term(
            write, TermKind.TOPIC, "empathy", Term(kind=TermKind.TOPIC, slug="warmth", label="Warmth")
        )
        with pytest.raises(CannotUndo, match="rename that back"):
            write.undo(write.version("summary", text.id))


def test_a_term_that_summaries_bear_does_not_go_by_undoing_its_addition(catalogue):
    with catalogue.writing("anna") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="tears", label="Tears"))
        write.add_summary(a_summary(topics=("tears",)))
        with pytest.raises(StillUsed):
            write.undo(write.version("term", "topic/tears"))


def test_a_new_place_in_the_list_cannot_be_undone_and_says_so(catalogue):
    with catalogue.writing("anna") as write:
        assert write.place_term(TermKind.TOPIC, "empathy", None)
        assert not write.place_term(TermKind.TOPIC, "empathy", None)
        with pytest.raises(CannotUndo, match="move that back"):
            write.undo(write.version("term", "topic/empathy"))


def test_a_restored_text_cites_what_its_references_were_merged_into(catalogue):
    kept, gone, last = a_record("Kept2015"), a_record("Gone2015"), a_record("Last2015")
    cites = a_summary(gone)
    with catalogue.writing("ben") as write:
        for each in (kept, gone, last):
            write.add_record(each)
        write.add_summary(cites)
        first = write.version("summary", cites.id)
        write.change_summary(replace(cites, body="Written anew."))
        write.merge_records("Kept2015", "Gone2015")
        write.merge_records("Last2015", "Kept2015")
        write.restore(first)
        restored = write.summary(cites.id)
    assert (restored.body, [each.reference for each in restored.citations]) == (cites.body, [last.id])


def test_a_publication_undone_after_its_day_is_not_repeated_by_the_calendar(catalogue):
    day = date(2015, 5, 4)
    study = a_record()
    text = a_summary(study, status=Status.SCHEDULED, publish_on=day)
    with catalogue.writing("calendar") as write:
        write.add_record(study)
        write.add_summary(text)
        publish_due(write, day)
        write.undo(write.version("summary", text.id))
        assert publish_due(write, date(2015, 5, 5)) == ()
        assert write.summary(text.id).status is Status.DRAFT


def test_a_term_whose_name_means_another_now_is_not_restored_beside_it(catalogue):
    with catalogue.writing("ben") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="tears", label="Tears"))
        first = write.version("term", "topic/tears")
        merge_terms(write, TermKind.TOPIC, "empathy", "tears")
        with pytest.raises(CannotUndo, match="“Tears” means “Empathy” now"):
            write.restore(first)
        assert write.vocabulary().find(TermKind.TOPIC, "tears").slug == "empathy"
