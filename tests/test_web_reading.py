import re
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from sqlalchemy import event

from kb.identifiers import DOI, PMID
from kb.reference import Name, Notice, NoticeKind, PartialDate, Source, SourceKind
from kb.summary import Month, Status
from tests.factories import a_record, a_summary
from web.wiring import follow

TEARS = "/summaries/when-therapists-cry-in-session"
STATEMENTS = 16  # that a page of a summary may ask of the database


@pytest.fixture
def publish(site):
    """Writes references and summaries, and lets the index follow."""

    def write(*values):
        with site.catalogue.writing(by="anna") as write:
            for value in values:
                write.add_record(value) if hasattr(value, "citekey") else write.add_summary(value)
        follow(site)

    return write


def section(html, heading):
    """The part of a page under the heading with this id."""
    found = re.search(rf'<section[^>]*aria-labelledby="{heading}".*?</section>', html, re.DOTALL)
    return found.group() if found else ""


def words(html):
    return " ".join(re.sub(r"<[^>]*>", " ", html).split())


# Citing


@pytest.mark.parametrize(
    ("style", "shown"),
    [
        ("", "Blume-Marcovici, A. C., Stolberg, R. A., &amp; Khademi, M. (2013)."),
        ("?style=vancouver", "Blume-Marcovici AC, Stolberg RA, Khademi M."),
        ("?style=chicago", "Blume-Marcovici, Amy C., Ronald A. Stolberg, and Mojgan Khademi. 2013."),
        ("?style=no-such-style", "Blume-Marcovici, A. C., Stolberg, R. A., &amp; Khademi, M. (2013)."),
    ],
)
@pytest.mark.parametrize("page", [TEARS, "/references/BlumeMarcovici2013"])
def test_a_citation_is_in_the_style_the_address_names(client, page, style, shown):
    assert shown in client.get(page + style).text


def test_the_style_chosen_is_marked_and_the_others_are_links(client):
    styles = re.findall(
        r'<a href="([^"]+)"[^>]*data-style[^>]*?( aria-current="true")?>(\w+)</a>',
        client.get(f"{TEARS}?style=chicago").text,
    )
    assert styles == [
        (f"{TEARS}#cite", "", "APA"),
        (f"{TEARS}?style=vancouver#cite", "", "Vancouver"),
        (f"{TEARS}?style=chicago#cite", ' aria-current="true"', "Chicago"),
    ]


def test_a_page_in_another_style_has_the_same_address_for_programs(client):
    assert 'rel="canonical" href="http://localhost' + TEARS + '"' in client.get(f"{TEARS}?style=chicago").text


def test_the_article_and_the_summary_are_cited_apart(client):
    html = client.get(TEARS).text
    article, summary = html.index(">Cite the article<"), html.index(">Cite this summary<")
    assert article < html.index("Blume-Marcovici, A. C., Stolberg") < summary
    assert "<i>When therapists cry in session</i>. (2016, June). Practice KB." in html[summary:]


def test_a_summary_of_no_study_is_cited_alone(publish, site_client):
    publish(a_summary(slug="bare"))
    html = site_client.get("/summaries/bare").text
    assert ">Cite this summary<" in html
    assert "Cite the" not in html


@pytest.mark.parametrize("page", [TEARS, "/references/BlumeMarcovici2013"])
@pytest.mark.parametrize("style", ["apa", "vancouver", "chicago"])
def test_every_download_of_a_page_is_there(client, page, style):
    html = client.get(f"{page}?style={style}").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'<a href="([^"]+)" download', html)]
    assert len(links) == 7
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)
    assert f"/export/{style}?id=BlumeMarcovici2013" in links


def test_two_studies_are_taken_away_each_or_both(publish, site_client):
    first, second = a_record("First2015"), a_record("Second2015")
    publish(first, second, a_summary(first, second, slug="two"))
    html = site_client.get("/summaries/two").text
    for link in ("/references/First2015.bib", "/references/Second2015.bib", "/summaries/two.bib"):
        assert f'<a href="{link}" download' in html
    assert "Second2015" in site_client.get("/export/csv?id=First2015&id=Second2015").text


def test_a_page_of_two_studies_has_each_for_reference_managers(publish, site_client):
    first, second = a_record("First2015"), a_record("Second2015")
    publish(first, second, a_summary(first, second, slug="two"))
    assert site_client.get("/summaries/two").text.count('class="Z3988"') == 2


# Notices


def test_a_retraction_is_the_first_thing_in_the_title_and_on_the_page(publish, site_client):
    record = a_record(notices=(Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2019, 6, 4)),))
    publish(record, a_summary(record, slug="s", title="What tears mean"))
    html = site_client.get("/summaries/s").text
    assert "<title>Retracted: What tears mean" in html
    assert html.index('class="notice notice-retraction"') < html.index("<h1")
    assert "Reported by the publisher, 4 June 2019." in html


