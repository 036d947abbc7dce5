"""What the API may be asked, and the refusal of what it cannot make sense of.

The pages take what they can of an address and never complain; a program is told instead: a filter
that is ignored would answer another question than the one that was asked.
"""

import re
from collections.abc import Collection
from functools import cache
from typing import Annotated, Any, Literal, get_origin

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest

from index.query import MAX_DEPTH, MAX_PER_PAGE, Match, Query, Sort
from web.api_shapes import Fault

_DEFAULT = Query()
# As much as the search page takes of an address.
_MAX_VALUE = 200  # characters
_MAX_VALUES = 50  # of one facet


_SENTENCES = {
    "year": "It should be a year or a range of years, such as 2013 or 2010-2015.",
    "string_pattern_mismatch": "It should not be empty.",
    "string_too_long": f"It should have at most {_MAX_VALUE} characters.",
    "too_long": f"It can be given at most {_MAX_VALUES} times.",
}


class BadParameters(BadRequest):
    """A request with parameters that cannot be used; `faults` says which, and why."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(" ".join(f"{each['parameter']}: {each['detail']}" for each in faults))
        self.faults = faults


class Parameters(BaseModel):
    """The parameters of one address of the API: none, unless a child names some."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _whole(text: object) -> object:
    # Pydantic takes "3.0" and "1_000" for whole numbers as well.
    if isinstance(text, str) and not re.fullmatch(r"-?[0-9]{1,9}", text):
        raise ValueError("It should be a whole number")
    return text


WholeNumber = Annotated[int, BeforeValidator(_whole)]
Value = Annotated[str, Field(max_length=_MAX_VALUE, pattern=r"\S")]
Years = Annotated[str, Field(pattern=r"^[0-9]{4}(-[0-9]{4})?$")]


def _facet(description: str, *examples: list[str]) -> Any:
    return Field(
        default_factory=list, max_length=_MAX_VALUES, description=description, examples=list(examples)
    )


class SearchParameters(Parameters):
    """What a search is asked."""

    q: str = Field(
        "",
        description='What to search for, as in the search box: words, `"exact phrase"`, `AND`, `OR`, `NOT`, '
        "parentheses, `prefix*`, and `title:`, `author:`, `journal:`, `year:`, `topic:`, `type:`, `doi:`, "
        "`key:` before a word. No text is refused; what is left out of a long one is said in `warnings`. "
        "Without it, everything is found.",
        examples=["crying", '"working alliance" AND dropout'],
    )
    topic: list[Value] = _facet("Only this topic, by its slug. Of several, any will do.", ["empathy"])
    type: list[Value] = _facet("Only this research type, by its slug.", ["meta-analysis"])
    year: list[Years] = _facet("Only works published in this year, or in this range of years.", ["2010-2015"])
    journal: list[Value] = _facet(
        "Only works in this journal or book, by its value in `facets`.", ["psychotherapy"]
    )
    author: list[Value] = _facet("Only works by this author, by the value in `facets`.", ["hill-ce"])
    kind: list[Literal["summary", "reference"]] = _facet(
        "Only summaries, or only references that no summary is about.", ["summary"]
    )
    sort: Sort = Field(_DEFAULT.sort, description="The order of the results.")
    match: Match = Field(
        _DEFAULT.match,
        description="Whether `all` words must match (when nothing has them all, any are taken and `relaxed` "
        "is true), or `any` of them from the start.",
    )
    page: WholeNumber = Field(
        _DEFAULT.page,
        ge=1,
        le=MAX_DEPTH,
        description=f"Which page of the results, counted from 1. At most {MAX_DEPTH:,} results can be paged "
        "through; a page beyond the last has no hits.",
    )
    per_page: WholeNumber = Field(
        _DEFAULT.per_page, ge=1, le=MAX_PER_PAGE, description="The most results on a page."
    )


class SuggestParameters(Parameters):
    """What completions are asked for."""

    q: str = Field(
        "",
        description="What has been typed so far; the first 100 characters count. "
        "Without it there are no suggestions.",
        examples=["alli"],
    )


def check(parameters: type[Parameters], given: MultiDict[str, str]) -> None:
    """Refuse parameters that are unknown, malformed or given too often. Raises BadParameters (400)."""
    repeatable = _repeatable(parameters)
    known = parameters.model_fields
    values = {name: each if name in repeatable else each[-1] for name, each in given.lists()}
    faults = {
        name: "It can be given once only."
        for name, each in given.lists()
        if name in known and name not in repeatable and len(each) > 1
    }
    try:
        parameters.model_validate(values)
    except ValidationError as error:
        faults |= {str(each["loc"][0]): _sentence(each, known) for each in error.errors(include_url=False)}
    if faults:
        raise BadParameters([{"parameter": name, "detail": detail} for name, detail in faults.items()])


@cache
def _repeatable(parameters: type[Parameters]) -> frozenset[str]:
    fields = parameters.model_fields.items()
    return frozenset(name for name, field in fields if get_origin(field.annotation) is list)


def _sentence(error: Any, known: Collection[str]) -> str:
    kind = error["type"]
    if kind == "string_pattern_mismatch" and error["loc"][0] == "year":
        kind = "year"
    if kind == "extra_forbidden":
        return f"There is no such parameter. Known here: {', '.join(known) or 'none'}."
    # Else Pydantic's own words: "Input should be less than or equal to 100".
    said = error["ctx"]["error"] if kind == "value_error" else error["msg"].replace("Input", "It")
    return _SENTENCES.get(kind, f"{said}.")
