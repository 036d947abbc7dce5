"""Domain values as plain JSON text and back: the only door to cattrs."""

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, TypeVar, get_type_hints

import cattrs
from cattrs.gen import make_dict_unstructure_fn

from kb.identifiers import DOI, ISBN, ISSN, PMID
from kb.reference import Name, Notice, PartialDate, Record, Reference, Source
from kb.summary import Citation, Month, Summary
from kb.vocabulary import Term

Value = TypeVar("Value")

_converter = cattrs.Converter(forbid_extra_keys=True)
_FIELD_TYPES = get_type_hints(Reference)
_IDENTIFIERS = (DOI, PMID, ISBN, ISSN)


def dump(value: Any) -> str:
    """A domain value as JSON text. Absent fields are left out; equal values give equal text."""
    return json.dumps(_converter.unstructure(value), ensure_ascii=False, sort_keys=True)


def load(text: str, kind: type[Value]) -> Value:
    """The domain value that `dump` wrote.

    Raises ValueError (cattrs.BaseValidationError or json.JSONDecodeError) on anything else.
    """
    return plain_to(json.loads(text), kind)


def readable(text: str, kind: type[Value]) -> Value | None:
    """The domain value that `dump` wrote; None when the text is damaged."""
    try:
        return load(text, kind)
    except ValueError:
        return None


def plain_to(data: Any, kind: type[Value]) -> Value:
    """Plain data (from JSON or TOML) as a domain value. Raises ValueError when it does not fit."""
    try:
        return _converter.structure(data, kind)
    except cattrs.BaseValidationError as error:
        raise ValueError("; ".join(cattrs.transform_error(error))) from error
    except KeyError as error:
        raise ValueError(f"{error} is missing or no field") from error
    except (AttributeError, TypeError) as error:
        raise ValueError(f"not the shape of a {kind.__name__}: {error}") from error


def _overrides_to_plain(overrides: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _converter.unstructure(value) for name, value in overrides.items()}


def _overrides_from_plain(data: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _converter.structure(value, _FIELD_TYPES[name]) for name, value in data.items()}


def _record_to_plain(record: Record) -> dict[str, Any]:
    plain: dict[str, Any] = _plain_record(record)
    if record.overrides:
        plain["overrides"] = _overrides_to_plain(record.overrides)
    return plain


def _record_from_plain(data: Mapping[str, Any], _: type[Record]) -> Record:
    return Record(
        id=data["id"],
        citekey=data["citekey"],
        described=_converter.structure(data["described"], Reference),
        source=_converter.structure(data["source"], Source),
        overrides=_overrides_from_plain(data.get("overrides", {})),
        notices=_converter.structure(data.get("notices", ()), tuple[Notice, ...]),
    )


_converter.register_structure_hook_func(_IDENTIFIERS.__contains__, lambda text, _: str(text))
_converter.register_unstructure_hook(date, lambda day: day.isoformat())
_converter.register_structure_hook(date, lambda text, _: date.fromisoformat(text))
_converter.register_unstructure_hook(datetime, lambda moment: moment.isoformat())
_converter.register_structure_hook(datetime, lambda text, _: datetime.fromisoformat(text))
for _kind in (PartialDate, Name, Notice, Reference, Source, Citation, Month, Summary, Term):
    _converter.register_unstructure_hook(
        _kind, make_dict_unstructure_fn(_kind, _converter, _cattrs_omit_if_default=True)
    )
_plain_record = make_dict_unstructure_fn(
    Record, _converter, _cattrs_omit_if_default=True, overrides=cattrs.gen.override(omit=True)
)
_converter.register_unstructure_hook(Record, _record_to_plain)
_converter.register_structure_hook(Record, _record_from_plain)
