import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from kb.identifiers import DOI
from kb.reference import Name, Notice, NoticeKind
from kb.summary import Month, Status
from kb.vocabulary import Term, TermKind
from tests.factories import a_record, a_summary
from web.app import create_app

TEARS = "/summaries/when-therapists-cry-in-session"
ADDRESSES = (
    "/",
    "/search",
    "/search?q=CBT",
    "/search?q=depression&topic=depression&year=2010-2015&sort=newest&match=any",
    "/search?q=xqzzy",
    "/search?page=40",
    TEARS,
    "/references/BlumeMarcovici2013",
    "/topics",
    "/topics?find=cbt",
    "/topics?find=xqzzy",
    "/topics/empathy",
    "/overview",
    "/archive",
    "/archive/2022/12",
    "/authors",
    "/authors?letter=B",
    "/authors?find=hil",
    "/journals",
    "/journals?find=xqzzy",
    "/no-such-page",
    "/summaries/no-such-summary",
)


class Page(HTMLParser):
    """The parts of a page that tests count."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ids: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        self.tags.append((tag, attributes))
        if "id" in attributes:
            self.ids.append(attributes["id"] or "")

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]

    def programs(self) -> list[dict[str, str | None]]:
        """Scripts that run; what is written for search engines does not."""
        return [each for each in self.all("script") if each.get("type") != "application/ld+json"]


def publish(site, *values):
    with site.catalogue.writing(by="anna") as write:
        for value in values:
            write.add_record(value) if hasattr(value, "citekey") else write.add_summary(value)


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_has_one_heading_a_title_and_nothing_inline(client, address):
    html = client.get(address).text
    page = Page(html)
    assert len(page.all("h1")) == 1
    assert re.search(r"<title>[^<]+ · Practice KB</title>", html)
    assert not page.all("style")
    assert all(each.get("src") for each in page.programs())
    assert not [
        name for _, attributes in page.tags for name in attributes if name.startswith("on") or name == "style"
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_box_has_a_label_and_every_name_is_given_once(client, address):
    page = Page(client.get(address).text)
    labelled = {each.get("for") for each in page.all("label")}
    boxes = [each for each in page.all("input") if each.get("type") != "hidden"]
    assert all(each.get("id") in labelled for each in boxes)
    assert len(page.ids) == len(set(page.ids))


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_loaded_from_elsewhere(client, address):
    page = Page(client.get(address).text)
    loaded = [each.get("src") for each in (*page.programs(), *page.all("img"), *page.all("iframe"))]
    loaded += [each.get("href") for each in page.all("link") if each.get("rel") != "canonical"]
    assert all(each and each.startswith("/") for each in loaded)


@pytest.mark.parametrize("address", ADDRESSES)
def test_demonstration_data_says_so(client, address):
    assert "Demonstration data:" in client.get(address).text


def test_real_data_is_not_called_a_demonstration(site_client):
    assert "Demonstration data" not in site_client.get("/").text


def test_every_link_of_the_ways_in_leads_somewhere(client):
    links = {
        each["href"]
        for address in (
            "/",
            "/topics",
            "/topics/empathy",
            "/archive",
            TEARS,
            "/references/BlumeMarcovici2013",
        )
        for each in Page(client.get(address).text).all("a")
        if re.match("/(?!language/)", each.get("href") or "")
    }
    assert len(links) > 80
    assert {link: client.get(link).status_code for link in links} == dict.fromkeys(links, 200)


def test_home_shows_the_newest_month_and_the_one_before(site, site_client):
    publish(
        site,
        *(
            a_summary(title=f"Study of {month}", slug=f"s{month}", month=Month(2020, month))
            for month in (3, 5, 9)
        ),
    )
    html = site_client.get("/").text
    assert "September 2020" in html
    assert "Study of 9" in html
    assert "Study of 5" in html
    assert "Study of 3" not in html


def test_home_says_how_much_more_a_full_month_has(site, site_client):
    publish(site, *(a_summary(title=f"Study {number}", month=Month(2020, 9)) for number in range(45)))
    publish(site, a_summary(title="Before them", month=Month(2020, 8)))
    html = site_client.get("/").text
    assert html.count('class="feature"') == 6
    assert 'href="/archive/2020/09">All 45 summaries of September 2020</a>' in html
    assert "Before them" in html


def test_an_empty_home_says_that_nothing_is_there_yet(site_client):
    html = site_client.get("/").text
    assert "Nothing has been published yet." in html
    assert ">Topics with most summaries</h2>" not in html


def test_an_empty_knowledge_base_has_its_pages(site_client):
    for address in (
        "/",
        "/search",
        "/search?q=CBT",
        "/topics",
        "/topics/empathy",
        "/overview",
        "/archive",
        "/authors",
        "/authors?letter=A&find=b",
        "/journals",
    ):
        assert site_client.get(address).status_code == 200


def test_practice_implications_come_before_the_summary_and_the_study(client):
    html = client.get(TEARS).text
    places = [html.index(words) for words in (">Practice implications<", ">Summary<", ">The study<")]
    assert places == sorted(places)


def test_a_summary_shows_its_study_in_full(client):
    html = client.get(TEARS).text
    assert "Blume-Marcovici, A. C." in html
    assert 'href="https://doi.org/10.1037/a0031384"' in html
    assert "Asks many people the same questions once." in html
    assert f'href="{TEARS}.bib"' in html


def test_the_contact_can_be_written_to(site, site_client):
    publish(site, a_summary(slug="s", contact="a.b+c@example.org"))
    assert 'href="mailto:a.b+c@example.org"' in site_client.get("/summaries/s").text


def test_several_contacts_can_be_written_to_at_once(site, site_client):
    publish(site, a_summary(slug="s", contact="a@example.org, b@example.org"))
    assert 'href="mailto:a@example.org,b@example.org"' in site_client.get("/summaries/s").text


def test_a_draft_is_not_there(site, site_client):
    publish(site, a_summary(slug="s", status=Status.DRAFT))
    assert site_client.get("/summaries/s").status_code == 404


def test_a_withdrawn_summary_is_gone_and_says_so(site, site_client):
    publish(site, a_summary(slug="s", title="Old news", status=Status.WITHDRAWN))
    for address in ("/summaries/s", "/summaries/s.bib"):
        answer = site_client.get(address)
        assert answer.status_code == 410
        assert "Withdrawn: Old news" in answer.text


def test_a_retraction_stands_above_the_text(site, site_client):
    record = a_record(notices=(Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/notice")),))
    publish(site, record, a_summary(record, slug="s"))
    html = site_client.get("/summaries/s").text
    assert html.index("This work has been retracted") < html.index(">Practice implications<")
    assert 'href="https://doi.org/10.1000/notice"' in html


def test_a_retraction_shows_in_lists(site, site_client):
    record = a_record(notices=(Notice(kind=NoticeKind.RETRACTION),))
    publish(site, record, a_summary(record))
    for address in ("/", "/search", "/topics/empathy", "/archive/2016/05"):
        assert re.search("Retracted</strong>|has been retracted", site_client.get(address).text)


def test_a_notice_beside_several_studies_names_the_one_it_is_about(site, site_client):
    sound, retracted = (
        a_record(title="Sound"),
        a_record(title="Unsound", notices=(Notice(kind=NoticeKind.RETRACTION),)),
    )
    publish(site, sound, retracted, a_summary(sound, retracted, slug="s"), a_summary(retracted, slug="alone"))
    assert '<cite class="notice-work">Unsound</cite>' in site_client.get("/summaries/s").text
    assert "notice-work" not in site_client.get("/summaries/alone").text


def test_two_tellers_of_one_retraction_raise_one_flag(site, site_client):
    notices = (
        Notice(kind=NoticeKind.RETRACTION, source="publisher"),
        Notice(kind=NoticeKind.RETRACTION, source="retraction-watch"),
    )
    record = a_record(notices=notices)
    publish(site, record, a_summary(record))
    assert site_client.get("/search").text.count("Retracted</strong>") == 1


def test_a_work_without_a_title_can_be_clicked(site, site_client):
    publish(site, a_record("Moss2015", title=""))
    assert '<a href="/references/Moss2015">Untitled work</a>' in site_client.get("/search").text


def test_a_summary_without_a_study_claims_none(site, site_client):
    publish(site, a_summary(slug="s"), a_summary(slug="bare", topics=(), research_type=None))
    assert ">About this summary</h2>" in site_client.get("/summaries/s").text
    assert 'id="study"' not in site_client.get("/summaries/bare").text


def test_what_an_editor_typed_is_text(site, site_client):
    record = a_record("X1", title="<script>alert(1)</script>", container_title="<b>J</b>")
    publish(
        site,
        record,
        a_summary(record, slug="s", title="<img src=x>", body="<script>2</script>", contact='"><i>@x.org'),
    )
    for address in ("/", "/search?q=img", "/summaries/s", "/references/X1", "/journals"):
        html = site_client.get(address).text
        assert "<script>" not in html
        assert "<img" not in html
        assert "<b>" not in html


def test_a_reference_says_where_each_value_comes_from(site, site_client):
    publish(site, a_record("Moss2015", overrides={"volume": "13"}))
    html = site_client.get("/references/Moss2015").text
    assert re.search(r"Volume</th>\s*<td>13</td>\s*<td[^>]*>the editor<", html)


def test_a_reference_names_the_summaries_readers_may_see(site, site_client):
    record = a_record("Moss2015")
    draft = a_summary(record, title="Not yet", status=Status.DRAFT)
    publish(site, record, a_summary(record, title="For all"), draft)
    html = site_client.get("/references/Moss2015").text
    assert "For all" in html
    assert "Not yet" not in html


def test_a_former_key_leads_to_the_present_one(site, site_client):
    record = a_record("Moss2014")
    publish(site, record)
    with site.catalogue.writing(by="anna") as write:
        write.change_record(replace(record, citekey="Moss2015"))
    answer = site_client.get("/references/Moss2014")
    assert (answer.status_code, answer.location) == (301, "/references/Moss2015")


@pytest.mark.parametrize(
    ("name", "slug"),
    [("adherance", "adherence"), ("Dropout", "drop-out"), ("CBT", "cognitive-behavioural-therapy")],
)
def test_another_name_of_a_topic_leads_to_it(client, name, slug):
    answer = client.get(f"/topics/{name}")
    assert (answer.status_code, answer.location) == (301, f"/topics/{slug}")


def test_a_topic_shows_its_description_and_what_it_rests_on(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.put_term(
            Term(kind=TermKind.TOPIC, slug="empathy", label="Empathy", description="Feeling with.")
        )
        write.add_summary(a_summary())
    html = site_client.get("/topics/empathy").text
    assert "Feeling with." in html
    assert "/search?topic=empathy&amp;type=survey" in html
    assert "shows what is common, not why" in html


def test_a_topic_leads_to_the_topics_it_shares_summaries_with(site, site_client):
    publish(site, a_summary(topics=("empathy", "training")), a_summary(topics=("empathy", "training")))
    publish(site, a_summary(topics=("empathy", "alliance")), a_summary(topics=("training", "alliance")))
    publish(site, a_summary(topics=("depression",)))
    html = site_client.get("/topics/empathy").text
    related = html[html.index('id="related"') : html.index("</main>")]
    assert re.findall(r'/topics/([a-z-]+)">[^<]+</a> <span class="count">(\d+)<', related) == [
        ("training", "2"),
        ("alliance", "1"),
    ]


def test_a_topic_names_the_authors_most_cited_in_it(client):
    html = client.get("/topics/depression").text
    assert re.search(
        r'/search\?topic=depression&amp;author=cuijpers-p">Cuijpers P</a> <span class="count">5<', html
    )


def test_a_topic_says_when_its_studies_were_made(client):
    assert "Studies of 2008 to 2019, most of 2013: 3 summaries" in client.get("/topics/depression").text


def test_a_topic_of_one_year_names_that_year(client):
    html = client.get("/topics/attachment").text
    assert "All in 2018" in html
    assert "2018 to 2018" not in html


def test_topics_say_how_many_summaries_they_have_and_when_the_newest_came(site, site_client):
    publish(site, a_summary(month=Month(2016, 5)), a_summary(month=Month(2019, 2)))
    html = site_client.get("/topics").text
    assert re.search(r"Empathy</a>\s*<span[^>]*><span>2 summaries</span> <span>newest February 2019<", html)
    assert re.search(r"Training</a>\s*<span[^>]*><span>No summary yet<", html)


@pytest.mark.parametrize("words", ["cbt", "Cognitive", "adherance", "cogn beh"])
def test_topics_are_found_by_any_of_their_names(client, words):
    html = client.get("/topics", query_string={"find": words}).text
    assert "1 topic found" in html
    assert html.count('href="/topics/') == 1


def test_an_author_is_found_without_knowing_accents(site, site_client):
    publish(site, a_record(author=(Name(family="Peña", given="Ana"), Name(family="Hill", given="Bo"))))
    html = site_client.get("/authors?find=pen").text
    assert "1 name found" in html
    assert ">Peña A</a>" in html
    assert "Hill" not in html


def test_what_no_name_has_leads_to_the_search(client):
    html = client.get("/authors?find=xq+zzy").text
    assert "No name has these words." in html
    assert 'href="/search?q=xq+zzy"' in html


def test_a_long_list_of_authors_has_a_page_for_each_letter(site, site_client):
    authors = [Name(family=f"{letter}{number:03d}", given="A") for letter in "BC" for number in range(200)]
    authors += [Name(family=f"Årud{number:03d}", given="A") for number in range(200)]
    publish(site, *(a_record(author=tuple(authors[start : start + 50])) for start in range(0, 600, 50)))
    assert "600 names in all: choose a letter, or find one above." in site_client.get("/authors").text
    html = site_client.get("/authors?letter=A").text
    assert 'href="/authors?letter=A" aria-current="page"' in html
    assert html.count("/search?author=arud") == 200
    assert 'rel="canonical" href="http://localhost/authors?letter=A"' in html


def test_pages_of_what_was_found_are_not_for_search_engines(client):
    for address in ("/authors?find=hill", "/topics?find=cbt"):
        assert '<meta name="robots" content="noindex, follow">' in client.get(address).text
    assert '"robots"' not in client.get("/authors?letter=B").text


def test_months_lead_to_their_neighbours(client):
    html = client.get("/archive/2022/12").text
    assert 'rel="prev" href="/archive/2022/04"' in html
    assert 'rel="next" href="/archive/2023/08"' in html


@pytest.mark.parametrize(
    "address", ["/archive/2013/13", "/archive/2013/x", "/archive/1999/01", "/topics/no-such"]
)
def test_what_never_was_is_not_found(client, address):
    assert client.get(address).status_code == 404


def test_a_month_has_one_address(client):
    answer = client.get("/archive/2022/4")
    assert (answer.status_code, answer.location) == (301, "/archive/2022/04")


def test_authors_are_all_there(client, demo_site):
    with demo_site.catalogue.reading() as read:
        families = {
            name.family for record in read.records() for name in record.reference.author if name.family
        }
    html = client.get("/authors").text
    assert [family for family in families if f"{family} " not in html] == []


def test_two_spellings_of_one_author_are_one_line_with_their_sum(site, site_client):
    publish(site, *(a_record(author=(Name(family=family, given="Ana"),)) for family in ("Peña", "Pena")))
    html = site_client.get("/authors").text
    assert re.findall(r'href="/search\?author=pena-a">[^<]+</a> <span class="count">(\d+)<', html) == ["2"]


def test_a_site_bears_its_own_name(site):
    named = replace(site, settings=replace(site.settings, site_title="The Tearoom"))
    assert "The Tearoom</title>" in create_app(named).test_client().get("/").text


def test_a_summary_leads_to_others_like_it(client):
    html = client.get("/summaries/when-therapists-cry-in-session").text
    alike = html[html.index("Similar summaries") : html.index("</main>")]
    assert "tears-in-the-consulting-room-from-both-chairs" in alike
    assert '/summaries/when-therapists-cry-in-session"' not in alike
