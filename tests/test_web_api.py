import re
from datetime import timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import parse_qs, parse_qsl, urlsplit

import pytest

from kb.reference import Notice, NoticeKind, PartialDate
from kb.summary import Status
from tests.factories import a_record, a_summary
from web.addresses import read_query

OPERATIONS = (
    "/api/v1/search?q=crying",
    "/api/v1/suggest?q=alli",
    "/api/v1/topics",
    "/api/v1/summaries/when-therapists-cry-in-session",
    "/api/v1/references/BlumeMarcovici2013",
    "/api/v1/openapi.json",
)

SEARCH_KEYS = [
    *(
        "total",
        "page",
        "per_page",
        "match",
        "relaxed",
        "did_you_mean",
        "warnings",
        "hits",
        "facets",
    ),
]
HIT_KEYS = {
    *("kind", "id", "slug", "title", "score", "month", "topics", "research_type"),
    *("snippets", "references", "notices"),
}


def test_a_search_answers_in_the_documented_form(client):
    answer = client.get("/api/v1/search?q=crying").json
    assert list(answer) == SEARCH_KEYS
    assert (answer["page"], answer["per_page"], answer["match"], answer["relaxed"]) == (1, 20, "all", False)
    assert all(set(hit) == HIT_KEYS for hit in answer["hits"])


def test_a_hit_carries_its_summary_and_its_study(client):
    hit = next(
        hit
        for hit in client.get("/api/v1/search?q=crying").json["hits"]
        if hit["slug"] == "when-therapists-cry-in-session"
    )
    assert (hit["kind"], hit["month"], hit["research_type"]) == ("summary", "2016-06", "survey")
    assert "therapist-factors" in hit["topics"]
    assert hit["references"][0]["id"] == "BlumeMarcovici2013"
    assert any("<mark>" in snippet["html"] for snippet in hit["snippets"])


def test_facets_say_what_one_more_click_would_give(client):
    answer = client.get("/api/v1/search?q=CBT&type=survey").json
    assert list(answer["facets"]) == ["topic", "type", "year", "journal", "author", "kind"]
    chosen = [each for each in answer["facets"]["type"] if each["selected"]]
    assert chosen == [{"value": "survey", "label": "Survey", "count": 1, "selected": True}]
    assert len(answer["facets"]["type"]) > 1


def test_a_relaxed_search_says_so(client):
    answer = client.get("/api/v1/search?q=CBT+penguin").json
    assert (answer["relaxed"], answer["match"]) == (True, "all")
    assert client.get("/api/v1/search?q=depresion").json["did_you_mean"] == "depression"


def test_a_reference_alone_has_the_same_keys_as_a_summary(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_record(a_record("Moss2015", title="Weeping willows"))
    (hit,) = site_client.get("/api/v1/search?q=willows").json["hits"]
    assert set(hit) == HIT_KEYS
    assert (hit["kind"], hit["slug"], hit["month"], hit["references"][0]["id"]) == (
        "reference",
        None,
        None,
        "Moss2015",
    )


def test_notices_are_told(site, site_client):
    notice = Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2020, 5), source="retraction-watch")
    record = a_record("Moss2015", notices=(notice,))
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record))
    (hit,) = site_client.get("/api/v1/search").json["hits"]
    assert hit["notices"] == [
        {
            "citekey": "Moss2015",
            "kind": "retraction",
            "doi": None,
            "date": "2020-05",
            "source": "retraction-watch",
            "label": "",
        }
    ]


def test_a_summary_gives_its_text_as_it_was_written(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="s", body="*So* it was."))
    answer = site_client.get("/api/v1/summaries/s").json
    assert (answer["slug"], answer["body"], answer["implications"]) == (
        "s",
        "*So* it was.",
        "Talk about it afterwards.",
    )


def test_a_reference_says_who_gave_each_field(site, site_client):
    record = a_record("Moss2015", overrides={"volume": "13"})
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="s"))
        write.add_summary(a_summary(record, status=Status.DRAFT))
    answer = site_client.get("/api/v1/references/Moss2015").json
    assert answer["item"]["volume"] == "13"
    assert answer["origin"]["volume"] == "editor"
    assert [each["slug"] for each in answer["cited_by"]] == ["s"]


