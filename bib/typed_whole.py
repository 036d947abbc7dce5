"""Every field of a reference as an editor types it, and what was typed as a reference."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from bib.plain import plain_line
from bib.typed import TYPED_FIELDS, BadFields, typed_fields, typed_reference
from kb.errors import KnowledgeBaseError
from kb.identifiers import parse_doi, parse_isbn, parse_issn, parse_pmid
from kb.reference import FIELDS, Reference

PEOPLE = ("author", "editor", "translator")
_LINES = (
    *("container_title_short", "collection_title", "event_title", "genre", "publisher_place"),
    *("edition", "chapter_number", "status", "url", "language"),
)
_PARAGRAPHS = ("abstract", "note")
_LISTS: dict[str, Callable[[str], str]] = {"isbn": parse_isbn, "issn": parse_issn}
_NUMBERS: dict[str, Callable[[str], str]] = {"doi": parse_doi, "pmid": parse_pmid}
_LONGEST = 2_000
_LONGEST_TEXT = 20_000


def whole_fields(reference: Reference) -> dict[str, str]:
    """All fields as they stand in a form, in the order of Reference; a list has one value on each line."""
    rest = {name: getattr(reference, name) or "" for name in (*_LINES, *_PARAGRAPHS, *_NUMBERS)}
    lists = {name: "\n".join(getattr(reference, name)) for name in _LISTS}
    texts = {
        **rest,
        **lists,
        **typed_fields(reference),
        "translator": typed_fields(_with_author(reference, reference.translator))["author"],
    }
    return {name: texts[name] for name in FIELDS}


def whole_reference(reference: Reference, typed: Mapping[str, str]) -> Reference:
    """The reference with what was typed; a field left as it stood keeps its very value. Raises BadFields."""
    faults: dict[str, str] = {}
    changed = reference
    try:
        changed = typed_reference(reference, {name: typed[name] for name in TYPED_FIELDS if name in typed})
    except BadFields as error:
        faults.update(error.fields)
    changes: dict[str, Any] = {}
    before = whole_fields(reference)
    for name in FIELDS:
        text = typed.get(name, before[name]).replace("\r\n", "\n").strip()
        if name in TYPED_FIELDS or text == before[name].strip():
            continue
        try:
            changes[name] = _value(name, text, reference)
        except (ValueError, KnowledgeBaseError) as error:
            faults[name] = str(error)
    if faults:
        raise BadFields(faults)
    return replace(changed, **changes)


def _value(name: str, text: str, reference: Reference) -> Any:
    if len(text) > (_LONGEST_TEXT if name in _PARAGRAPHS else _LONGEST):
        raise ValueError("This is too long.")
    if name == "translator":
        return _people(reference, text)
    if parse := _LISTS.get(name):
        return tuple(dict.fromkeys(parse(each) for each in re.split(r"[\n,;]+", text) if each.strip()))
    if parse := _NUMBERS.get(name):
        return parse(text) if text else None
    if name in _PARAGRAPHS:
        return "\n\n".join(filter(None, map(plain_line, re.split(r"\n\s*\n", text)))) or None
    if name == "url" and text and not re.match(r"https?://[^\s/]+\.[^\s/]+", text):
        raise ValueError("An address begins with https:// and has no spaces.")
    return plain_line(text) or None


def _people(reference: Reference, text: str) -> Any:
    """Names of a role that the shorter form does not have, read as it reads authors."""
    try:
        return typed_reference(_with_author(reference, reference.translator), {"author": text}).author
    except BadFields as error:
        raise ValueError(error.fields["author"]) from error


def _with_author(reference: Reference, names: tuple[Any, ...]) -> Reference:
    return replace(reference, author=names)
