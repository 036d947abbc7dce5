import json
import re
from html import unescape

import pytest

from index.whoosh_engine import WhooshEngine
from kb.reference import Notice, NoticeKind
from tests.factories import a_record, a_summary
from web import index_keeper
from web.app import create_app
from web.wiring import Site


def hits(html):
    return re.findall(r'<h2 class="entry-title"><a href="([^"]+)"', html)


def test_a_search_marks_what_matched(client):
    html = client.get("/search?q=CBT").text
    assert "<mark>CBT</mark>" in html
    assert re.search(r"\b9 results", html)


def test_each_facet_value_is_a_link_to_the_search_with_it(client):
    html = client.get("/search?q=CBT").text
    assert 'href="/search?q=CBT&amp;type=meta-analysis"' in html


def test_a_chosen_value_is_a_chip_and_its_link_drops_it(client):
    html = client.get("/search?q=CBT&type=meta-analysis&page=1&per_page=20").text
    assert re.search(r'class="chip" href="/search\?q=CBT"', html)
    assert re.search(r'class="choice" href="/search\?q=CBT"[^>]* aria-current="true"', html)


def test_a_new_search_keeps_the_filters(client):
    html = client.get("/search?q=CBT&topic=depression&sort=newest").text
    assert '<input type="hidden" name="topic" value="depression">' in html
    assert '<input type="hidden" name="sort" value="newest">' in html


def test_years_narrow_a_search(client):
    assert len(hits(client.get("/search?q=CBT&year=2013").text)) == 3
    assert len(hits(client.get("/search?q=CBT&year=2013-2016").text)) == 5


@pytest.mark.parametrize(
    ("boxes", "year"),
    [
        ("from=2010&to=2013", "&year=2010-2013"),
        ("from=2013&to=2010", "&year=2010-2013"),
        ("from=2013&to=2013", "&year=2013"),
        ("from=&to=", ""),
        ("from=soon&to=2013", ""),
    ],
)
def test_the_boxes_for_years_lead_to_the_one_address_of_that_range(client, boxes, year):
    answer = client.get(f"/search?q=CBT&year=1999&sort=newest&{boxes}")
    assert answer.status_code == 303
    assert answer.location == f"/search?q=CBT{year}&sort=newest"


def test_an_empty_box_for_years_stands_for_the_end_of_the_years_there_are(client):
    last = max(int(year) for year in re.findall(r'data-key="year:(\d+)"', client.get("/search").text))
    assert client.get("/search?from=2015&to=").location == f"/search?year=2015-{last}"


def test_a_bar_is_named_by_its_year_and_results_and_leads_to_them(client):
    html = client.get("/search?q=CBT&year=2016").text
    (bar,) = re.findall(r'<a href="([^"]+)" aria-label="2013: 3 results" data-key="year:2013"', html)
    assert unescape(bar) == "/search?q=CBT&year=2013-2016"


def test_a_research_type_says_what_such_a_study_can_carry(client):
    assert "(pools many studies: the broadest evidence)" in client.get("/search?type=meta-analysis").text


def test_each_result_can_be_read_by_a_reference_manager(client):
    html = client.get("/search?q=crying").text
    assert html.count('class="Z3988"') >= len(hits(html)) > 0


def test_a_retraction_stands_before_the_title(site, site_client):
    retracted = Notice(kind=NoticeKind.RETRACTION, source="publisher")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(a_record("Moss2015", title="Weeping willows", notices=(retracted,)))
    html = site_client.get("/search?q=willows").text
    assert html.index("Retracted</strong>") < html.index('<h2 class="entry-title">')


def test_the_order_of_values_does_not_change_while_choosing(client):
    def order(address):
        html = client.get(address).text
        return re.findall(r'data-key="topic:([^"]+)"', html)

    before = order("/search?q=therapy")
    after = order("/search?q=therapy&type=meta-analysis&topic=training&topic=empathy")
    assert after == [each for each in before if each in after]


def test_a_long_facet_leads_to_a_page_of_all_its_values(client):
    html = client.get("/search?q=CBT&sort=newest").text
    assert 'href="/search/choices/author?q=CBT&amp;sort=newest" rel="nofollow">All authors of these' in html


def test_a_value_is_found_by_how_its_words_begin_and_leads_back_to_the_search(client):
    html = client.get("/search/choices/author?q=therapy&find=CUI").text
    assert re.findall(r'class="choice" href="([^"]+)"', html) == ["/search?q=therapy&amp;author=cuijpers-p"]
    assert "1 author<" in html
    assert "No name begins like that." in client.get("/search/choices/author?find=xqz").text


def test_all_values_of_a_facet_come_in_pages_that_together_hold_each_once(client):
    found = []
    for page in range(1, 20):
        answer = client.get(f"/search/choices/author?page={page}")
        if answer.status_code == 404:
            break
        found += re.findall(r'data-key="author:([^"]+)"', answer.text)
    assert len(found) == len(set(found)) > 100


