import re
from dataclasses import replace
from datetime import date, timedelta
from urllib.parse import urlencode

import pytest

from kb.ids import new_id
from kb.reference import Notice, NoticeKind, Source, SourceKind
from kb.summary import Status
from tests.conftest import signed_in
from tests.crossref_stand_in import invented_work
from tests.factories import a_record, a_summary
from web.app import create_app
from web.publication import today
from web.settings import read_settings
from web.wiring import open_site

TYPED = {
    "title": "Tears in therapy",
    "body": "Sixty therapists told.",
    "implications": "Talk about it.",
    "month": "2026-05",
    "topic": ["empathy"],
    "research_type": "survey",
    "cites": ["Moss2015"],
    "seen": "0",
    "then": "save",
}


@pytest.fixture
def study(site):
    """A reference in the catalogue that Crossref vouches for."""
    record = a_record("Moss2015", source=Source(kind=SourceKind.CROSSREF), doi="10.1000/moss")
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
    return record


@pytest.fixture
def published(site, study):
    """A published summary of the study."""
    return added(site, a_summary(study, slug="tears", title="Tears"))


@pytest.fixture
def draft(site, study):
    """A draft about the study."""
    return added(site, a_summary(study, slug="tears", title="Tears", status=Status.DRAFT))


def added(site, summary):
    with site.catalogue.writing("anna") as write:
        write.add_summary(summary)
    return summary


def now(site, summary_id):
    with site.catalogue.reading() as read:
        return read.summary(summary_id)


def version(site, summary_id):
    with site.catalogue.reading() as read:
        return read.version("summary", summary_id)


def form_of(site, summary, **changes):
    with site.catalogue.reading() as read:
        keys = [record.citekey for record in read.records_of(summary)]
    values = {
        "title": summary.title,
        "slug": summary.slug,
        "month": str(summary.month),
        "body": summary.body,
        "implications": summary.implications,
        "contact": summary.contact or "",
        "topic": list(summary.topics),
        "research_type": summary.research_type or "",
        "cites": keys,
        "seen": str(version(site, summary.id)),
        "then": "save",
    }
    return {**values, **changes}


def save(client, site, summary, **changes):
    return client.post(f"/editor/summaries/{summary.id}", data=form_of(site, summary, **changes))


def test_a_summary_is_written_and_saved_as_a_draft(site, desk_client, study):
    summary_id = new_id()
    answer = desk_client.post(f"/editor/summaries/{summary_id}", data=TYPED)
    assert answer.status_code == 303
    summary = now(site, summary_id)
    assert (summary.slug, summary.status, summary.topics) == ("tears-in-therapy", Status.DRAFT, ("empathy",))
    assert summary.citations[0].reference == study.id


def test_a_summary_begins_with_the_study_that_was_just_brought_in(desk_client, study):
    page = desk_client.get("/editor/summaries/new?cites=Moss2015").text
    assert 'name="cites" value="Moss2015"' in page


def test_without_a_title_or_a_month_nothing_is_saved_and_all_that_was_typed_stays(site, desk_client, study):
    summary_id = new_id()
    answer = desk_client.post(f"/editor/summaries/{summary_id}", data={**TYPED, "title": " ", "month": "May"})
    assert answer.status_code == 422
    assert "Give it a title" in answer.text
    assert "Write the month as" in answer.text
    assert "Sixty therapists told." in answer.text
    assert now(site, summary_id) is None
    assert "Sixty therapists told." in desk_client.get(f"/editor/summaries/{summary_id}").text


def test_an_address_that_is_taken_is_refused_and_one_that_is_made_is_free(site, desk_client, published):
    taken = desk_client.post(f"/editor/summaries/{new_id()}", data={**TYPED, "slug": "tears"})
    assert (taken.status_code, "“Tears” has this address" in taken.text) == (422, True)
    summary_id = new_id()
    desk_client.post(f"/editor/summaries/{summary_id}", data={**TYPED, "title": "Tears"})
    assert now(site, summary_id).slug == "tears-2"


