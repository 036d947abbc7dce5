from dataclasses import replace
from datetime import UTC, datetime

import pytest
from lxml import etree, html

from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, PartialDate
from kb.summary import Month, Status
from tests.atom_rules import ATOM, faults
from tests.factories import a_record, a_summary
from web.app import create_app
from web.atom import Category, Entry, Feed, write_atom
from web.settings import read_settings

RETRACTION = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/retracted"), date=PartialDate(2019, 5))
MOMENT = datetime(2020, 5, 1, 12, tzinfo=UTC)


def feed_of(client, address="/feed.atom", **headers):
    answer = client.get(address, headers=headers)
    assert answer.status_code == 200
    assert faults(answer.data) == []
    return etree.fromstring(answer.data)


def entries(feed):
    return feed.findall(f"{ATOM}entry")


def titles(feed):
    return [entry.findtext(f"{ATOM}title") for entry in entries(feed)]


def links(element):
    return {each.get("rel"): each.get("href") for each in element.findall(f"{ATOM}link")}


def words(element):
    return "".join(element.itertext())


def published(site, record=None, **changes):
    """Publish a summary of a record, and give it."""
    cited = record or a_record()
    summary = a_summary(cited, **changes)
    with site.catalogue.writing(by="anna") as write:
        write.add_record(cited)
        write.add_summary(summary)
    return summary


def change(site, *, summary=None, record=None):
    with site.catalogue.writing(by="anna") as write:
        if summary:
            write.change_summary(summary)
        if record:
            write.change_record(record)


# Validity


@pytest.mark.parametrize(
    "address",
    [
        "/feed.atom",
        "/feed.atom?q=CBT",
        "/feed.atom?topic=empathy&topic=training&type=survey",
        "/feed.atom?author=cuijpers-p&sort=oldest",
        "/feed.atom?kind=reference&kind=summary",
        "/feed.atom?q=nothing+has+these+wordsss",
        "/feed.atom?q=%22%26%3C%3E%00%01&topic=%EF%BF%BE&page=7&per_page=3",
    ],
)
def test_every_feed_is_valid_atom(client, address):
    feed_of(client, address)


def test_the_validator_finds_what_is_wrong_with_a_feed(client):
    good = client.get("/feed.atom?q=crying").data
    assert faults(good) == []
    for wrong in (
        good.replace(b"<author>", b"<autor>").replace(b"</author>", b"</autor>"),
        good.replace(b"<updated>20", b"<updated>on 20"),
        good.replace(b"urn:uuid:", b""),
        good.replace(b'rel="self"', b'rel="other"'),
        good.replace(b"&lt;p&gt;", b"&lt;script&gt;", 1),
        good.replace(b"</feed>", b""),
    ):
        assert faults(wrong), wrong


def test_a_feed_of_an_empty_catalogue_is_valid(site_client):
    assert entries(feed_of(site_client)) == []


def test_odd_characters_in_what_editors_write_break_nothing(site, site_client):
    odd = "A\x00B\x0b \ud7ff\ufffe <b>&amp;</b> ]]> 𝒯"
    published(site, title=odd, body=odd, implications=f"{odd}\n\n<script>x</script> [l](javascript:x)")
    assert titles(feed_of(site_client)) == ["AB \ud7ff <b>&amp;</b> ]]> 𝒯"]


def test_links_within_the_site_are_full_addresses_in_what_a_feed_says(site, site_client):
    published(site, implications="[here](/topics) [there](https://example.org/a?b=1&c=2) [odd](http://[)")
    feed = feed_of(site_client)
    shown = html.fromstring(entries(feed)[0].findtext(f"{ATOM}summary"))
    assert [each.get("href") for each in shown.iter("a")][:2] == [
        "http://localhost/topics",
        "https://example.org/a?b=1&c=2",
    ]


# What is in it


def test_a_feed_is_the_newest_fifty_summaries(client, demo_site):
    with demo_site.catalogue.reading() as read:
        newest = [each.month for each in read.published()][:50]
    feed = feed_of(client)
    assert len(entries(feed)) == 50
    assert [entry.findtext(f"{ATOM}published")[:7] for entry in entries(feed)] == [
        str(month) for month in newest
    ]


def test_a_feed_follows_a_search(client):
    assert titles(feed_of(client, "/feed.atom?q=crying")) == [
        "Tears in the consulting room, from both chairs",
        "When therapists cry in session",
    ]


def test_references_are_in_a_feed_that_asks_for_them(site, site_client):
    published(site, title="A summary")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(a_record(citekey="Alone2001", title="A reference alone"))
    assert titles(feed_of(site_client)) == ["A summary"]
    assert titles(feed_of(site_client, "/feed.atom?kind=reference")) == ["A reference alone"]
    feed = feed_of(site_client, "/feed.atom?kind=reference")
    assert links(entries(feed)[0])["alternate"] == "http://localhost/references/Alone2001"