def test_facets_of_a_few_values_have_no_page_of_all(client):
    assert client.get("/search/choices/topic").status_code == 404


def test_no_summary_with_all_words_is_said_and_any_taken(client):
    html = client.get("/search?q=CBT+penguin").text
    assert "No summary has all of these words; showing those with any." in html
    assert hits(html)


def test_a_misspelt_word_is_put_right_and_said_to_be(client):
    html = client.get("/search?q=depresion").text
    assert "Nothing matches “depresion”; showing results for “depression”." in html


def test_a_filter_that_lets_nothing_pass_is_left_out_and_said_to_be(client):
    html = client.get("/search?q=crying&type=practice-guideline").text
    assert "Nothing matches with the filter Research type; showing results without it." in html
    assert "when-therapists-cry-in-session" in html


def test_nothing_found_offers_topics_and_a_way_out_of_the_filters(client):
    html = client.get("/search?q=xqzzy&type=survey").text
    assert "Nothing matches “xqzzy”" in html
    assert 'href="/topics/empathy"' in html
    assert 'href="/search?q=xqzzy" rel="nofollow">Search without the filters' in html


def test_all_or_any_of_the_words_is_one_click(client):
    assert 'href="/search?q=crying+alliance&amp;match=any"' in client.get("/search?q=crying+alliance").text
    assert 'href="/search?q=crying+alliance"' in client.get("/search?q=crying+alliance&match=any").text


def test_pages_follow_each_other(client):
    first, second = (hits(client.get(f"/search?page={page}").text) for page in (1, 2))
    assert len(first) == len(second) == 20
    assert not set(first) & set(second)
    assert 'rel="next" href="/search?page=2"' in client.get("/search").text


@pytest.mark.parametrize(
    "bad", ["page=abc", "page=-1", "per_page=9999", "per_page=x", "sort=x", "match=x", "topic="]
)
def test_a_bad_parameter_is_no_failure(client, bad):
    assert hits(client.get(f"/search?{bad}").text)


def test_a_page_beyond_the_last_leads_back(client):
    html = client.get("/search?page=40").text
    assert 'href="/search">Go to the first page' in html


def test_a_warning_of_the_index_is_shown(client):
    assert 'class="warning"' in client.get("/search?q=" + "+".join(f"word{n}" for n in range(40))).text


def test_what_was_typed_comes_back_as_text(client):
    html = client.get("/search?q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E").text
    assert "<script>alert" not in html
    assert 'value="&#34;&gt;&lt;script&gt;' in html


def test_results_can_be_taken_away_with_the_same_query(client):
    html = client.get("/search?q=CBT&type=survey").text
    form = html.partition("data-takeaway")[2].partition("</form>")[0]
    assert '<input type="hidden" name="q" value="CBT">' in form
    assert '<input type="hidden" name="type" value="survey">' in form


def test_a_reference_without_a_summary_is_found_as_such(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_record(a_record("Moss2015", title="Weeping willows"))
    html = site_client.get("/search?q=willows").text
    assert hits(html) == ["/references/Moss2015"]
    assert "Reference only" in html


def test_a_change_is_found_at_once(site, site_client):
    assert not hits(site_client.get("/search?q=willows").text)
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="willows", title="Weeping willows"))
    assert hits(site_client.get("/search?q=willows").text) == ["/summaries/willows"]


def test_an_index_that_cannot_be_written_is_still_searched(site, site_client, monkeypatch, caplog):
    def catch_up(*_, **__):
        raise PermissionError("read-only file system")

    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="willows", title="Weeping willows"))
    assert hits(site_client.get("/search?q=willows").text)
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="later", title="Later willows"))
    monkeypatch.setattr(index_keeper, "catch_up", catch_up)
    assert hits(site_client.get("/search?q=willows").text) == ["/summaries/willows"]
    assert "read-only file system" in caplog.text


def test_an_index_that_cannot_be_read_is_built_anew_though_it_is_not_behind(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="willows", title="Weeping willows"))
    site_client.get("/search")
    site.index.close()
    for segment in site.settings.index_folder.glob("g*/MAIN_*.*"):
        segment.unlink()
    anew = Site(site.settings, site.catalogue, WhooshEngine(site.settings.index_folder))
    assert hits(create_app(anew).test_client().get("/search?q=willows").text) == ["/summaries/willows"]
    assert create_app(anew).test_client().get("/readyz").status_code == 200


def test_hostile_searches_are_answered(client, shared_data):
    lines = (shared_data / "hostile" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line) for line in lines if not line.startswith("#")]
    assert len(queries) > 100
    for query in queries:
        text = "".join(part * times for part, times in query["parts"]).encode("utf-8", "replace")
        assert client.get("/search", query_string={"q": text}).status_code == 200, query["name"]