def test_a_published_summary_keeps_its_former_address(site, desk_client, published):
    save(desk_client, site, published, slug="weeping")
    with site.catalogue.reading() as read:
        assert read.summary_at("tears").slug == "weeping"
    assert desk_client.get("/editor/summaries/tears").status_code == 200


def test_what_hinders_publication_is_said_and_blocks_it(site, desk_client, draft):
    answer = save(desk_client, site, draft, implications="", then="publish")
    assert answer.status_code == 422
    assert "It says nothing of what the study means for practice." in answer.text
    assert now(site, draft.id).status is Status.DRAFT


def test_what_an_editor_may_pass_over_needs_a_tick(site, desk_client, draft):
    refused = save(desk_client, site, draft, topic=[], then="publish")
    assert (refused.status_code, "It is filed under no topic." in refused.text) == (422, True)
    save(desk_client, site, draft, topic=[], then="publish", ack="no-topic")
    assert now(site, draft.id).status is Status.PUBLISHED


def test_a_retracted_study_needs_a_tick(site, desk_client):
    record = a_record(
        "Moss2015",
        source=Source(kind=SourceKind.CROSSREF),
        notices=(Notice(kind=NoticeKind.RETRACTION),),
    )
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
    draft = added(site, a_summary(record, status=Status.DRAFT))
    answer = save(desk_client, site, draft, then="publish")
    assert (answer.status_code, "Moss2015 has been retracted" in answer.text) == (422, True)


def hits(reader, words):
    found = reader.get(f"/api/v1/search?q={words}").json
    assert found
    return found["hits"]


def test_a_published_summary_is_found_at_once_and_a_withdrawn_one_gone_at_once(site, desk_client, draft):
    reader = create_app(site).test_client()
    places = ("/", "/search?q=weep", "/feed.atom", "/feed.atom?q=weep", "/sitemap.xml", "/archive/2016/05")
    assert reader.get("/summaries/tears").status_code == 404
    save(desk_client, site, draft, then="publish")
    assert [hit["slug"] for hit in hits(reader, "weep")] == ["tears"]
    assert reader.get("/summaries/tears").status_code == 200
    for place in places:
        assert "/summaries/tears" in reader.get(place).text
    withdrawn = replace(draft, status=Status.PUBLISHED)
    save(desk_client, site, withdrawn, then="withdraw", withdrawal_note="The study was retracted.")
    assert now(site, draft.id).withdrawal == "The study was retracted."
    assert {hit["kind"] for hit in hits(reader, "tears")} == {"reference"}
    assert reader.get("/summaries/tears").status_code == 410
    assert reader.get("/api/v1/summaries/tears").status_code == 410
    for place in places:
        assert "/summaries/tears" not in reader.get(place).text
    save(desk_client, site, now(site, draft.id), then="publish")
    assert reader.get("/summaries/tears").status_code == 200
    assert now(site, draft.id).withdrawal == ""


def test_a_withdrawal_needs_a_note(site, desk_client, published):
    answer = save(desk_client, site, published, then="withdraw", withdrawal_note=" ")
    assert (answer.status_code, "Say in a sentence why" in answer.text) == (422, True)


def test_a_summary_is_scheduled_for_a_day_to_come_and_taken_back(site, desk_client, draft):
    past = save(desk_client, site, draft, then="schedule", publish_on=str(today()))
    assert (past.status_code, "This day has come already" in past.text) == (422, True)
    tomorrow = today() + timedelta(days=1)
    save(desk_client, site, draft, then="schedule", publish_on=str(tomorrow))
    assert (now(site, draft.id).status, now(site, draft.id).publish_on) == (Status.SCHEDULED, tomorrow)
    save(desk_client, site, draft, then="draft")
    assert (now(site, draft.id).status, now(site, draft.id).publish_on) == (Status.DRAFT, None)