def test_two_tellers_of_one_retraction_share_a_banner(publish, site_client):
    record = a_record(
        notices=(
            Notice(kind=NoticeKind.RETRACTION),
            Notice(kind=NoticeKind.RETRACTION, source="retraction-watch"),
        )
    )
    publish(record, a_summary(record, slug="s"))
    html = site_client.get("/summaries/s").text
    assert html.count('class="notice notice-retraction"') == 1
    assert "Reported by the publisher." in html
    assert "Reported by Retraction Watch." in html


def test_the_gravest_notice_comes_first(publish, site_client):
    record = a_record("R1", notices=(Notice(kind=NoticeKind.CORRECTION), Notice(kind=NoticeKind.RETRACTION)))
    publish(record)
    html = site_client.get("/references/R1").text
    assert html.index("notice-retraction") < html.index("notice-correction")


def test_a_correction_is_told_without_crying_retraction(publish, site_client):
    record = a_record(notices=(Notice(kind=NoticeKind.CORRECTION),))
    publish(record, a_summary(record, slug="s", title="Tears"))
    html = site_client.get("/summaries/s").text
    assert "A correction to this work has been published" in html
    assert "<title>Tears" in html
    assert "Do not rely on its findings." not in html


# What to read next


def test_other_summaries_of_the_same_work_are_named_if_readers_may_see_them(publish, site_client):
    record = a_record()
    publish(
        record,
        a_summary(record, slug="s"),
        a_summary(record, title="Told again"),
        a_summary(record, title="Not yet", status=Status.DRAFT),
        a_summary(record, title="No longer", status=Status.WITHDRAWN),
    )
    html = site_client.get("/summaries/s").text
    assert "Told again" in section(html, "same-work")
    assert "Not yet" not in html
    assert "No longer" not in html


def test_summaries_by_one_of_the_authors_are_named_with_the_way_to_all(publish, site_client):
    hill, moss, lone = (Name(family=family, given="Clara E.") for family in ("Hill", "Moss", "Lone"))
    first = a_record(author=(lone, hill), title="First")
    second = a_record(author=(hill,), title="Second")
    other = a_record(author=(moss,), title="Third")
    publish(
        *(first, second, other),
        a_summary(first, slug="s", title="One"),
        a_summary(second, title="Two"),
        a_summary(other, title="Three"),
    )
    told = section(site_client.get("/summaries/s").text, "same-people")
    assert "Two" in told
    assert "Three" not in told
    assert re.findall(r'href="(/search\?author=[^"]+)">([^<]+)<', told) == [
        ("/search?author=hill-ce", "All by Hill CE")
    ]


def test_no_summary_is_named_twice(publish, site_client):
    record = a_record()
    publish(record, *(a_summary(record, slug=slug, title=f"Tears {slug}") for slug in ("a", "b", "c")))
    html = site_client.get("/summaries/a").text
    after = html[html.index('<div class="next">') : html.index('<nav class="beside"')]
    assert sorted(re.findall(r'href="/summaries/(\w)"', after)) == ["b", "c"]


def test_a_retraction_shows_where_a_summary_is_named(publish, site_client):
    sound, retracted = a_record(), a_record(notices=(Notice(kind=NoticeKind.RETRACTION),))
    publish(sound, retracted, a_summary(sound, slug="s"), a_summary(retracted))
    assert "Retracted</strong>" in section(site_client.get("/summaries/s").text, "same-people")


def test_summaries_lead_to_their_neighbours_in_the_archive(publish, site_client):
    publish(
        a_summary(slug="march", month=Month(2016, 3)),
        a_summary(slug="may-a", month=Month(2016, 5)),
        a_summary(slug="may-b", month=Month(2016, 5)),
        a_summary(slug="may-c", month=Month(2016, 5), status=Status.DRAFT),
        a_summary(slug="june", month=Month(2016, 6)),
    )
    ways = {}
    for slug in ("march", "may-b", "may-a", "june"):
        html = site_client.get(f"/summaries/{slug}").text
        ways[slug] = tuple(re.findall(r'rel="(?:prev|next)" href="/summaries/([\w-]+)"', html))
    assert ways == {
        "march": ("may-b",),
        "may-b": ("march", "may-a"),
        "may-a": ("may-b", "june"),
        "june": ("may-a",),
    }


def test_neighbours_follow_the_order_of_the_archive(demo_site):
    with demo_site.catalogue.reading() as read:
        listed = list(read.published())
        beside = [read.beside(each) for each in listed]
    assert [older for older, _ in beside] == [*listed[1:], None]
    assert [newer for _, newer in beside] == [None, *listed[:-1]]