def test_a_feed_does_not_relax_its_search(client):
    assert entries(feed_of(client, "/feed.atom?q=CBT+zeppelin")) == []


def test_an_entry_says_what_a_study_means_for_practice_and_where_it_appeared(client):
    entry = entries(feed_of(client, "/feed.atom?q=title:cry"))[0]
    text = words(html.fromstring(entry.findtext(f"{ATOM}summary")))
    assert "If you have cried with a client, you are in the majority" in text
    assert "Blume-Marcovici et al. (2013). Psychotherapy, 50(2), 224–234." in text
    assert links(entry)["related"] == "https://doi.org/10.1037/a0031384"


def test_an_entry_is_filed_under_its_topics_and_research_type(client):
    entry = entries(feed_of(client, "/feed.atom?q=title:cry"))[0]
    filed = [(each.get("term"), each.get("label")) for each in entry.findall(f"{ATOM}category")]
    assert filed == [
        ("therapist-factors", "Therapist Factors"),
        ("miscellaneous", "Miscellaneous"),
        ("survey", "Survey"),
    ]


def test_several_works_and_their_notices_are_named(site, site_client):
    cited = a_record(title="The sound one"), a_record(title="The other one", notices=(RETRACTION,))
    with site.catalogue.writing(by="anna") as write:
        for record in cited:
            write.add_record(record)
        write.add_summary(a_summary(*cited, title="About the sound one"))
    feed = feed_of(site_client)
    assert titles(feed) == ["About the sound one"]
    said = entries(feed)[0].findtext(f"{ATOM}summary")
    assert "has been retracted" in said
    assert "The other one" in said


# What becomes of an entry


def test_a_retraction_is_told_first_and_makes_the_entry_new(site, site_client):
    record = a_record()
    published(site, record, title="What tears mean")
    before = entries(feed_of(site_client))[0]
    change(site, record=replace(record, notices=(RETRACTION,)))
    after = entries(feed_of(site_client))[0]
    assert after.findtext(f"{ATOM}title") == "[Retracted] What tears mean"
    assert after.findtext(f"{ATOM}updated") >= before.findtext(f"{ATOM}updated")
    first = html.fromstring(f"<div>{after.findtext(f'{ATOM}summary')}</div>")[0]
    assert words(first).startswith("This work has been retracted")
    assert [each.get("href") for each in first.iter("a")] == ["https://doi.org/10.1000/retracted"]


def test_an_entry_was_updated_when_it_or_its_work_last_changed(site, site_client):
    record = a_record()
    summary = published(site, record)
    change(site, record=replace(record, notices=(RETRACTION,)))
    with site.catalogue.reading() as read:
        last = read.history("reference", record.id)[-1].at
        first = read.history("summary", summary.id)[-1].at
    assert last > first
    updated = entries(feed_of(site_client))[0].findtext(f"{ATOM}updated")
    assert updated == last.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_the_identity_of_an_entry_outlives_its_address_and_title(site, site_client):
    summary = published(site, slug="before")
    before = entries(feed_of(site_client))[0].findtext(f"{ATOM}id")
    change(site, summary=replace(summary, slug="after", title="Another title"))
    entry = entries(feed_of(site_client))[0]
    assert links(entry)["alternate"] == "http://localhost/summaries/after"
    assert entry.findtext(f"{ATOM}id") == before == f"urn:uuid:{_dashed(summary.id)}"


def test_a_summary_is_published_when_its_draft_was_not_when_it_was_begun(site, site_client):
    month = datetime.now(UTC)
    summary = published(site, status=Status.DRAFT, month=Month(month.year, month.month))
    change(site, summary=replace(summary, status=Status.PUBLISHED))
    with site.catalogue.reading() as read:
        told = read.history("summary", summary.id)[-1].at
    entry = entries(feed_of(site_client))[0]
    assert entry.findtext(f"{ATOM}published") == told.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def test_what_came_in_after_its_month_counts_as_published_in_it(site, site_client):
    published(site, month=Month(2013, 8))
    assert entries(feed_of(site_client))[0].findtext(f"{ATOM}published") == "2013-08-01T00:00:00Z"


def test_a_withdrawn_summary_vanishes_from_the_feed(site, site_client):
    summary = published(site)
    assert len(entries(feed_of(site_client))) == 1
    change(site, summary=replace(summary, status=Status.WITHDRAWN))
    assert entries(feed_of(site_client)) == []


# The feed itself


