from datetime import UTC, datetime

import pytest

from kb.batches import Batch, BatchItem, ItemState
from kb.reference import Notice, NoticeKind
from kb.summary import Month, Status
from tests.conftest import signed_in
from tests.factories import a_record, a_summary
from web.desk_frame import PLACES

TODAY = datetime.now(UTC)
NOW = Month(TODAY.year, TODAY.month)


@pytest.fixture
def filled(site):
    """An installation where something of everything waits."""
    retracted = a_record(
        "Gone2015", title="A study that is gone", notices=(Notice(kind=NoticeKind.RETRACTION),)
    )
    with site.catalogue.writing(by="anna") as write:
        write.add_record(retracted)
        write.add_summary(a_summary(title="Still <short>", status=Status.DRAFT, month=NOW))
        write.add_summary(a_summary(retracted, title="Soon there", status=Status.SCHEDULED, month=NOW))
        batch = Batch(by="ben", title="From the March issue")
        write.batches.add(batch, [BatchItem(position=0, kind="doi", input="x", state=ItemState.READY)])
        write.working_copies.put("anna", a_summary(title="Begun at lunch"), 0)
    return site


@pytest.mark.parametrize(
    "words",
    [
        "Still &lt;short&gt;",
        "It cites no reference",
        "Soon there",
        "From the March issue",
        "1 item to decide",
        "Gone2015 has been retracted; say so in the text",
        "A study that is gone",
        "Retracted",
        "Begun at lunch",
    ],
)
def test_the_desk_shows_what_waits(filled, desk_client, words):
    assert words in desk_client.get("/editor/").text


def test_an_empty_desk_says_so(desk_client):
    page = desk_client.get("/editor/").text
    assert "No draft is open." in page
    assert "All is decided." in page


def test_a_long_list_is_cut_and_counted(site, desk_client):
    with site.catalogue.writing(by="anna") as write:
        for _ in range(9):
            write.add_summary(a_summary(status=Status.DRAFT))
    assert "and 3 more" in desk_client.get("/editor/").text


def test_a_reader_of_drafts_is_offered_nothing_to_write(filled):
    page = signed_in(filled, "ruth", "reader").get("/editor/").text
    assert "Still &lt;short&gt;" in page
    assert "Bring in a study" not in page
    assert "Write a summary" not in page


def test_only_administrators_see_the_way_to_people(site, desk_client):
    assert "/editor/people" not in desk_client.get("/editor/").text
    assert "/editor/people" in signed_in(site, "ada", "administrator").get("/editor/").text


def test_the_desk_leads_to_places_that_are_there(desk_client):
    app = desk_client.application
    wanted = {endpoint for endpoint, _ in PLACES.values()}
    parts = {endpoint for endpoint in wanted if endpoint.partition(".")[0] in app.blueprints}
    assert parts <= set(app.view_functions)


def test_readers_find_the_door_and_editors_the_desk(site_client, desk_client):
    assert 'href="/editor/sign-in"' in site_client.get("/").text
    assert 'href="/editor/"' not in site_client.get("/").text
    assert 'href="/editor/"' in desk_client.get("/").text


@pytest.mark.parametrize(("kind", "name"), [("summary", "on-tears"), ("reference", "Moss2015")])
def test_what_readers_read_leads_those_who_may_to_where_it_is_edited(site, kind, name):
    record = a_record("Moss2015")
    text = a_summary(record, slug="on-tears")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(text)
    editor, reader = signed_in(site, "anna", "editor"), signed_in(site, "ruth", "reader")
    if PLACES[kind][0] not in editor.application.view_functions:
        pytest.skip("that part of the desk is not there")
    address = f"/{'summaries' if kind == 'summary' else 'references'}/{name}"
    way = f'href="/editor/{"summaries/" + text.id if kind == "summary" else "references/" + name}'
    assert way in editor.get(address).text
    assert way not in reader.get(address).text
    assert "no-store" in editor.get(address).headers["Cache-Control"]