def test_a_published_summary_cannot_be_saved_unfit_to_be_read(site, desk_client, published):
    answer = save(desk_client, site, published, cites=[])
    assert answer.status_code == 422
    assert now(site, published.id) == published


def test_of_two_editors_the_second_sees_both_versions_and_nothing_is_overwritten(site, desk_client, draft):
    seen = str(version(site, draft.id))
    ben = signed_in(site, "ben", "editor")
    save(ben, site, draft, title="Ben's title", body="Sixty-one therapists told.")
    answer = save(desk_client, site, draft, title="Anna's title", contact="anna@example.org", seen=seen)
    assert answer.status_code == 409
    assert "ben changed this summary" in answer.text
    assert "<del>Ben&#39;s</del><ins>Anna&#39;s</ins>" in answer.text
    assert now(site, draft.id).title == "Ben's title"
    # Anna's text is kept, and offered when she comes back.
    assert "Anna&#39;s title" in desk_client.get(f"/editor/summaries/{draft.id}").text


def test_each_field_of_two_versions_is_chosen(site, desk_client, draft):
    seen = str(version(site, draft.id))
    save(signed_in(site, "ben", "editor"), site, draft, title="Ben's title", body="Ben's body")
    page = save(desk_client, site, draft, title="Anna's title", implications="Anna's advice", seen=seen).text
    assert set(re.findall(r'name="take-(\w+)"', page)) == {"title", "body", "implications"}
    chosen = {"take-title": "mine", "take-body": "theirs", "take-implications": "mine"}
    newer = str(version(site, draft.id))
    mine = {"title": "Anna's title", "implications": "Anna's advice", "seen": newer, **chosen}
    assert save(desk_client, site, draft, **mine).status_code == 303
    joined = now(site, draft.id)
    assert (joined.title, joined.body, joined.implications) == ("Anna's title", "Ben's body", "Anna's advice")


def test_an_address_made_from_the_title_goes_with_the_title_that_is_chosen(site, desk_client, draft):
    seen = str(version(site, draft.id))
    save(signed_in(site, "ben", "editor"), site, draft, title="Ben's title", slug="")
    mine = {"title": "Anna's title", "slug": "", "contact": "anna@example.org"}
    page = save(desk_client, site, draft, seen=seen, **mine).text
    assert set(re.findall(r'name="take-(\w+)"', page)) == {"title", "contact"}
    newer = str(version(site, draft.id))
    save(desk_client, site, draft, **mine, seen=newer, **{"take-title": "theirs", "take-contact": "mine"})
    joined = now(site, draft.id)
    assert (joined.title, joined.slug, joined.contact) == ("Ben's title", "bens-title", "anna@example.org")


def test_two_versions_that_say_the_same_are_no_conflict(site, desk_client, draft):
    seen = str(version(site, draft.id))
    save(signed_in(site, "ben", "editor"), site, draft, title="A better title")
    assert save(desk_client, site, draft, title="A better title", seen=seen).status_code == 303


def test_who_saves_what_was_published_meanwhile_is_told(site, desk_client, draft):
    seen = str(version(site, draft.id))
    save(signed_in(site, "ben", "editor"), site, draft, then="publish")
    answer = save(desk_client, site, draft, body="Not ready yet.", seen=seen)
    assert (answer.status_code, "readers see at once" in answer.text) == (409, True)
    assert now(site, draft.id).body == draft.body


def test_a_step_is_taken_though_somebody_saved_the_same_text_meanwhile(site, desk_client, published):
    seen = str(version(site, published.id))
    ben = signed_in(site, "ben", "editor")
    save(ben, site, published, title="Ben's title")
    save(ben, site, published)
    save(desk_client, site, published, then="withdraw", withdrawal_note="Wrong.", seen=seen)
    assert now(site, published.id).status is Status.WITHDRAWN


