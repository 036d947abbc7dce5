import pytest

from kb.reference import Notice, NoticeKind, PartialDate
from kb.summary import Status
from tests.factories import a_record, a_summary

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
    assert {"kind": "topic", "text": "Alliance and Therapeutic Relationship", "value": "alliance"} in found
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