@pytest.mark.parametrize(
    ("asked", "own"),
    [
        ("/feed.atom?sort=newest&page=3&per_page=10&kind=summary", "/feed.atom"),
        ("/feed.atom?topic=empathy&q=cry&utm=x", "/feed.atom?q=cry&topic=empathy"),
        ("/feed.atom?sort=title", "/feed.atom?sort=title"),
        ("/feed.atom?kind=reference", "/feed.atom?kind=reference"),
    ],
)
def test_a_feed_has_one_address_however_it_was_asked_for(client, asked, own):
    feed = feed_of(client, asked)
    assert feed.findtext(f"{ATOM}id") == links(feed)["self"] == f"http://localhost{own}"
    assert feed_of(client, own).findtext(f"{ATOM}id") == f"http://localhost{own}"


def test_a_feed_is_named_by_its_search_in_words(client):
    feed = feed_of(client, "/feed.atom?q=alliance&topic=training&year=2010-2019&author=cuijpers-p")
    assert feed.findtext(f"{ATOM}title") == "Practice KB: “alliance”, Training, 2010–2019, Cuijpers P"
    assert feed_of(client).findtext(f"{ATOM}title") == "Practice KB"


def test_a_feed_leads_to_the_page_of_its_search(client):
    feed = feed_of(client, "/feed.atom?topic=empathy")
    shown = client.get(links(feed)["alternate"]).text
    assert all(title in words(html.fromstring(shown)) for title in titles(feed))
    assert links(feed_of(client))["alternate"] == "http://localhost/"


def test_addresses_are_those_that_the_settings_name(site, home):
    from_settings = read_settings(home, {"KB_SITE_URL": "https://kb.example.org/"})
    published(site)
    feed = feed_of(create_app(replace(site, settings=from_settings)).test_client())
    assert feed.findtext(f"{ATOM}id") == "https://kb.example.org/feed.atom"
    assert links(entries(feed)[0])["alternate"].startswith("https://kb.example.org/summaries/")


def test_a_feed_is_not_sent_again_to_who_has_it(client):
    first = client.get("/feed.atom?q=crying")
    again = client.get("/feed.atom?q=crying", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_feed_readers_are_told_atom_and_browsers_xml_that_they_can_show(client):
    kinds = {
        accept: client.get("/feed.atom", headers={"Accept": accept} if accept else {}).mimetype
        for accept in (
            "",
            "*/*",
            "application/atom+xml, */*;q=0.1",
            "text/html,application/xml;q=0.9,*/*;q=0.8",
        )
    }
    assert list(kinds.values()) == [*["application/atom+xml"] * 3, "application/xml"]


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/", "/feed.atom"),
        ("/archive", "/feed.atom"),
        ("/archive/2022/12", "/feed.atom"),
        ("/summaries/when-therapists-cry-in-session", "/feed.atom"),
        ("/topics/empathy", "/feed.atom?topic=empathy"),
        ("/search?q=CBT&type=meta-analysis&page=1", "/feed.atom?q=CBT&type=meta-analysis"),
        ("/search?author=cuijpers-p&sort=title", "/feed.atom?author=cuijpers-p"),
    ],
)
def test_pages_say_which_feed_follows_them(client, page, feed):
    shown = html.fromstring(client.get(page).text)
    found = [each.get("href") for each in shown.iter("link") if each.get("type") == "application/atom+xml"]
    assert feed in found
    assert "/feed.atom" in found


@pytest.mark.parametrize("page", ["/archive", "/archive/2022/12", "/topics/empathy", "/search?q=CBT"])
def test_a_link_to_follow_by_feed_stands_where_it_fits(client, page):
    shown = html.fromstring(client.get(page).text)
    (link,) = [each for each in shown.iter("a") if words(each) == "Follow by feed"]
    assert client.get(link.get("href")).status_code == 200


# The writer alone


def test_the_writer_makes_a_valid_feed_of_all_an_entry_can_have():
    entry = Entry(
        id="urn:uuid:e0389bdf-587c-4799-9ae2-139bde17e9a2",
        title="A <title> & more",
        link="https://kb.example.org/summaries/a",
        updated=MOMENT,
        published=MOMENT,
        summary="<p>One &amp; two</p>",
        categories=(Category(term="a", scheme="https://kb.example.org/topics", label="A & B"),),
        related="https://doi.org/10.1000/x",
        language="en",
    )
    feed = Feed(
        address="https://kb.example.org/feed.atom?q=a&topic=b",
        alternate="https://kb.example.org/search?q=a",
        title="Title",
        subtitle="Subtitle",
        author="Author",
        base="https://kb.example.org/",
        language="fr",
        updated=MOMENT,
        stylesheet="/static/feed.css",
        entries=(entry,),
    )
    written = write_atom(feed)
    assert faults(written) == []
    root = etree.fromstring(written)
    assert titles(root) == ["A <title> & more"]
    assert root.findtext(f"{ATOM}updated") == "2020-05-01T12:00:00Z"


def _dashed(identity):
    return "-".join((identity[:8], identity[8:12], identity[12:16], identity[16:20], identity[20:]))
