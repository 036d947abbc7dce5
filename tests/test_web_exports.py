import contextlib
import csv
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import time
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from click.testing import CliRunner

from bib.bibtex_reading import read_bibtex
from bib.formats import FORMATS
from index.unavailable import IndexUnavailable
from kb.catalogue import Catalogue
from kb.errors import CatalogueUnusable
from kb.summary import Status
from tests.databases import databases
from tests.factories import a_record, a_summary
from web import commands_readers, exports
from web.app import create_app
from web.cli import kb

TEARS = "/summaries/when-therapists-cry-in-session"
KEY = "BlumeMarcovici2013"


@pytest.mark.parametrize("address", [f"{TEARS}.bib", f"/references/{KEY}.bib", f"/export/bibtex?id={KEY}"])
def test_bibtex_holds_the_study_under_its_key(client, address):
    (read,) = read_bibtex(client.get(address).text).items
    assert (read.citekey, read.reference.doi) == (KEY, "10.1037/a0031384")


@pytest.mark.parametrize("address", [f"{TEARS}.ris", f"/references/{KEY}.ris", f"/export/ris?id={KEY}"])
def test_ris_holds_the_study(client, address):
    lines = client.get(address).text.splitlines()
    assert lines[0] == "TY  - JOUR"
    assert "DO  - 10.1037/a0031384" in lines


@pytest.mark.parametrize(
    "address", [f"{TEARS}.json", f"/references/{KEY}.json", f"/export/csl-json?id={KEY}"]
)
def test_csl_json_holds_the_study(client, address):
    (item,) = json.loads(client.get(address).text)
    assert item["id"] == KEY


@pytest.mark.parametrize(
    ("name", "kind", "file"),
    [
        ("bibtex", "application/x-bibtex; charset=utf-8", "practice-kb-cbt.bib"),
        ("biblatex", "application/x-bibtex; charset=utf-8", "practice-kb-cbt.bib"),
        ("ris", "application/x-research-info-systems; charset=utf-8", "practice-kb-cbt.ris"),
        ("csl-json", "application/vnd.citationstyles.csl+json", "practice-kb-cbt.json"),
        ("csv", "text/csv; charset=utf-8", "practice-kb-cbt.csv"),
        ("apa", "text/plain; charset=utf-8", "practice-kb-cbt.txt"),
        ("vancouver", "text/plain; charset=utf-8", "practice-kb-cbt.txt"),
        ("chicago-html", "text/html; charset=utf-8", "practice-kb-cbt.html"),
    ],
)
def test_an_export_is_a_file_with_a_name_and_a_kind(client, name, kind, file):
    answer = client.get(f"/export/{name}?q=CBT")
    assert answer.headers["Content-Type"] == kind
    assert answer.headers["Content-Disposition"] == f"attachment; filename={file}"


def test_an_export_holds_all_results_and_not_one_page(client):
    rows = list(csv.DictReader(StringIO(client.get("/export/csv?per_page=5&page=2").text)))
    total = client.get("/api/v1/search").json["total"]
    assert len(rows) == total > 20


def test_an_export_has_the_filters_of_the_search(client):
    asked = "q=CBT&type=meta-analysis&year=2013-2018"
    items = json.loads(client.get(f"/export/csl-json?{asked}").text)
    hits = client.get(f"/api/v1/search?{asked}").json["hits"]
    assert [item["id"] for item in items] == [hit["references"][0]["id"] for hit in hits]
    assert items


def test_each_reference_comes_once(site, site_client):
    record = a_record("Moss2015")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        for _ in range(3):
            write.add_summary(a_summary(record))
    assert [item["id"] for item in json.loads(site_client.get("/export/csl-json").text)] == ["Moss2015"]


def test_references_named_one_by_one_come_in_that_order(client):
    items = json.loads(client.get(f"/export/csl-json?id=Knox2017&id={KEY}&id=Knox2017&id=nobody").text)
    assert [item["id"] for item in items] == ["Knox2017", KEY]


def test_nothing_named_that_is_here_is_said(client):
    answer = client.get("/export/csl-json?id=nobody")
    assert answer.status_code == 404
    assert "None of the references asked for is here." in answer.text


def test_more_names_than_can_be_answered_are_refused_and_not_cut_off(client, monkeypatch):
    monkeypatch.setattr(exports, "_MAX_IDS", 2)
    answer = client.get(f"/export/csl-json?id=Knox2017&id={KEY}&id=Knox2017")
    assert answer.status_code == 400
    assert "At most 2 references can be named at once." in answer.text