def test_a_summary_that_came_further_meanwhile_is_not_published_unasked(site, desk_client, draft):
    seen = str(version(site, draft.id))
    ben = signed_in(site, "ben", "editor")
    save(ben, site, draft, then="publish")
    save(ben, site, draft, then="withdraw", withdrawal_note="Wrong.")
    answer = save(desk_client, site, draft, then="publish", seen=seen)
    assert answer.status_code == 422
    assert "Meanwhile this summary has come further. It is now: Withdrawn." in answer.text
    assert now(site, draft.id).status is Status.WITHDRAWN


def test_publishing_twice_is_publishing_once(site, desk_client, draft):
    form = form_of(site, draft, then="publish")
    for _ in range(2):
        assert desk_client.post(f"/editor/summaries/{draft.id}", data=form).status_code == 303
    with site.catalogue.reading() as read:
        assert [each.action for each in read.history("summary", draft.id)] == ["added", "published"]


def test_saving_what_nobody_changed_is_no_change(site, desk_client, published):
    before = version(site, published.id)
    assert save(desk_client, site, published).status_code == 303
    assert version(site, published.id) == before


def test_what_is_published_at_once_can_be_taken_back_to_a_draft(site, desk_client, study):
    summary_id = new_id()
    desk_client.post(f"/editor/summaries/{summary_id}", data={**TYPED, "then": "publish"})
    assert now(site, summary_id).status is Status.PUBLISHED
    last = version(site, summary_id)
    desk_client.post(f"/editor/summaries/{summary_id}/undo", data={"revision": last})
    assert now(site, summary_id).status is Status.DRAFT


def test_the_address_of_a_draft_follows_its_title_until_it_is_chosen_or_published(site, desk_client, study):
    page = f"/editor/summaries/{(summary_id := new_id())}"
    desk_client.post(page, data={**TYPED, "title": "Working title"})
    assert 'name="slug" value=""' in desk_client.get(page).text
    seen = str(version(site, summary_id))
    desk_client.post(page, data={**TYPED, "title": "Tears", "seen": seen, "then": "publish"})
    assert now(site, summary_id).slug == "tears"
    assert 'name="slug" value="tears"' in desk_client.get(page).text


def test_a_summary_removed_meanwhile_is_not_lost(site, desk_client, draft):
    form = form_of(site, draft, body="Much more text.")
    signed_in(site, "ben", "editor").post(
        f"/editor/summaries/{draft.id}/undo", data={"revision": version(site, draft.id)}
    )
    assert now(site, draft.id) is None
    answer = desk_client.post(f"/editor/summaries/{draft.id}", data=form)
    assert (answer.status_code, "Much more text." in answer.text) == (422, True)
    desk_client.post(f"/editor/summaries/{draft.id}", data={**form, "seen": "0"})
    assert now(site, draft.id).body == "Much more text."


def test_the_last_change_is_undone_from_the_page(site, desk_client, published):
    save(desk_client, site, published, title="A worse title")
    last = version(site, published.id)
    desk_client.post(f"/editor/summaries/{published.id}/undo", data={"revision": last})
    assert now(site, published.id) == published
    late = desk_client.post(
        f"/editor/summaries/{published.id}/undo", data={"revision": last}, follow_redirects=True
    )
    assert "cannot be undone" in late.text


def test_only_changes_of_the_summary_itself_are_undone_on_its_page(site, desk_client, published, study):
    with site.catalogue.reading() as read:
        other = read.version("reference", study.id)
    answer = desk_client.post(f"/editor/summaries/{published.id}/undo", data={"revision": other})
    assert answer.status_code == 404


def test_somebody_who_reads_drafts_sees_the_text_and_no_form(site, draft):
    page = signed_in(site, "rita", "reader").get("/editor/summaries/tears").text
    assert "Sixty therapists told when they had wept" in page
    assert "<textarea" not in page


def test_the_preview_is_that_of_the_readers_page(desk_client):
    typed = {"body": "## Head\n\n*so* <script>alert(1)</script>", "implications": "- one\n- two"}
    answer = desk_client.post("/editor/drafting/preview", data=typed).json
    assert "Head</h" in answer["body"]
    assert "<script" not in answer["body"]
    assert "<li>one</li>" in answer["implications"]


