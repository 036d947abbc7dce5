import csv
import json
import re
from dataclasses import replace
from io import StringIO

import pytest

from bib.bibtex_reading import read_bibtex
from kb.summary import Status
from tests.factories import a_record, a_summary
from web import exports, found

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
    monkeypatch.setattr(found, "MAX_DEPTH", 20)
    monkeypatch.setattr(found, "MAX_PER_PAGE", 10)
    answer = client.get("/export/bibtex")
    assert answer.status_code == 400
    assert "at most 20 can be exported at once" in answer.text


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