def test_nothing_found_is_an_empty_file(client):
    assert json.loads(client.get("/export/csl-json?q=xqzzy").text) == []


def test_a_search_that_finds_too_much_is_refused_with_advice(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_EXPORTED", 20)
    answer = client.get("/export/bibtex")
    assert answer.status_code == 400
    assert "finds 53 works, and at most 20 can be taken away at once" in answer.text


def test_a_reference_list_for_people_holds_fewer(client, monkeypatch):
    monkeypatch.setattr(exports, "MAX_LISTED", 20)
    assert client.get("/export/apa").status_code == 400
    assert client.get("/export/ris").status_code == 200


def test_an_unknown_format_names_the_known_ones(client):
    answer = client.get("/export/word")
    assert answer.status_code == 404
    assert "bibtex, biblatex, ris, csl-json, csv" in answer.text


def test_implications_come_along_as_plain_text_when_asked_for(site, site_client):
    record, beside = a_record("Moss2015"), a_record("Moss2016")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_record(beside)
        write.add_summary(a_summary(record, beside, implications="Talk *about* it."))
        write.add_summary(a_summary(record, implications="Not yet.", status=Status.DRAFT))
    annotated = site_client.get("/export/bibtex?id=Moss2015&id=Moss2016&annotate=1").text
    assert re.findall("annote = (.*)", annotated) == ["{Talk about it.}"]
    assert "annotation = {Talk about it.}" in site_client.get("/export/biblatex?annotate=1").text
    assert "annote" not in site_client.get("/export/bibtex").text


def test_ascii_is_exported_when_asked_for(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_record(a_record("Moss2015", title="Über Tränen"))
    assert r"{\"U}ber {Tr{\"a}nen}" in site_client.get("/export/bibtex?id=Moss2015&ascii=1").text
    assert "Über {Tränen}" in site_client.get("/export/bibtex?id=Moss2015").text


def test_a_draft_takes_nothing_away(site, site_client):
    record = a_record("Moss2015")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="s", status=Status.DRAFT))
    assert site_client.get("/summaries/s.bib").status_code == 404
    assert site_client.get("/export/bibtex?id=s").status_code == 404


def test_a_former_key_still_brings_the_reference(site, site_client):
    record = a_record("Moss2014")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.change_record(replace(record, citekey="Moss2015"))
    assert "{Moss2015," in site_client.get("/references/Moss2014.bib").text


def test_every_format_is_offered_once():
    offered = [name for _, labels in exports.OFFERED for name, _ in labels]
    assert sorted(offered) == sorted(FORMATS)


def test_one_page_of_results_is_taken_away_when_asked_for(client):
    asked = "q=therapy&per_page=5&page=2&sort=newest"
    items = json.loads(client.get(f"/export/csl-json?{asked}&scope=page").text)
    hits = client.get(f"/api/v1/search?{asked}").json["hits"]
    assert [item["id"] for item in items] == [each["id"] for hit in hits for each in hit["references"]]


@pytest.mark.parametrize(
    ("chosen", "address"),
    [
        ("format=ris&scope=all&q=CBT&page=2&per_page=50", "/export/ris?q=CBT"),
        ("format=csv&scope=page&q=CBT&page=2", "/export/csv?scope=page&q=CBT&page=2"),
        ("format=csv&scope=selection&q=CBT&topic=empathy&id=a&id=b", "/export/csv?id=a&id=b"),
        ("format=bibtex&annotate=1", "/export/bibtex?annotate=1"),
        ("format=bibtex&scope=selection&annotate=1&id=a", "/export/bibtex?annotate=1&id=a"),
        ("scope=all", "/export/ris"),
    ],
)
def test_the_form_leads_to_the_address_of_what_was_chosen(client, chosen, address):
    answer = client.get(f"/export?{chosen}")
    assert (answer.status_code, answer.headers["Location"]) == (303, address)


def test_a_selection_of_nothing_is_not_everything(client):
    answer = client.get("/export?format=ris&scope=selection")
    assert answer.status_code == 400
    assert "Nothing is selected yet." in answer.text


@pytest.fixture
def in_pieces(monkeypatch):
    """Every export of a search leaves piece by piece, record by record."""
    monkeypatch.setattr(exports, "_WHOLE", 0)
    monkeypatch.setattr(exports, "_PIECE", 1)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_in_pieces_is_the_file_in_one(client, name, monkeypatch):
    address = f"/export/{name}?q=CBT&annotate=1"
    whole = client.get(address)
    monkeypatch.setattr(exports, "_WHOLE", 0)
    monkeypatch.setattr(exports, "_PIECE", 1)
    pieces = client.get(address)
    assert pieces.is_streamed
    assert pieces.data == whole.data


