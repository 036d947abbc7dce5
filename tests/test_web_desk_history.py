from dataclasses import replace

import pytest

from kb.reference import Source, SourceKind
from kb.refiling import rename_term
from kb.summary import Status
from kb.vocabulary import Term, TermKind
from tests.conftest import signed_in
from tests.factories import a_record, a_summary


@pytest.fixture
def text(site):
    """A published summary that Ben wrote and then changed."""
    record = a_record(source=Source(kind=SourceKind.CROSSREF))
    summary = a_summary(record, title="What tears mean", body="Sixty therapists wept.")
    with site.catalogue.writing("ben") as write:
        write.add_record(record)
        write.add_summary(summary)
        write.change_summary(replace(summary, body="Seventy therapists wept."))
    return summary


def the_history(client, kind, entity):
    """The page of the history of one thing, as text."""
    return client.get(f"/editor/history/{kind}/{entity}").text


def versions_of(site, kind, entity):
    """The numbers of the changes of a thing, oldest first."""
    with site.catalogue.reading() as read:
        return [each.revision for each in read.history(kind, entity)]


def test_a_history_shows_who_changed_which_words(desk_client, text):
    page = the_history(desk_client, "summary", text.id)
    assert "<del>Sixty</del><ins>Seventy</ins> therapists wept." in page
    assert "ben" in page
    assert "What tears mean" in page


def test_the_last_change_is_undone_and_undoing_that_does_it_again(desk_client, site, text):
    for body in ("Sixty therapists wept.", "Seventy therapists wept."):
        last = versions_of(site, "summary", text.id)[-1]
        answer = desk_client.post("/editor/history/undo", data={"revision": last}, follow_redirects=True)
        assert "The change is undone." in answer.text
        with site.catalogue.reading() as read:
            assert read.summary(text.id).body == body


def test_an_earlier_change_is_not_undone_and_the_reason_is_said(desk_client, site, text):
    first = versions_of(site, "summary", text.id)[0]
    answer = desk_client.post("/editor/history/undo", data={"revision": first}, follow_redirects=True)
    assert "came after it" in answer.text


def test_a_reference_that_is_cited_does_not_go_by_undoing_and_the_summaries_are_named(
    desk_client, site, text
):
    record = text.citations[0].reference
    last = versions_of(site, "reference", record)[-1]
    answer = desk_client.post("/editor/history/undo", data={"revision": last}, follow_redirects=True)
    assert f"It cannot go while a summary cites it: {text.slug}." in answer.text


def test_the_page_of_a_version_says_what_restoring_it_would_change(desk_client, site, text):
    first = versions_of(site, "summary", text.id)[0]
    page = desk_client.get(f"/editor/history/version/{first}").text
    assert "<del>Seventy</del><ins>Sixty</ins> therapists wept." in page
    assert "It stays published" in page


def test_a_form_that_says_no_version_restores_nothing(desk_client, site, text):
    first, *_, last = versions_of(site, "summary", text.id)
    desk_client.post("/editor/history/restore", data={"revision": first})
    assert versions_of(site, "summary", text.id)[-1] == last


def test_any_version_is_restored_and_what_is_published_stays_so(desk_client, site):
    draft = a_summary(status=Status.DRAFT, title="As it was")
    with site.catalogue.writing("ben") as write:
        write.add_summary(draft)
        write.change_summary(replace(draft, title="As it is", status=Status.PUBLISHED))
    first, last = versions_of(site, "summary", draft.id)
    answer = desk_client.post(
        "/editor/history/restore", data={"revision": first, "seen": last}, follow_redirects=True
    )
    assert "The earlier version is back." in answer.text
    with site.catalogue.reading() as read:
        assert (read.summary(draft.id).title, read.summary(draft.id).status) == (
            "As it was",
            Status.PUBLISHED,
        )


def test_nothing_is_restored_over_a_change_that_the_editor_has_not_seen(desk_client, site, text):
    first, second = versions_of(site, "summary", text.id)
    with site.catalogue.writing("carol") as write:
        write.change_summary(replace(text, body="Eighty."))
    answer = desk_client.post(
        "/editor/history/restore", data={"revision": first, "seen": second}, follow_redirects=True
    )
    assert "carol changed it after you opened the page" in answer.text
    with site.catalogue.reading() as read:
        assert read.summary(text.id).body == "Eighty."


def test_restoring_what_is_so_already_changes_nothing(desk_client, site, text):
    last = versions_of(site, "summary", text.id)[-1]
    answer = desk_client.post(
        "/editor/history/restore", data={"revision": last, "seen": last}, follow_redirects=True
    )
    assert "It is just so already" in answer.text
    assert versions_of(site, "summary", text.id)[-1] == last