def test_topics_come_with_their_counts(client):
    answer = client.get("/api/v1/topics").json
    assert len(answer["topics"]) == 36
    assert {"slug", "label", "synonyms", "description", "count"} == set(answer["topics"][0])
    assert sum(each["count"] for each in answer["research_types"]) == 53


def test_suggestions_complete_what_was_typed(client):
    found = client.get("/api/v1/suggest?q=alli").json["suggestions"]
    assert {
        "kind": "topic",
        "text": "Alliance and Therapeutic Relationship",
        "value": "alliance",
        "href": "/topics/alliance",
    } in found
    assert client.get("/api/v1/suggest").json == {"suggestions": []}


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/api/v1/summaries/none", 404),
        ("GET", "/api/v1/references/none", 404),
        ("GET", "/api/v1/none", 404),
        ("POST", "/api/v1/search", 405),
        ("DELETE", "/api/v1/topics", 405),
    ],
)
def test_an_error_is_a_problem_in_json(client, method, address, status):
    answer = client.open(address, method=method)
    assert answer.status_code == status
    assert answer.content_type == "application/problem+json"
    problem = answer.json
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"].endswith(".")


def test_a_withdrawn_summary_is_gone_for_programs_too(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary(slug="s", status=Status.WITHDRAWN))
    assert site_client.get("/api/v1/summaries/s").status_code == 410


def test_a_parameter_that_cannot_be_used_is_named(client):
    answer = client.get("/api/v1/search?page=abc&sort=best")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    assert answer.json["detail"] == (
        "sort: It should be 'relevance', 'newest', 'oldest' or 'title'. page: It should be a whole number."
    )
    assert [each["parameter"] for each in answer.json["errors"]] == ["sort", "page"]


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ("page=0", "It should be greater than or equal to 1."),
        ("per_page=101", "It should be less than or equal to 100."),
        ("per_page=2.0", "It should be a whole number."),
        ("match=some", "It should be 'all' or 'any'."),
        ("kind=book", "It should be 'summary' or 'reference'."),
        ("year=20x", "It should be a year or a range of years, such as 2013 or 2010-2015."),
        ("topic=", "It should not be empty."),
        ("page=1&page=2", "It can be given once only."),
        (f"topic={'x' * 201}", "It should have at most 200 characters."),
        ("&".join(["topic=x"] * 51), "It can be given at most 50 times."),
    ],
)
def test_nothing_is_clamped_or_passed_over_in_silence(client, asked, sentence):
    answer = client.get(f"/api/v1/search?{asked}")
    assert answer.status_code == 400
    assert [each["detail"] for each in answer.json["errors"]] == [sentence]


def test_a_misspelt_filter_does_not_widen_the_search(client):
    answer = client.get("/api/v1/search?q=CBT&tpoic=empathy")
    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == "tpoic"


def test_the_api_takes_as_many_values_as_the_search_page(client):
    values = [f"{'x' * 197}{number:03}" for number in range(50)]
    asked = [("topic", value) for value in values]
    assert read_query(asked).filters["topic"] == tuple(values)
    assert client.get("/api/v1/search", query_string=asked).status_code == 200


def test_any_words_can_be_searched_for(client):
    assert client.get("/api/v1/search", query_string={"q": '((" AND \x00 OR ' * 400}).status_code == 200


@pytest.mark.parametrize(
    ("page", "relations"),
    [
        (1, {"first": None, "next": "2", "last": "3"}),
        (2, {"first": None, "prev": None, "next": "3", "last": "3"}),
        (3, {"first": None, "prev": "2", "last": "3"}),
        (9, {"first": None, "prev": "3", "last": "3"}),
    ],
)
def test_the_link_header_leads_from_page_to_page(client, page, relations):
    answer = client.get(f"/api/v1/search?kind=summary&kind=reference&per_page=18&page={page}")
    links = {relation: urlsplit(address) for relation, address in _links(answer).items()}
    assert {
        relation: dict(parse_qsl(link.query)).get("page") for relation, link in links.items()
    } == relations
    following = links["last"]
    asked = parse_qs(following.query)
    assert (following.netloc, following.path, asked["per_page"]) == ("localhost", "/api/v1/search", ["18"])
    assert asked["kind"] == ["summary", "reference"]