def test_pieces_are_read_from_one_state_of_the_catalogue(site, site_client, in_pieces):
    first, last = a_record("Moss2015", title="First"), a_record("Moss2016", title="Last")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(first)
        write.add_record(last)
    answer = site_client.get("/export/bibtex?sort=title")
    pieces = answer.iter_encoded()
    assert b"{First}" in next(pieces)
    with site.catalogue.writing(by="anna") as write:
        write.change_record(replace(last, described=replace(last.described, title="Changed")))
    assert b"{Last}" in b"".join(pieces)
    answer.close()


def test_an_export_that_fails_at_once_is_an_error_in_words(client, in_pieces, monkeypatch):
    def reading(self):
        raise CatalogueUnusable("The database /secret/place is busy.")

    monkeypatch.setattr(Catalogue, "reading", reading)
    answer = client.get("/export/bibtex")
    assert answer.status_code in {500, 503}
    assert "secret" not in answer.text


def test_a_missing_index_is_an_error_and_not_an_empty_file(demo_site, monkeypatch):
    def first(*_):
        raise IndexUnavailable

    monkeypatch.setattr(type(demo_site.index), "first", first)
    assert create_app(demo_site).test_client().get("/export/bibtex").status_code == 503


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_an_export_that_fails_on_the_way_breaks_off(breaking_server, coding):
    connection = http.client.HTTPConnection(breaking_server, timeout=10)
    connection.request("GET", "/export/bibtex", headers={"Accept-Encoding": coding})
    with contextlib.closing(connection), connection.getresponse() as answer:
        assert answer.status == 200
        with pytest.raises(http.client.IncompleteRead):
            answer.read()


@pytest.fixture(scope="module")
def breaking_server(demo_site, tmp_path_factory):
    """A real server whose catalogue fails in the middle of every long export."""
    folder = tmp_path_factory.mktemp("breaking")
    (folder / "breaking.py").write_text(
        "from web import app, exports\n"
        "exports._WHOLE, exports._PIECE, given = 0, 1, exports.records_of_hits\n"
        "def breaking(hits, read):\n"
        "    yield from list(given(hits, read))[:20]\n"
        "    raise OSError('the disk is gone')\n"
        "exports.records_of_hits = breaking\n"
        "application = app.from_environment()\n",
        encoding="utf-8",
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    command = [sys.executable, "-m", "gunicorn", "--bind", address, "--worker-class", "gthread"]
    process = subprocess.Popen(
        [*command, "--log-level", "critical", "--no-control-socket", "breaking:application"],
        env={
            **os.environ,
            **databases.environment_of(demo_site.settings.home),
            "KB_HOME": str(demo_site.settings.home),
            "PYTHONPATH": f"{folder}{os.pathsep}.",
        },
        cwd=Path(__file__).parent.parent,
    )
    try:
        until = time.monotonic() + 30
        while not answers(address):
            assert time.monotonic() < until
            assert process.poll() is None
            time.sleep(0.05)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def answers(address):
    with socket.socket() as tried:
        host, port = address.split(":")
        return tried.connect_ex((host, int(port))) == 0


def test_the_command_leaves_a_file_as_it_was_when_an_export_fails(demo_site, tmp_path, monkeypatch):
    def breaking(hits, read):
        yield a_record("Moss2015")
        raise CatalogueUnusable("The disk is gone.")

    monkeypatch.setattr(commands_readers, "records_of_hits", breaking)
    kept = tmp_path / "references.bib"
    kept.write_text("as it was", encoding="utf-8")
    home = str(demo_site.settings.home)
    done = CliRunner().invoke(kb, ["--home", home, "export", "crying", "-o", str(kept)])
    assert isinstance(done.exception, CatalogueUnusable)
    assert kept.read_text(encoding="utf-8") == "as it was"
    assert list(tmp_path.iterdir()) == [kept]


@pytest.mark.parametrize("name", FORMATS)
def test_the_command_offers_the_formats_of_the_site(demo_site, client, name):
    home = str(demo_site.settings.home)
    done = CliRunner().invoke(kb, ["--home", home, "export", "crying", "--format", name])
    assert done.stdout_bytes == client.get(f"/export/{name}?q=crying").data
