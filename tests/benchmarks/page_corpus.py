"""A benchmark corpus as an installation: each document a published summary of one study."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bib.citekeys import propose, unique
from kb.catalogue import Catalogue
from kb.identifiers import parse_doi
from kb.reference import Name, PartialDate, Record, Reference, Source, SourceKind
from kb.summary import Citation, Month, Status, Summary
from kb.vocabulary import TermKind

_FIRST_YEAR = 2010
_MONTHS = 15 * 12


def fill(catalogue: Catalogue, corpus: Path) -> None:
    """Store the documents of CORPUS/docs.jsonl, spread over fifteen years of months."""
    with catalogue.writing(by="benchmark") as write:
        topics = write.vocabulary().of(TermKind.TOPIC)
        types = write.vocabulary().of(TermKind.RESEARCH_TYPE)
        places: dict[str, int] = {}
        for number, told in enumerate(_told(corpus)):
            record = _record(number, told, lambda proposal: unique(proposal, write.citekey_taken))
            filed = (topics[int(each[-2:]) % len(topics)].slug for each in told["topics"])  # "Topic 06"
            kind = types[places.setdefault(told["type"], len(places)) % len(types)]
            month = number % _MONTHS
            write.add_record(record)
            write.add_summary(
                Summary(
                    slug=write.free_slug(told["title"]),
                    title=told["title"],
                    month=Month(_FIRST_YEAR + month // 12, month % 12 + 1),
                    body=told["body"].replace("; ", "\n\n"),
                    implications=told["implications"],
                    # The corpus numbers its topics: "Topic 06".
                    topics=tuple(dict.fromkeys(filed)),
                    research_type=kind.slug,
                    status=Status.PUBLISHED,
                    citations=(Citation(reference=record.id),),
                )
            )


def _record(number: int, told: dict[str, Any], keyed: Any) -> Record:
    reference = Reference(
        type="article-journal",
        title=told["title"],
        author=tuple(
            Name(family=family, given=". ".join(initials) + ".")
            for family, initials in (each.split(" ") for each in told["authors"])
        ),
        container_title=told["journal"],
        volume=str(1 + number % 60),
        issue=str(1 + number % 6),
        page=f"{number % 900 + 1}-{number % 900 + 12}",
        issued=PartialDate(told["year"]),
        doi=parse_doi(f"10.5555/benchmark.{number}"),
    )
    source = Source(kind=SourceKind.EDITOR)
    return Record(citekey=keyed(propose(reference)), described=reference, source=source)


def _told(corpus: Path) -> Iterator[dict[str, Any]]:
    with (corpus / "docs.jsonl").open(encoding="utf-8") as lines:
        yield from map(json.loads, lines)
