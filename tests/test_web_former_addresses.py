from dataclasses import replace
from datetime import timedelta

import pytest

from kb.summary import Status
from tests.factories import a_record, a_summary
from web.publication import today

NOTE = "We read a table wrongly.\nA corrected summary follows."


@pytest.fixture
def published(site):
    """A published summary of a study."""
    record = a_record("Moss2015")
    summary = a_summary(record, slug="tears")
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
        write.add_summary(summary)
    return summary


def changed(site, summary, **changes):
    after = replace(summary, **changes)
    with site.catalogue.writing("anna") as write:
        write.change_summary(after)
    return after


def test_a_former_address_leads_to_the_present_one_and_keeps_the_style(site, site_client, published):
    changed(site, published, slug="weeping")
    answer = site_client.get("/summaries/tears?style=mla&slug=x")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/summaries/weeping?style=mla")
    assert site_client.get("/summaries/weeping").status_code == 200


def test_an_address_that_was_given_back_leads_nowhere_else(site, site_client, published):
    weeping = changed(site, published, slug="weeping")
    changed(site, weeping, slug="tears")
    assert site_client.get("/summaries/tears").status_code == 200
    assert site_client.get("/summaries/weeping").headers["Location"] == "/summaries/tears"


def test_former_addresses_serve_programs_too(site, site_client, published):
    changed(site, published, slug="weeping")
    assert site_client.get("/api/v1/summaries/tears").json["slug"] == "weeping"
    assert site_client.get("/summaries/tears.bib").status_code == 200


@pytest.mark.parametrize("address", ["/summaries/tears", "/summaries/tears.bib", "/api/v1/summaries/tears"])
def test_readers_do_not_see_what_is_scheduled(site, site_client, published, address):
    changed(site, published, status=Status.SCHEDULED, publish_on=today() + timedelta(days=1))
    assert site_client.get(address).status_code == 404


def test_the_note_stands_in_the_place_of_a_withdrawn_text(site, site_client, published):
    changed(site, published, status=Status.WITHDRAWN, withdrawal=NOTE)
    answer = site_client.get("/summaries/tears")
    assert answer.status_code == 410
    assert "We read a table wrongly." in answer.text
    assert "Sixty therapists" not in answer.text
    assert "/references/Moss2015" in answer.text


def test_programs_are_told_why_a_summary_was_withdrawn(site, site_client, published):
    changed(site, published, status=Status.WITHDRAWN, withdrawal=NOTE)
    assert "We read a table wrongly." in site_client.get("/api/v1/summaries/tears").json["detail"]


def test_what_is_written_in_a_note_is_shown_and_not_obeyed(site, site_client, published):
    changed(site, published, status=Status.WITHDRAWN, withdrawal="<script>alert(1)</script>")
    assert "<script>alert" not in site_client.get("/summaries/tears").text


def test_feeds_and_pages_forget_a_withdrawn_summary_at_once(site, site_client, published):
    addresses = ["/feed.atom", "/", "/archive/2016/05", "/search?q=tears", "/topics/empathy", "/sitemap.xml"]
    before = [address for address in addresses if "/summaries/tears" in site_client.get(address).text]
    assert before == addresses
    changed(site, published, status=Status.WITHDRAWN, withdrawal=NOTE)
    assert not [address for address in addresses if "/summaries/tears" in site_client.get(address).text]
