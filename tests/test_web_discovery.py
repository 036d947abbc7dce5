import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import urlsplit
from xml.etree import ElementTree

import pytest

from bib.bibtex import read_bibtex
from bib.csl import read_csl
from bib.ris import read_ris
from kb.reference import Notice, NoticeKind
from kb.summary import Status
from tests.factories import a_record, a_summary
from web.app import create_app
from web.sitemap import Page, sitemap_index, sitemap_part, split

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
OPENSEARCH = "{http://a9.com/-/spec/opensearch/1.1/}"
SUMMARY = "/summaries/when-therapists-cry-in-session"
READERS = {
    "bibtex": read_bibtex,
    "biblatex": read_bibtex,
    "ris": read_ris,
    "csl-json": read_csl,
}


def publish(site, *things):
    with site.catalogue.writing(by="anna") as write:
        for each in things:
            write.add_record(each) if hasattr(each, "citekey") else write.add_summary(each)


def xml(answer):
    return ElementTree.fromstring(answer.data)  # noqa: S314 - our own text


def addresses(answer):
    return [each.text for each in xml(answer).iter(f"{MAP}loc")]


def told(page):
    """The JSON-LD of a page, in order."""
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    return json.loads(block)


def canonical(page):
    return re.findall(r'<link rel="canonical" href="([^"]*)">', page)


# Robots and the sitemap


def test_crawlers_are_shown_the_sitemap_and_kept_from_endless_searches(client):
    lines = client.get("/robots.txt").text.splitlines()
    assert "Disallow: /search" in lines
    assert "Sitemap: http://localhost/sitemap.xml" in lines


def test_every_page_of_the_sitemap_is_there_under_that_very_address(client):
    listed = addresses(client.get("/sitemap.xml"))
    assert len(listed) == len(set(listed)) > 150
    for address in listed:
        path = urlsplit(address).path
        answer = client.get(path)
        assert answer.status_code == 200, path
        assert canonical(answer.text) == [address]
        assert 'name="robots"' not in answer.text


def test_no_page_of_the_sitemap_is_kept_from_crawlers(client):
    kept_out = re.findall(r"Disallow: (\S+)", client.get("/robots.txt").text)
    paths = [urlsplit(address).path for address in addresses(client.get("/sitemap.xml"))]
    assert [path for path in paths if path.startswith(tuple(kept_out))] == []


def test_the_sitemap_lists_what_readers_may_see(site, site_client):
    publish(
        site,
        a_record("Moss2015"),
        a_summary(slug="shown"),
        a_summary(slug="draft", status=Status.DRAFT),
        a_summary(slug="gone", status=Status.WITHDRAWN),
    )
    listed = addresses(site_client.get("/sitemap.xml"))
    assert "http://localhost/summaries/shown" in listed
    assert "http://localhost/references/Moss2015" in listed
    assert "http://localhost/topics/empathy" in listed
    assert not [each for each in listed if each.endswith(("/draft", "/gone", "/topics/training"))]


def test_the_sitemap_says_when_a_summary_last_changed(site, site_client):
    summary = a_summary(slug="s")
    publish(site, summary)
    with site.catalogue.writing(by="anna") as write:
        write.change_summary(replace(summary, title="Better"))
    with site.catalogue.reading() as read:
        changed = read.history("summary", summary.id)[-1].at
    pages = {page[0].text: page[1].text for page in xml(site_client.get("/sitemap.xml")) if len(page) > 1}
    assert pages["http://localhost/summaries/s"] == changed.isoformat(timespec="seconds")


def test_a_sitemap_too_long_for_one_list_is_a_list_of_lists():
    pages = [Page(f"https://x.org/{number}") for number in range(50_001)]
    assert [len(part) for part in split(pages)] == [10_000] * 5 + [1]
    assert [len(part) for part in split(pages[:50_000])] == [50_000]
    root = ElementTree.fromstring(sitemap_index(["https://x.org/a?b&c"]))  # noqa: S314 - our own text
    assert (root.tag, root[0][0].text) == (f"{MAP}sitemapindex", "https://x.org/a?b&c")


def test_a_page_of_the_sitemap_says_when_it_changed_if_that_is_known():
    text = sitemap_part(
        [Page("https://x.org/<&>"), Page("https://x.org/b", datetime(2024, 1, 2, tzinfo=UTC))]
    )
    root = ElementTree.fromstring(text)  # noqa: S314 - our own text
    assert [[part.text for part in page] for page in root] == [
        ["https://x.org/<&>"],
        ["https://x.org/b", "2024-01-02T00:00:00+00:00"],
    ]