def test_a_removed_term_is_brought_back_from_its_history(desk_client, site):
    with site.catalogue.writing("ben") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="tears", label="Tears"))
        write.remove_term(TermKind.TOPIC, "tears")
    page = the_history(desk_client, "term", "topic/tears")
    assert "It is gone." in page
    first, last = versions_of(site, "term", "topic/tears")
    desk_client.post("/editor/history/restore", data={"revision": first, "seen": last})
    with site.catalogue.reading() as read:
        assert read.vocabulary().find(TermKind.TOPIC, "Tears")


def test_the_history_of_a_reference_tells_field_by_field_and_what_was_merged_into_it(desk_client, site):
    kept, gone = a_record("Kept2015"), a_record("Gone2015", title="The same work again")
    with site.catalogue.writing("ben") as write:
        write.add_record(kept)
        write.add_record(gone)
        write.change_record(replace(kept, overrides={"volume": "13"}))
        write.merge_records("Kept2015", "Gone2015")
    page = the_history(desk_client, "reference", kept.id)
    assert "<del>12</del><ins>13</ins>" in page
    assert "Merged into this" in page
    assert "The same work again" in page


def test_topics_in_a_history_bear_the_names_they_have_today(desk_client, site, text):
    with site.catalogue.writing("ben") as write:
        rename_term(
            write, TermKind.TOPIC, "empathy", Term(kind=TermKind.TOPIC, slug="warmth", label="Human warmth")
        )
        present = write.summary(text.id)
        write.change_summary(replace(present, topics=("training",)))
    assert "Human warmth" in the_history(desk_client, "summary", text.id)


def test_a_text_with_markup_in_it_is_shown_as_it_was_typed(desk_client, site, text):
    with site.catalogue.writing("ben") as write:
        write.change_summary(replace(text, title="<script>alert(1)</script>", body="<b>x</b>"))
    for page in (the_history(desk_client, "summary", text.id), desk_client.get("/editor/activity").text):
        assert "&lt;script&gt;" in page
        assert "<script>alert" not in page
        assert "<b>x" not in page


def test_the_activity_is_everybodys_newest_first_or_one_persons(desk_client, site, text):
    with site.catalogue.writing("carol") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="weeping", label="Weeping"))
    page = desk_client.get("/editor/activity").text
    assert page.index("Weeping") < page.index("What tears mean")
    assert "What tears mean" not in desk_client.get("/editor/activity?by=carol").text
    assert "Weeping" not in desk_client.get("/editor/activity?by=ben").text
    assert "Weeping" not in desk_client.get("/editor/activity?kind=summary").text


def test_older_activity_is_a_page_further(desk_client, site, text):
    with site.catalogue.writing("dora") as write:
        for number in range(60):
            write.change_summary(replace(text, title=f"Title {number:02}"))
    page = desk_client.get("/editor/activity?by=dora").text
    assert "Title 59" in page
    assert "Title 09" not in page
    older = page.split('rel="next" href="')[1].split('"')[0].replace("&amp;", "&")
    assert "Title 09" in desk_client.get(older).text


def test_who_may_only_read_sees_the_history_and_changes_nothing(site, text):
    reader = signed_in(site, "rosa", "reader")
    page = the_history(reader, "summary", text.id)
    assert "Undo this change" not in page
    last = versions_of(site, "summary", text.id)[-1]
    assert reader.post("/editor/history/undo", data={"revision": last}).status_code == 403


def test_there_is_no_history_of_what_never_was(desk_client):
    assert desk_client.get("/editor/history/summary/nothing").status_code == 404
    assert desk_client.get("/editor/history/version/999999").status_code == 404
    for number in ("x", "9" * 30):
        assert desk_client.post("/editor/history/undo", data={"revision": number}).status_code == 404
    assert desk_client.get(f"/editor/history/version/{'9' * 30}").status_code == 404
    assert desk_client.get(f"/editor/activity?before={'9' * 30}").status_code == 200


def test_an_early_version_without_text_is_not_restored_under_the_eyes_of_readers(desk_client, site):
    record = a_record()
    draft = a_summary(record, status=Status.DRAFT, body="")
    with site.catalogue.writing("ben") as write:
        write.add_record(record)
        write.add_summary(draft)
        write.change_summary(replace(draft, body="Written.", status=Status.PUBLISHED))
    first, last = versions_of(site, "summary", draft.id)
    answer = desk_client.post(
        "/editor/history/restore", data={"revision": first, "seen": last}, follow_redirects=True
    )
    assert "readers would see it incomplete. It has no text." in answer.text
    assert versions_of(site, "summary", draft.id)[-1] == last


def test_long_texts_are_not_compared_word_by_word_for_a_list_of_changes(desk_client, text, monkeypatch):
    monkeypatch.delattr("web.value_words.word_differences")
    assert "What tears mean" in desk_client.get("/editor/activity").text
