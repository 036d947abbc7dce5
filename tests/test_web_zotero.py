import json
import re
from html import unescape
from pathlib import Path

import pytest
from lxml import html

from bib.coins import coins
from bib.csl import from_item
from bib.highwire import citation_tags
from bib.ris import read_ris
from bib.works import to_reference
from kb.reference import Name
from tests.bib_strategies import record
from tests.crossref_works import shared_records
from tests.factories import a_record, a_summary
from tests.format_losses import expected
from tests.zotero_items import carried_by_coins, carried_by_tags, without_what_names_lose
from tests.zotero_reader import Offer, offered, read_context_object, read_tags, titles

GOLDEN = Path(__file__).parent / "golden"
SUMMARY = "/summaries/when-therapists-cry-in-session"


def golden_works():
    """Every kind of work that the golden files hold."""
    items = [json.loads(path.read_text(encoding="utf-8")) for path in (GOLDEN / "bibtex").glob("*.json")]
    works = [
        json.loads(path.read_text(encoding="utf-8")) for path in (GOLDEN / "crossref").glob("*.work.json")
    ]
    return [record(from_item(item), item["id"]) for item in items] + [
        record(to_reference(work), f"Work{place}") for place, work in enumerate(works)
    ]


@pytest.fixture(params=["demonstration", "golden"])
def records(request, demo_site):
    """Works to carry over."""
    if request.param == "golden":
        return golden_works()
    with demo_site.catalogue.reading() as read:
        return list(read.records())


def page_of(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.text


def zotero_on(client, address) -> Offer:
    """What Zotero offers on a page of the site."""
    offer = offered(page_of(client, address), lambda path: client.get(path).text)
    assert offer is not None
    return offer


def references_of(offer):
    return [item.reference for text in offer.found for item in read_ris(text).items]


def faults(records, read, carried):
    compared = (
        (each.citekey, without_what_names_lose(read(each)), without_what_names_lose(carried(each.reference)))
        for each in records
        if each.reference.title  # without one there is nothing to offer
    )
    return [(key, came, due) for key, came, due in compared if came != due]


def test_every_work_comes_over_by_coins_but_for_what_is_listed(records):
    assert faults(records, lambda each: read_context_object(coins(each)), carried_by_coins) == []


def test_every_work_comes_over_by_citation_tags_but_for_what_is_listed(records):
    assert faults(records, lambda each: read_tags(citation_tags(each)), carried_by_tags) == []


@pytest.mark.parametrize(
    ("read", "carried"),
    [
        (lambda each: read_context_object(coins(each)), carried_by_coins),
        (lambda each: read_tags(citation_tags(each)), carried_by_tags),
    ],
    ids=["coins", "tags"],
)
def test_so_does_every_real_work(shared_data, read, carried):
    assert faults(shared_records(shared_data), read, carried) == []


def test_every_work_of_the_demonstration_comes_over_whole_by_unapi(client, demo_site):
    with demo_site.catalogue.reading() as read:
        stored = list(read.records())
    assert len(stored) == 53
    for each in stored:
        offer = zotero_on(client, f"/references/{each.citekey}")
        assert offer.translator == "unAPI"
        assert references_of(offer) == [expected(each.reference, "ris")]


def test_on_a_page_of_results_zotero_offers_each_of_them(client):
    offer = zotero_on(client, "/search")
    hits = client.get("/api/v1/search").json["hits"]
    titles = [item["title"] for hit in hits for item in hit["references"]]
    assert offer.translator == "unAPI"
    assert [reference.title for reference in references_of(offer)] == titles
    assert len(hits) == 20


@pytest.mark.parametrize("address", ["/", "/search?q=alliance", "/topics/empathy", "/archive/2023/08"])
def test_on_a_list_of_summaries_zotero_offers_their_studies(client, address):
    assert len(references_of(zotero_on(client, address))) >= 1


def test_a_reader_that_knows_only_coins_finds_the_same_list(client):
    page = page_of(client, "/search?q=alliance").replace("unapi-server", "unknown")
    offer = offered(page, lambda path: client.get(path).text)
    assert offer is not None
    assert offer.translator == "COinS"
    assert [item.title for item in offer.found] == [
        each.title for each in references_of(zotero_on(client, "/search?q=alliance"))
    ]


def test_on_the_page_of_a_summary_zotero_offers_its_study_alone(client, demo_site):
    with demo_site.catalogue.reading() as read:
        for summary in read.published():
            studies = [expected(each.reference, "ris") for each in read.records_of(summary)]
            assert references_of(zotero_on(client, f"/summaries/{summary.slug}")) == studies


def test_the_tags_of_a_summary_are_those_of_its_first_study(client, demo_site):
    with demo_site.catalogue.reading() as read:
        first = read.records_of(read.summary_at(SUMMARY.rpartition("/")[2]))[0]
    found = re.findall(r'<meta name="(citation_[a-z_]+)" content="([^"]*)">', page_of(client, SUMMARY))
    assert [(name, unescape(content)) for name, content in found] == list(citation_tags(first))


def test_a_summary_of_two_studies_bears_the_tags_of_one(site, site_client):
    first, second = a_record(title="First of all"), a_record(title="Second to none")
    with site.catalogue.writing(by="anna") as write:
        for each in (first, second):
            write.add_record(each)
        write.add_summary(a_summary(first, second, slug="two"))
    page = page_of(site_client, "/summaries/two")
    assert page.count('name="citation_title"') == 1
    assert [each.title for each in references_of(zotero_on(site_client, "/summaries/two"))] == [
        "First of all",
        "Second to none",
    ]


def test_no_page_promises_a_pdf(client):
    for address in ("/", "/search", SUMMARY, "/references/BlumeMarcovici2013"):
        assert "citation_pdf_url" not in page_of(client, address)


def test_a_sole_author_with_spaces_on_both_sides_of_the_comma_stays_one():
    alone = record(a_record(author=(Name(family="Le Grange", given="Daniel J."),)).reference)
    item = read_tags(citation_tags(alone))
    assert item is not None
    assert [(last, first.replace("\xa0", " ")) for _, last, first in item.creators] == [
        ("Le Grange", "Daniel J")
    ]


def test_zotero_needs_no_encoding_of_an_identifier(client, demo_site):
    with demo_site.catalogue.reading() as read:
        assert all(each.citekey.isascii() and each.citekey.isalnum() for each in read.records())


def test_what_a_page_of_results_tells_reference_managers_stays_small(client):
    spans = titles(html.document_fromstring(page_of(client, "/search")), "span", "Z3988")
    assert 10 < len(spans) <= 25
    assert sum(map(len, spans)) < 15_000