@pytest.mark.parametrize(("address", "status"), [("/sitemap-1.xml", 200), ("/sitemap-2.xml", 404)])
def test_only_lists_that_are_there_are_served(client, address, status):
    assert client.get(address).status_code == status


# OpenSearch


def test_a_browser_learns_to_search_here(client):
    answer = client.get("/opensearch.xml")
    assert answer.mimetype == "application/opensearchdescription+xml"
    root = xml(answer)
    assert root.tag == f"{OPENSEARCH}OpenSearchDescription"
    texts = {each.tag.removeprefix(OPENSEARCH): each.text for each in root}
    assert len(texts["ShortName"]) <= 16
    assert (texts["InputEncoding"], texts["Language"]) == ("UTF-8", "en")
    with client.get(urlsplit(texts["Image"]).path) as image:
        assert image.mimetype == "image/svg+xml"
    urls = {each.get("type"): each for each in root.iter(f"{OPENSEARCH}Url")}
    assert set(urls) == {
        "text/html",
        "application/atom+xml",
        "application/x-suggestions+json",
        "application/opensearchdescription+xml",
    }
    for form in ("text/html", "application/atom+xml", "application/x-suggestions+json"):
        address = urls[form].get("template").replace("{searchTerms}", "alliance")
        assert address.startswith("http://localhost/")
        found = client.get(address.removeprefix("http://localhost"))
        assert (found.status_code, found.mimetype) == (200, form)


def test_the_name_of_the_search_is_cut_between_words(site):
    named = replace(site, settings=replace(site.settings, site_title="Psychotherapy Practice Research"))
    root = xml(create_app(named).test_client().get("/opensearch.xml"))
    assert root.findtext(f"{OPENSEARCH}ShortName") == "Psychotherapy"
    assert root.findtext(f"{OPENSEARCH}LongName") == "Psychotherapy Practice Research"


def test_completions_come_as_browsers_read_them(client):
    begun, completions = client.get("/suggest.json?q=allia").json
    assert begun == "allia"
    assert any("alliance" in each.lower() for each in completions)
    assert len(set(completions)) == len(completions)
    assert client.get("/suggest.json").json == ["", []]


@pytest.mark.parametrize("address", ["/", "/search", SUMMARY, "/topics", "/no-such-page"])
def test_every_page_points_at_the_search_and_the_unapi_server(client, address):
    page = client.get(address).text
    assert '<link rel="search" type="application/opensearchdescription+xml" title="Practice KB"' in page
    assert '<link rel="unapi-server" type="application/xml" title="unAPI" href="/unapi">' in page


# unAPI


def test_unapi_lists_its_formats(client):
    answer = client.get("/unapi")
    assert (answer.status_code, answer.mimetype) == (200, "application/xml")
    assert [each.get("name") for each in xml(answer)] == ["bibtex", "biblatex", "ris", "csl-json"]


def test_unapi_lists_the_formats_of_one_reference(client):
    answer = client.get("/unapi?id=BlumeMarcovici2013")
    assert (answer.status_code, xml(answer).get("id")) == (300, "BlumeMarcovici2013")


@pytest.mark.parametrize("name", READERS)
def test_unapi_gives_a_reference_in_each_format_it_lists(client, name):
    answer = client.get(f"/unapi?id=BlumeMarcovici2013&format={name}")
    (item,) = READERS[name](answer.text).items
    assert (answer.status_code, item.reference.doi) == (200, "10.1037/a0031384")


@pytest.mark.parametrize(
    ("parameters", "status"),
    [
        ("id=NoSuch2013", 404),
        ("id=NoSuch2013&format=ris", 404),
        ("id=BlumeMarcovici2013&format=mods", 406),
        ("format=ris", 400),
    ],
)
def test_unapi_says_what_it_cannot_give(client, parameters, status):
    assert client.get(f"/unapi?{parameters}").status_code == status


def test_unapi_knows_a_reference_by_its_former_key(site, site_client):
    record = a_record("Moss2014")
    publish(site, record)
    with site.catalogue.writing(by="anna") as write:
        write.change_record(replace(record, citekey="Moss2015"))
    assert "ID  - Moss2015" in site_client.get("/unapi?id=Moss2014&format=ris").text


# What pages say of themselves


def test_the_home_page_describes_the_site(client):
    data = told(client.get("/").text)
    assert (data["@type"], data["url"]) == ("WebSite", "http://localhost/")