def keep(client, site, summary, **changes):
    form = form_of(site, summary, kept="", **changes)
    return client.post(f"/editor/drafting/{summary.id}/keep", data=form)


def test_unsaved_text_is_kept_and_offered_to_its_author_alone(site, desk_client, published):
    answer = keep(desk_client, site, published, body="Half a sentence")
    assert answer.json["kept"]
    assert now(site, published.id).body == published.body
    page = desk_client.get("/editor/summaries/tears").text
    assert "Half a sentence" in page
    assert "You have unsaved text of" in page
    bens = signed_in(site, "ben", "editor").get("/editor/summaries/tears").text
    assert "Half a sentence" not in bens
    assert "anna is writing this too" in bens


def test_unsaved_text_can_be_thrown_away(site, desk_client, published):
    keep(desk_client, site, published, body="Half a sentence")
    desk_client.post(f"/editor/summaries/{published.id}/discard")
    assert "Half a sentence" not in desk_client.get("/editor/summaries/tears").text


def test_text_put_back_as_it_was_saved_is_not_kept(site, desk_client, published):
    kept = keep(desk_client, site, published, body="Half a sentence").json["kept"]
    form = form_of(site, published, kept=kept)
    assert desk_client.post(f"/editor/drafting/{published.id}/keep", data=form).json["kept"] == ""
    with site.catalogue.reading() as read:
        assert read.working_copies.of(published.id) == ()


def test_an_empty_new_summary_is_not_kept(site, desk_client):
    summary_id = new_id()
    answer = desk_client.post(
        f"/editor/drafting/{summary_id}/keep", data={"seen": "0", "kept": "", "month": "2026-05"}
    )
    assert answer.json["kept"] == ""
    assert desk_client.get(f"/editor/summaries/{summary_id}").status_code == 404


def test_a_new_summary_is_found_again_before_it_was_ever_saved(site, desk_client, study):
    summary_id = new_id()
    desk_client.post(f"/editor/drafting/{summary_id}/keep", data={**TYPED, "kept": ""})
    page = desk_client.get(f"/editor/summaries/{summary_id}").text
    assert "Sixty therapists told." in page
    for place in ("/editor/", "/editor/summaries/"):
        assert f'href="/editor/summaries/{summary_id}"' in desk_client.get(place).text


def test_two_windows_of_one_editor_do_not_overwrite_each_other(site, desk_client, published):
    keep(desk_client, site, published, body="In the first window")
    answer = keep(desk_client, site, published, body="In the second window")
    assert answer.status_code == 409
    assert "In the first window" in desk_client.get("/editor/summaries/tears").text


def test_whoever_is_overtaken_while_writing_is_told_with_the_next_thing_kept(site, desk_client, draft):
    seen = str(version(site, draft.id))
    save(signed_in(site, "ben", "editor"), site, draft, title="Ben's title")
    said = keep(desk_client, site, draft, body="More", seen=seen).json
    assert "ben saved another version" in said["others"]


def test_text_kept_in_another_window_stays_when_this_one_is_saved(site, desk_client, published):
    keep(desk_client, site, published, body="Typed at home")
    assert save(desk_client, site, published, title="Saved at work").status_code == 303
    page = desk_client.get("/editor/summaries/tears").text
    assert "Typed at home" in page
    assert "You saved another version of this" in page


def test_a_refused_form_does_not_overwrite_what_another_window_kept(site, desk_client, published):
    keep(desk_client, site, published, body="Typed at home")
    refused = save(desk_client, site, published, title="", body="Typed at work")
    assert (refused.status_code, "Typed at work" in refused.text) == (422, True)
    assert 'name="kept" value=""' in refused.text
    assert "Typed at home" in desk_client.get("/editor/summaries/tears").text


