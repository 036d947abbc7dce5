import json
import re

import pytest

from index.search import Index
from tests.factories import a_record, a_summary
from web import wiring
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


def test_the_box_for_years_works_without_a_script(client):
    assert len(hits(client.get("/search?q=CBT&year=2013").text)) == 3
    assert len(hits(client.get("/search?q=CBT&year=2013-2016").text)) == 5


def test_no_summary_with_all_words_is_said_and_any_taken(client):
    html = client.get("/search?q=CBT+penguin").text
    assert "No summary has all of these words; showing those with any." in html
    assert hits(html)


def test_a_misspelt_word_is_put_right_and_said_to_be(client):
    html = client.get("/search?q=depresion").text
    assert "Nothing matches “depresion”; showing results for “depression”." in html


def test_a_filter_that_lets_nothing_pass_is_left_out_and_said_to_be(client):
    html = client.get("/search?q=crying&type=practice-guideline").text
    assert "Nothing matches with that choice of research type; showing results without it." in html
    assert "when-therapists-cry-in-session" in html


def test_nothing_found_offers_topics_and_a_way_out_of_the_filters(client):
    html = client.get("/search?q=xqzzy&type=survey").text
    assert "Nothing matches “xqzzy”" in html
    assert 'href="/topics/empathy"' in html
    assert 'href="/search?q=xqzzy">Search without the filters' in html


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
    html = client.get("/search?q=CBT&type=survey&page=2").text
    assert 'href="/export/ris?q=CBT&amp;type=survey"' in html


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
    def catch_up(*_):
        raise PermissionError("read-only file system")

    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="willows", title="Weeping willows"))
    assert hits(site_client.get("/search?q=willows").text)
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="later", title="Later willows"))
    monkeypatch.setattr(wiring, "catch_up", catch_up)
    assert hits(site_client.get("/search?q=willows").text) == ["/summaries/willows"]
    assert "read-only file system" in caplog.text


def test_an_index_that_cannot_be_read_is_built_anew_though_it_is_not_behind(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="willows", title="Weeping willows"))
    site_client.get("/search")
    site.index.close()
    for segment in site.settings.index_folder.glob("g*/MAIN_*.*"):
        segment.unlink()
    anew = Site(site.settings, site.catalogue, Index(site.settings.index_folder))
    assert create_app(anew).test_client().get("/readyz").status_code == 503
    assert hits(create_app(anew).test_client().get("/search?q=willows").text) == ["/summaries/willows"]
    assert create_app(anew).test_client().get("/readyz").status_code == 200


def test_hostile_searches_are_answered(client, shared_data):
    lines = (shared_data / "hostile" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    queries = [json.loads(line) for line in lines if not line.startswith("#")]
    assert len(queries) > 100
    for query in queries:
        text = "".join(part * times for part, times in query["parts"]).encode("utf-8", "replace")
        assert client.get("/search", query_string={"q": text}).status_code == 200, query["name"]