def test_a_summary_page_describes_an_article_based_on_the_study(client):
    article, trail = told(client.get(SUMMARY).text)
    assert (article["@type"], article["@id"]) == ("Article", f"http://localhost{SUMMARY}")
    assert [each["sameAs"] for each in article["isBasedOn"]] == ["https://doi.org/10.1037/a0031384"]
    assert [urlsplit(each["item"]).path for each in trail["itemListElement"]][-1] == SUMMARY


def test_a_reference_page_describes_the_work(client):
    data = told(client.get("/references/BlumeMarcovici2013").text)
    assert (data["@type"], data["sameAs"]) == ("ScholarlyArticle", "https://doi.org/10.1037/a0031384")
    assert data["mainEntityOfPage"] == "http://localhost/references/BlumeMarcovici2013"


def test_the_page_of_a_retracted_work_says_so_to_programs(site, site_client):
    record = a_record("Moss2015", notices=(Notice(kind=NoticeKind.RETRACTION),))
    publish(site, record, a_summary(record, slug="s"))
    article, _ = told(site_client.get("/summaries/s").text)
    assert article["isBasedOn"][0]["creativeWorkStatus"] == "Retracted"
    assert told(site_client.get("/references/Moss2015").text)["creativeWorkStatus"] == "Retracted"


def test_no_title_ends_the_block_it_is_described_in(site, site_client):
    title = "</script><script>alert(1)</script>\u2028<!--"
    record = a_record("X1", title=title)
    publish(site, record, a_summary(record, slug="s", title=title))
    for address in ("/summaries/s", "/references/X1"):
        page = site_client.get(address).text
        assert "<script>" not in page
        assert "alert(1)" in json.dumps(told(page))


def test_what_a_shared_link_shows_is_the_summary(client):
    page = client.get(SUMMARY).text
    properties = dict(re.findall(r'<meta property="([^"]+)" content="([^"]*)">', page))
    assert properties["og:title"] == "When therapists cry in session"
    assert properties["og:url"] == f"http://localhost{SUMMARY}"
    assert 40 < len(properties["og:description"]) <= 300
    assert f'<meta name="description" content="{properties["og:description"]}">' in page


# One address for each page


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/", "/"),
        (f"{SUMMARY}?style=vancouver", SUMMARY),
        ("/references/BlumeMarcovici2013?style=chicago", "/references/BlumeMarcovici2013"),
        ("/topics?find=all", "/topics"),
        ("/topics/empathy", "/topics/empathy"),
        ("/authors?find=hill", "/authors"),
        ("/archive", "/archive"),
    ],
)
def test_a_page_has_one_address(client, address, expected):
    assert canonical(client.get(address).text) == [f"http://localhost{expected}"]


@pytest.mark.parametrize("address", ["/search", "/search?q=alliance&page=2", "/selection", "/no-such-page"])
def test_what_is_made_for_one_reader_is_no_result_of_a_search_engine(client, address):
    page = client.get(address).text
    assert re.search(r'<meta name="robots" content="noindex', page)
    assert canonical(page) == []


@pytest.mark.parametrize(
    "address",
    [
        f"{SUMMARY}.bib",
        "/references/BlumeMarcovici2013.ris",
        "/export/ris?q=alliance",
        "/api/v1/topics",
        "/unapi?id=BlumeMarcovici2013&format=ris",
        "/suggest.json?q=all",
    ],
)
def test_what_is_made_for_programs_is_no_result_of_a_search_engine(client, address):
    answer = client.get(address)
    assert (answer.status_code, answer.headers["X-Robots-Tag"]) == (200, "noindex")


@pytest.mark.parametrize("address", ["/", SUMMARY, "/topics"])
def test_pages_for_readers_are_welcome_in_search_engines(client, address):
    answer = client.get(address)
    assert "X-Robots-Tag" not in answer.headers
    assert 'name="robots"' not in answer.text


def test_a_site_with_an_address_of_its_own_uses_it_everywhere(site):
    publish(site, a_summary(slug="s"))
    named = replace(site, settings=replace(site.settings, site_url="https://kb.example.org/"))
    reader = create_app(named).test_client()
    assert "Sitemap: https://kb.example.org/sitemap.xml" in reader.get("/robots.txt").text
    assert addresses(reader.get("/sitemap.xml"))[0] == "https://kb.example.org/"
    assert canonical(reader.get("/summaries/s").text) == ["https://kb.example.org/summaries/s"]
    assert told(reader.get("/summaries/s").text)[0]["@id"] == "https://kb.example.org/summaries/s"
    assert 'template="https://kb.example.org/search?q={searchTerms}"' in reader.get("/opensearch.xml").text