def test_what_a_window_sent_without_hearing_an_answer_is_not_taken_for_another_window(
    site, desk_client, published
):
    keep(desk_client, site, published, body="Sent, and no answer")
    sent = urlencode(form_of(site, published, body="Sent, and no answer"), doseq=True)
    again = keep(desk_client, site, published, body="Sent, and no answer. More.", unanswered=sent)
    assert again.status_code == 200
    assert "no answer. More." in desk_client.get("/editor/summaries/tears").text


def test_saving_forgets_the_unsaved_text(site, desk_client, published):
    keep(desk_client, site, published, body="New text")
    save(desk_client, site, published, body="New text")
    assert "You have unsaved text" not in desk_client.get("/editor/summaries/tears").text


def test_studies_are_found_by_words_of_which_the_last_is_half_typed(desk_client, published):
    found = desk_client.get("/editor/drafting/find?q=consulting+roo").text
    assert 'data-cite="Moss2015"' in found
    assert 'data-cite="Moss2015"' in desk_client.get("/editor/drafting/find?q=10.1000/MOSS").text


@pytest.fixture
def desk_with_crossref(home, crossref):
    """Anna at an installation that asks the stand-in, which knows one work."""
    crossref.works = {work["DOI"]: work for work in [invented_work("10.5555/new")]}
    settings = replace(read_settings(home, {}), crossref_url=crossref.url)
    opened = open_site(settings)
    yield opened, signed_in(opened, "anna", "editor")
    opened.index.close()
    opened.catalogue.close()


def test_a_study_is_looked_up_by_its_doi_and_enters_the_catalogue_only_when_it_is_wanted(desk_with_crossref):
    site, client = desk_with_crossref
    assert "Look it up at Crossref" in client.get("/editor/drafting/find?q=doi:10.5555/NEW").text
    looked = client.get("/editor/drafting/look-up?doi=10.5555/new").text
    assert "Therapist responsiveness and outcome" in looked
    with site.catalogue.reading() as read:
        assert not list(read.records())
    brought = client.post("/editor/drafting/bring", data={"doi": "10.5555/new"})
    assert brought.status_code == 200
    again = client.post("/editor/drafting/bring", data={"doi": "10.5555/new"})
    with site.catalogue.reading() as read:
        (record,) = read.records()
    assert f'value="{record.citekey}"' in brought.text
    assert f'value="{record.citekey}"' in again.text


def test_a_doi_that_nobody_knows_is_said_in_words(desk_with_crossref):
    _, client = desk_with_crossref
    assert "Crossref does not know" in client.get("/editor/drafting/look-up?doi=10.5555/none").text
    refused = client.post("/editor/drafting/bring", data={"doi": "10.5555/none"})
    assert (refused.status_code, "Crossref does not know" in refused.text) == (422, True)


def do(client, site, summary, what, **changes):
    answer = save(client, site, summary, do=what, **changes)
    return client.get(answer.headers["Location"]).text


def test_without_scripts_the_buttons_of_the_form_do_their_work(site, desk_client, published):
    other = a_record("Lane2001", title="Another study")
    with site.catalogue.writing("anna") as write:
        write.add_record(other)
    page = do(desk_client, site, published, "cite:Lane2001", body="More")
    assert re.findall(r'name="cites" value="(\w+)"', page) == ["Moss2015", "Lane2001"]
    assert "More" in page
    both = {"cites": ["Moss2015", "Lane2001"]}
    page = do(desk_client, site, published, "up:Lane2001", **both)
    assert re.findall(r'name="cites" value="(\w+)"', page) == ["Lane2001", "Moss2015"]
    page = do(desk_client, site, published, "drop:Moss2015", **both)
    assert re.findall(r'name="cites" value="(\w+)"', page) == ["Lane2001"]
    page = do(desk_client, site, published, "topic:training")
    assert re.search(r'value="training"[^>]* checked', page)
    page = do(desk_client, site, published, "find", find="Tears consulting")
    assert 'data-cite="Moss2015"' in page
    assert now(site, published.id) == published


