import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from bib.csl import to_item
from kb.identifiers import parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.factories import a_record
from web.api_description import describe
from web.app import create_app


@pytest.fixture(scope="module")
def description(demo_app):
    return demo_app.test_client().get("/api/v1/openapi.json").json


@pytest.fixture(scope="module")
def operations(description):
    return {path: item["get"] for path, item in description["paths"].items()}


@pytest.fixture(scope="module")
def shapes(description):
    return {
        name: schema
        for name, schema in description["components"]["schemas"].items()
        if "properties" in schema
    }


def test_the_description_is_valid(description):
    assert description["openapi"] == "3.1.0"
    OpenAPIV31SpecValidator(description).validate()


def test_every_address_of_the_api_is_described(demo_app, operations):
    rules = [rule.rule for rule in demo_app.url_map.iter_rules() if rule.rule.startswith("/api/v1")]
    assert sorted(operations) == sorted(rule.replace("<", "{").replace(">", "}") for rule in rules)


def test_every_operation_says_what_it_does_in_a_sentence(operations):
    names = [each["operationId"] for each in operations.values()]
    assert len(set(names)) == len(names)
    assert all(each["summary"] and each["description"] and each["tags"] for each in operations.values())


def test_every_parameter_is_explained(operations):
    parameters = [each for operation in operations.values() for each in operation["parameters"]]
    assert all(each["description"].endswith(".") for each in parameters)


def test_every_field_of_every_answer_is_explained(shapes):
    unexplained = [
        (name, field)
        for name, shape in shapes.items()
        for field, schema in shape["properties"].items()
        if not schema.get("description", "").endswith((".", ".”."))
    ]
    assert unexplained == []
    assert all(shape["description"].endswith(".") for shape in shapes.values())


def test_facets_are_repeated_parameters(operations):
    parameters = {each["name"]: each for each in operations["/api/v1/search"]["parameters"]}
    facets = [name for name, each in parameters.items() if each["schema"]["type"] == "array"]
    assert facets == ["topic", "type", "year", "journal", "author", "kind"]
    assert all(parameters[name]["explode"] and parameters[name]["style"] == "form" for name in facets)


def test_the_bounds_of_a_page_are_told(operations):
    parameters = {each["name"]: each["schema"] for each in operations["/api/v1/search"]["parameters"]}
    assert parameters["per_page"] == {"type": "integer", "minimum": 1, "maximum": 100, "default": 20}
    assert (parameters["page"]["minimum"], parameters["page"]["maximum"]) == (1, 1000)
    assert parameters["sort"]["enum"] == ["relevance", "newest", "oldest", "title"]


def test_every_example_is_answered(client, operations):
    for path, operation in operations.items():
        examples = {each["name"]: each["example"] for each in operation["parameters"] if "example" in each}
        in_query = {each["name"] for each in operation["parameters"] if each["in"] == "query"}
        asked = {name: example for name, example in examples.items() if name in in_query}
        answer = client.get(path.format(**examples), query_string=asked)
        assert answer.status_code == 200, path


def test_errors_are_described_as_problems(operations, description):
    for operation in operations.values():
        assert operation["responses"]["default"] == {"$ref": "#/components/responses/Problem"}
        assert {"200", "304", "400"} <= set(operation["responses"])
    assert list(description["components"]["responses"]["NotFound"]["content"]) == ["application/problem+json"]


def test_an_item_with_every_field_has_only_keys_that_are_described(shapes):
    texts = dict.fromkeys(
        (
            *("container_title", "container_title_short", "collection_title", "event_title", "genre"),
            *("publisher", "publisher_place", "edition", "volume", "issue", "page", "number"),
            *("chapter_number", "status", "language", "url", "abstract", "note"),
        ),
        "x",
    )
    person = Name(
        family="f", given="g", dropping_particle="d", non_dropping_particle="n", suffix="s", literal=""
    )
    full = Reference(
        type="chapter",
        title="t",
        author=(person, Name(literal="WHO")),
        editor=(person,),
        translator=(person,),
        issued=PartialDate(2015, 6, 1),
        doi=parse_doi("10.1000/x"),
        pmid=parse_pmid("12345"),
        isbn=(parse_isbn("9780306406157"),),
        issn=(parse_issn("0378-5955"),),
        **texts,
    )
    item = to_item(a_record("X2015", described=full, notices=(Notice(kind=NoticeKind.RETRACTION),)))
    assert set(item) == set(shapes["CslItem"]["properties"])
    assert {key for name in item["author"] for key in name} == set(shapes["CslName"]["properties"])


def test_the_server_is_the_site_that_was_set():
    assert describe((), "https://kb.example.org")["servers"] == [{"url": "https://kb.example.org"}]
    assert describe((), None)["servers"] == [{"url": "/"}]


def test_the_page_shows_every_operation_parameter_and_shape(client, operations, shapes):
    page = client.get("/api").text
    for path, operation in operations.items():
        assert f'id="{operation["operationId"]}"' in page
        assert f"<code>{path}</code>" in page
        for parameter in operation["parameters"]:
            assert f'name="{parameter["name"]}"' in page
    assert all(f'id="{name}"' in page for name in shapes)


def test_the_page_offers_a_summary_and_a_reference_that_are_there(client):
    page = client.get("/api").text
    assert 'name="slug"' in page
    for name, place in (("summary", "slug"), ("reference", "citekey")):
        value = page.split(f'name="{place}"', 1)[1].split('value="', 1)[1].split('"', 1)[0]
        answer = client.get(f"/api/try/{name}?{place}={value}", follow_redirects=True)
        assert answer.status_code == 200
        assert answer.content_type == "application/json"


def test_the_page_stands_without_any_summary(site):
    assert create_app(site).test_client().get("/api").status_code == 200


@pytest.mark.parametrize(
    ("tried", "asked"),
    [
        ("search?q=crying&topic=&page=&sort=", "/api/v1/search?q=crying"),
        ("search?q=&topic=empathy,+training", "/api/v1/search?topic=empathy&topic=training"),
        ("search?page=abc", "/api/v1/search?page=abc"),
        ("search?none=1", "/api/v1/search"),
        ("summary?slug=a?b", "/api/v1/summaries/a%3Fb"),
        ("topics", "/api/v1/topics"),
    ],
)
def test_what_a_form_leaves_empty_is_not_asked(client, tried, asked):
    answer = client.get(f"/api/try/{tried}")
    assert (answer.status_code, answer.headers["Location"]) == (303, asked)


@pytest.mark.parametrize(
    ("tried", "status"),
    [("none", 404), ("summary", 400), ("summary?slug=", 400), ("summary?slug=../../..", 400)],
)
def test_a_form_that_asks_for_nothing_is_told_so(client, tried, status):
    answer = client.get(f"/api/try/{tried}")
    assert (answer.status_code, answer.content_type) == (status, "application/problem+json")