# Where it comes from


def test_a_summary_says_where_the_details_of_its_study_come_from(publish, site_client):
    record = a_record(
        source=Source(kind=SourceKind.CROSSREF, read_at=datetime(2024, 5, 3, tzinfo=UTC)),
        overrides={"volume": "13", "issue": "4"},
    )
    publish(record, a_summary(record, slug="s"))
    told = words(site_client.get("/summaries/s").text)
    assert "Source: Crossref, read on 3 May 2024. Changed by the editor: Volume, Issue." in told


def test_a_reference_says_what_its_source_has_where_the_editor_says_otherwise(publish, site_client):
    record = a_record("Moss2015", source=Source(kind=SourceKind.CROSSREF), overrides={"volume": "13"})
    publish(record)
    told = words(section(site_client.get("/references/Moss2015").text, "fields"))
    assert re.search(r"Volume 13 the editor \d+ \w+ \d{4} Crossref has: 12", told)


def test_a_field_the_editor_left_out_is_not_forgotten(publish, site_client):
    record = a_record("Moss2015", source=Source(kind=SourceKind.CROSSREF), overrides={"issue": None})
    publish(record)
    told = words(section(site_client.get("/references/Moss2015").text, "fields"))
    assert re.search(r"Issue left out the editor .* Crossref has: 3", told)


def test_an_override_that_says_the_same_is_told_once(publish, site_client):
    publish(a_record("Moss2015", overrides={"volume": "12"}))
    assert "has: 12" not in site_client.get("/references/Moss2015").text


def test_notices_of_a_reference_tell_since_when_they_are_known(publish, site, site_client):
    record = a_record("Moss2015")
    publish(record)
    with site.catalogue.writing(by="anna") as write:
        write.change_record(replace(record, notices=(Notice(kind=NoticeKind.CORRECTION, label="Erratum"),)))
    told = words(section(site_client.get("/references/Moss2015").text, "notices"))
    assert re.search(r"Corrected\. Reported by the publisher\. Erratum\. Here since \d+ \w+ \d{4}\.", told)


def test_authors_journal_and_numbers_of_a_reference_are_links(publish, site_client):
    record = a_record("Moss2015", doi=DOI("10.1000/x"), pmid=PMID("123"), url="javascript:alert(1)")
    publish(record)
    html = section(site_client.get("/references/Moss2015").text, "fields")
    for link in (
        "/search?author=moss-ab",
        "/search?journal=journal-of-invented-studies",
        "https://doi.org/10.1000/x",
        "https://pubmed.ncbi.nlm.nih.gov/123",
    ):
        assert f'href="{link}"' in html
    assert 'href="javascript' not in html


def test_links_of_a_reference_find_what_they_name(client):
    html = client.get("/references/BlumeMarcovici2013").text
    links = re.findall(r'href="(/search\?(?:author|journal)=[^"]+)"', html)
    assert len(links) == 4
    for link in links:
        assert TEARS in client.get(link).text


# What is not there


def test_a_withdrawn_summary_leads_to_its_study(publish, site_client):
    record = a_record("Moss2015")
    publish(record, a_summary(record, slug="s", status=Status.WITHDRAWN))
    answer = site_client.get("/summaries/s")
    assert answer.status_code == 410
    assert 'href="/references/Moss2015"' in answer.text


def test_an_address_with_a_slip_leads_to_what_was_probably_meant(client):
    answer = client.get("/summaries/when-therapists-crie-in-session")
    assert answer.status_code == 404
    assert TEARS in section(answer.text, "meant")


def test_the_search_box_of_a_missing_page_has_the_words_of_the_address(client):
    assert 'value="crying therapists"' in client.get("/crying-therapists").text


def test_a_program_looking_for_holes_gets_a_short_answer(client):
    assert 'id="meant"' not in client.get("/wp-admin/setup.php").text


# Other


@pytest.mark.parametrize("address", [TEARS, "/references/BlumeMarcovici2013", "/summaries/no-such"])
def test_a_french_reader_is_told_which_words_are_english(client, address):
    html = client.get(address, headers={"Accept-Language": "fr"}).text
    assert 'lang="en"' in html
    assert re.search(r"<h1[^>]*>", html)


def test_a_summary_asks_little_of_the_database(demo_site, client):
    client.get(TEARS)
    asked = []
    engine = demo_site.catalogue._database.engine

    def count(_connection, _cursor, statement, *_):
        asked.append(statement)

    event.listen(engine, "before_cursor_execute", count)
    client.get(TEARS)
    event.remove(engine, "before_cursor_execute", count)
    assert len(asked) <= STATEMENTS, asked