def test_topics_are_suggested_with_reasons_until_they_are_chosen(site, desk_client, study):
    draft = added(site, a_summary(study, topics=(), body="Empathy and empathy.", status=Status.DRAFT))
    page = desk_client.get(f"/editor/summaries/{draft.id}").text
    assert 'data-topic="empathy"' in page
    assert "The text says “" in page
    assert 'data-topic="empathy"' not in keep(desk_client, site, draft, topic=["empathy"]).json["suggestions"]


def test_a_script_cannot_be_written_into_a_page_of_the_desk(site, desk_client, study):
    hostile = "</textarea><script>alert(1)</script>"
    draft = added(site, a_summary(study, title=hostile, body=hostile, status=Status.DRAFT))
    seen = str(version(site, draft.id))
    for page in (
        desk_client.get(f"/editor/summaries/{draft.id}").text,
        desk_client.get("/editor/summaries/").text,
        save(desk_client, site, draft, month="May").text,
    ):
        assert "<script>alert" not in page
    save(signed_in(site, "ben", "editor"), site, draft, body=f"Ben {hostile}")
    assert "<script>alert" not in save(desk_client, site, draft, body=f"Anna {hostile}", seen=seen).text


def test_the_usual_length_is_said_once_there_are_summaries_to_go_by(site, desk_client, study):
    for words in range(1, 11):
        added(site, a_summary(study, body="word " * words * 10, implications="word " * words))
    page = desk_client.get("/editor/summaries/new").text
    assert "usually 20 to 90" in page
    assert "usually 2 to 9" in page


def titles(page):
    return re.findall(r'class="job"><a [^>]*>([^<]*)</a>', page)


def test_the_list_is_narrowed_by_status_words_topic_and_month(site, desk_client, study):
    added(site, a_summary(study, title="Weeping", topics=("training",)))
    added(site, a_summary(study, title="Laughing", status=Status.DRAFT, body="Jokes."))
    listed = desk_client.get("/editor/summaries/")
    assert set(titles(listed.text)) == {"Weeping", "Laughing"}
    assert titles(desk_client.get("/editor/summaries/?status=draft").text) == ["Laughing"]
    assert titles(desk_client.get("/editor/summaries/?q=jokes").text) == ["Laughing"]
    assert titles(desk_client.get("/editor/summaries/?q=weeping").text) == ["Weeping"]
    assert set(titles(desk_client.get("/editor/summaries/?q=moss").text)) == {"Weeping", "Laughing"}
    assert titles(desk_client.get("/editor/summaries/?topic=training").text) == ["Weeping"]
    assert titles(desk_client.get("/editor/summaries/?month=2001-01").text) == []
    assert "No summary is like that." in desk_client.get("/editor/summaries/?q=nothing").text


def test_the_remarks_of_an_import_stay_until_they_are_seen_to(site, desk_client, study):
    draft = added(site, a_summary(study, remarks=("Line 3 could not be read.",), status=Status.DRAFT))
    save(desk_client, site, draft, title="New")
    assert now(site, draft.id).remarks
    save(desk_client, site, now(site, draft.id), remarks_done="yes")
    assert not now(site, draft.id).remarks


def test_a_scheduled_summary_appears_when_its_day_has_come(site, study):
    added(site, a_summary(study, status=Status.SCHEDULED, publish_on=date(2020, 1, 1), slug="due"))
    reader = create_app(site).test_client()
    assert reader.get("/summaries/due").status_code == 200


def test_a_scheduled_summary_waits_for_its_day(site, study, monkeypatch):
    day = today() + timedelta(days=3)
    added(site, a_summary(study, status=Status.SCHEDULED, publish_on=day, slug="due"))
    reader = create_app(site).test_client()
    reader.get("/healthz")
    with site.catalogue.reading() as read:
        assert read.summary_at("due").status is Status.SCHEDULED
    monkeypatch.setattr("web.due.today", lambda: day)
    assert reader.get("/summaries/due").status_code == 200
