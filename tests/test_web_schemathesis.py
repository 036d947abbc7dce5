"""Every route asked whatever its description allows, and what it does not."""

import contextlib
import re

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error

from web.app import create_app

_PARAMETERS = (
    *("q", "topic", "type", "year", "journal", "author", "kind", "sort", "match", "page", "per_page"),
    *("id", "to", "format", "style", "slug", "citekey"),
)
# Nothing between the application and the test unpacks what is compressed.
_PLAIN = {"Accept-Encoding": "identity"}
# An operation that takes any text, or nothing.
_CANNOT_BE_ASKED_WRONGLY = {GenerationMode.POSITIVE: (), GenerationMode.NEGATIVE: (Unsatisfiable,)}


@pytest.fixture(scope="module")
def described_api(demo_app):
    """The API as its description has it."""
    return schemathesis.openapi.from_wsgi("/api/v1/openapi.json", demo_app)


@pytest.fixture(scope="module")
def other_routes(demo_site):
    """The routes that no description names: any text anywhere in their addresses."""
    app = create_app(demo_site)
    rules = [each for each in app.url_map.iter_rules() if not each.endpoint.startswith("api.")]
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Pages", "version": "1"},
        "paths": {
            re.sub(r"<(?:[^:>]+:)?(\w+)>", r"{\1}", rule.rule): {
                "get": {
                    "parameters": _any_text(rule.arguments),
                    "responses": {"default": {"description": ""}},
                }
            }
            for rule in rules
        },
    }
    app.add_url_rule("/description-for-this-test", view_func=lambda: document)
    return schemathesis.openapi.from_wsgi("/description-for-this-test", app)


@pytest.mark.parametrize("mode", list(GenerationMode))
def test_the_api_answers_as_its_description_says(described_api, mode):
    for operation in _operations(described_api):
        generation = described_api.config.generation
        for case in described_api.iter_coverage_cases(
            operation, generation_modes=[mode], generation_config=generation
        ):
            case.call_and_validate(headers=_PLAIN)
        with contextlib.suppress(*_CANNOT_BE_ASKED_WRONGLY[mode]):
            _ask(operation, mode, 40)


def test_no_page_breaks_whatever_its_address_holds(other_routes):
    for operation in _operations(other_routes):
        _ask(operation, GenerationMode.POSITIVE, 25, checks=[not_a_server_error])


def _operations(schema):
    return [each.ok() for each in schema.get_all_operations()]


def _ask(operation, mode, times, **validation):
    @given(case=operation.as_strategy(mode))
    @settings(max_examples=times, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
    def ask(case):
        case.call_and_validate(headers=_PLAIN, **validation)

    ask()


def _any_text(in_path):
    text = {"schema": {"type": "string"}}
    return [
        *({"name": name, "in": "path", "required": True, **text} for name in in_path),
        *({"name": name, "in": "query", **text} for name in _PARAMETERS),
    ]