def test_all_hits_are_found_by_following_the_next_link(client):
    found, address = [], "/api/v1/search?per_page=20&sort=title"
    while address:
        answer = client.get(address)
        found += [hit["id"] for hit in answer.json["hits"]]
        address = _links(answer).get("next")
    assert len(found) == len(set(found)) == answer.json["total"]


@pytest.mark.parametrize("address", OPERATIONS)
def test_what_a_program_has_already_is_not_sent_again(client, address):
    first = client.get(address)
    for header, value in (
        ("If-None-Match", first.headers["ETag"]),
        ("If-None-Match", f'"other", {first.headers["ETag"]}'),
    ):
        again = client.get(address, headers={header: value})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Access-Control-Allow-Origin"] == "*"
        assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


@pytest.mark.parametrize("address", OPERATIONS)
def test_what_has_not_changed_since_is_not_sent_again(client, monkeypatch, address):
    # A change in the last two seconds would leave the date out.
    monkeypatch.setattr("web.validators._SETTLED", timedelta(0))
    changed = client.get(address).headers["Last-Modified"]
    assert client.get(address, headers={"If-Modified-Since": changed}).status_code == 304
    earlier = (parsedate_to_datetime(changed) - timedelta(seconds=1)).strftime("%a, %d %b %Y %H:%M:%S GMT")
    assert client.get(address, headers={"If-Modified-Since": earlier}).status_code == 200


def test_a_change_gives_an_answer_another_tag(site, site_client):
    def tag():
        return site_client.get("/api/v1/search").headers["ETag"]

    first = tag()
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary())
    assert tag() != first


def test_two_searches_have_two_tags(client):
    tag = client.get("/api/v1/search?q=crying").headers["ETag"]
    assert client.get("/api/v1/search?q=grief", headers={"If-None-Match": tag}).status_code == 200


@pytest.mark.parametrize("address", [*OPERATIONS, "/api/v1/none", "/api/v1/search?page=x"])
def test_pages_of_other_sites_may_read_every_answer(client, address):
    headers = client.get(address, headers={"Origin": "https://other.example"}).headers
    assert headers["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link"} <= set(headers["Access-Control-Expose-Headers"].split(", "))
    assert headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Access-Control-Allow-Credentials" not in headers


@pytest.mark.parametrize("address", ["/", "/search", "/api", "/export/csv"])
def test_pages_of_other_sites_may_not_read_what_is_not_the_api(client, address):
    assert "Access-Control-Allow-Origin" not in client.get(address).headers


def test_a_browser_that_asks_beforehand_is_told_it_may_read(client):
    asks = {
        "Origin": "https://other.example",
        "Access-Control-Request-Method": "GET",
        "Access-Control-Request-Headers": "if-none-match",
    }
    answer = client.options("/api/v1/search", headers=asks)
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert answer.headers["Access-Control-Allow-Headers"] == "*"
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize("address", OPERATIONS)
def test_a_head_is_the_answer_without_its_body(client, address):
    head, answer = client.head(address), client.get(address)
    assert (head.status_code, head.data) == (200, b"")
    assert (head.headers["ETag"], head.content_type) == (answer.headers["ETag"], "application/json")


def test_a_method_that_would_write_is_told_which_may_be_used(client):
    answer = client.put("/api/v1/topics")
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


@pytest.mark.parametrize(("accept", "status"), [("text/csv", 406), ("text/csv, */*;q=0.1", 200), ("", 200)])
def test_a_program_that_reads_no_json_is_told_so(client, accept, status):
    answer = client.get("/api/v1/topics", headers={"Accept": accept})
    assert answer.status_code == status
    assert status == 200 or answer.content_type == "application/problem+json"


def test_a_former_key_leads_to_the_present_one(site, site_client):
    gone, kept = a_record("Old2015"), a_record("New2015")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(gone)
        write.add_record(kept)
        write.merge_records("New2015", "Old2015")
    answer = site_client.get("/api/v1/references/Old2015")
    assert (answer.status_code, answer.headers["Location"]) == (301, "/api/v1/references/New2015")


def _links(answer):
    """Where a Link header leads, by relation."""
    return {
        relation: address
        for address, relation in re.findall(r'<([^>]*)>; rel="(\w+)"', answer.headers["Link"])
    }
