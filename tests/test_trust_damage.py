"""A damaged index, and one that is built anew, as readers and editors of the site meet them."""

import random
import time
from dataclasses import replace

import pytest
from sqlalchemy import text

from index import generations, sync
from index.whoosh_store import exclusive
from tests.conftest import signed_in
from tests.databases import databases
from tests.factories import a_record, a_summary
from tests.trials.damage import KINDS, prepare, trial
from tests.trials.homes import fill
from tests.trials.rebuilds import rebuilds
from web import index_keeper
from web.app import create_app


@pytest.fixture(scope="module")
def prepared(tmp_path_factory):
    home = tmp_path_factory.mktemp("damage") / "home"
    answers, page = prepare(home, references=20)
    return home, answers, page


@pytest.mark.parametrize("kind", KINDS)
def test_damage_to_the_index_is_noticed_and_mended_and_no_answer_is_wrong(prepared, kind):
    chance = random.Random(kind)  # noqa: S311 # a test that can be run again
    home, answers, page = prepared
    outcome = trial(home, answers, page, kind, in_use=kind != "deleted", chance=chance)
    assert outcome.wrong == ()
    assert outcome.noticed
    assert outcome.seconds is not None


def test_no_search_fails_or_is_empty_while_an_index_is_rebuilt_or_a_catalogue_backed_up(tmp_path):
    home = tmp_path / "home"
    fill(home, 20)
    for name, seen in rebuilds(home, 1).items():
        assert seen.failed == [], name
        assert seen.searches, name


def files_of(site):
    """The files of the index's segments."""
    generation = generations.current(site.index.folder)
    assert generation
    return list(generation.glob("MAIN_*.*"))


@pytest.fixture
def broken(site, monkeypatch):
    """A site whose index is damaged and cannot be built yet; whoever holds it lets go at the end."""
    record = a_record("Moss2015")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="tears", title="What tears mean"))
    create_app(site).test_client().get("/search?q=tears")
    for each in files_of(site):
        each.write_bytes(bytes(each.stat().st_size))
    site.index.close()
    monkeypatch.setattr(index_keeper, "_PATIENCE", 0.0)
    with exclusive(site.index.folder, 5) as taken:
        assert taken
        yield site


def rebuild_here(site):
    """What another process does that holds the index."""
    with site.catalogue.reading() as read:
        site.index.build(sync._documents(read), read.revision())


@pytest.mark.parametrize(
    "path",
    ["/search?q=tears", "/topics", "/topics/empathy", "/authors", "/overview", "/feed.atom", "/export/ris"],
)
def test_what_needs_the_index_says_in_words_that_it_is_being_built(broken, path):
    answer = create_app(broken).test_client().get(path)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "no-store"
    assert "The search index is being built anew" in answer.text


@pytest.mark.parametrize("path", ["search?q=tears", "suggest?q=te", "topics"])
def test_programs_are_told_to_come_again_while_the_index_is_built(broken, path):
    answer = create_app(broken).test_client().get(f"/api/v1/{path}")
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.mimetype == "application/problem+json"
    assert "being built anew" in answer.get_json()["detail"]


def test_reading_and_browsing_go_on_from_the_catalogue(broken):
    client = create_app(broken).test_client()
    for path in ("/", "/summaries/tears", "/references/Moss2015", "/archive", "/archive/2016/05"):
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert "tears" in answer.text.lower() or path == "/archive"
    assert client.get("/summaries/tear").status_code == 404


def test_a_page_made_without_the_index_is_whole_again_once_it_stands(broken):
    app = create_app(broken)
    client = app.test_client()
    assert "/topics/empathy" not in client.get("/").text
    rebuild_here(broken)
    assert "/topics/empathy" in client.get("/").text


def test_a_site_is_not_ready_until_its_index_stands_again(broken):
    client = create_app(broken).test_client()
    answer = client.get("/readyz")
    assert (answer.status_code, answer.get_json()["index"]) == (503, "cannot be searched")
    rebuild_here(broken)
    assert client.get("/readyz").status_code == 200


def test_the_desk_goes_on_without_an_index(broken):
    client = signed_in(broken, "anna", "editor")
    for path in ("/editor/", "/editor/summaries?q=tears", "/editor/references", "/editor/new-summary"):
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code in {200, 404}, path


def test_searches_answer_again_once_the_index_stands(site, monkeypatch):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="tears", title="What tears mean"))
    client = create_app(site).test_client()
    client.get("/search?q=tears")
    for each in files_of(site):
        each.unlink()
    site.index.close()
    monkeypatch.setattr(index_keeper, "_PATIENCE", 0.0)
    with exclusive(site.index.folder, 5):
        assert client.get("/search?q=tears").status_code == 503
    until = time.monotonic() + 10
    while (answer := client.get("/search?q=tears")).status_code == 503 and time.monotonic() < until:
        time.sleep(0.05)
    assert "/summaries/tears" in answer.text


def test_what_is_damaged_in_the_history_stops_no_page_and_is_not_brought_back(site):
    record = a_record("Moss2015")
    summary = a_summary(record, slug="tears", title="What tears mean")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(summary)
        write.change_record(replace(record, overrides={"volume": "9"}))
        write.change_summary(replace(summary, body="Nobody wept."))
        revision = write.revision()
    with databases.outside(site.catalogue.url) as database:
        spoiled = text("UPDATE changes SET after = '[]' WHERE revision < :revision AND kind != 'term'")
        database.execute(spoiled, {"revision": revision})
    desk = signed_in(site, "anna", "editor")
    for path in (
        *("/", "/feed.atom", "/summaries/tears", "/references/Moss2015", "/editor/", "/editor/activity"),
        *(f"/editor/history/summary/{summary.id}", f"/editor/history/reference/{record.id}"),
        *(f"/editor/summaries/{summary.id}", "/editor/references/Moss2015"),
    ):
        assert desk.get(path, follow_redirects=True).status_code == 200, path
    earlier = revision - 2  # as it was added
    assert "damaged" in desk.get(f"/editor/history/version/{earlier}").text
    answer = desk.post("/editor/history/undo", data={"revision": revision}, follow_redirects=True)
    assert "damaged and cannot be read. Nothing was changed." in answer.text
    with site.catalogue.reading() as read:
        assert read.revision() == revision
