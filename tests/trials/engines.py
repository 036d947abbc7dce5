"""Both engines behind the same site: the API's answers to generated searches, one beside the other.

    python -m tests.trials.engines [--queries 300] [--documents 3000] [--seed 8] [--corpus CORPUS]

Fills a catalogue with so many references, most with a summary, that mix sentences of the demonstration (or
of a corpus of `make_corpus.py`); then asks two sites that differ in their engine. Prints what differs,
scores apart, and ends with status 1 when anything does.
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from flask.testing import FlaskClient

from index.sync import rebuild
from tests.engine_contract import Place, places
from tests.engine_contract_corpus import Text, corpus_texts, demonstration_texts, documents_of, fill
from tests.engine_queries import Answer, Asked, differences, generated, material_of
from tests.index_corpus import seeded
from web.app import create_app
from web.settings import read_settings
from web.wiring import Site, open_site


@dataclass
class Compared:
    """How many searches were answered by both, how many with hits, and in what the answers differ."""

    searches: int = 0
    found: int = 0
    differing: dict[str, list[str]] = field(default_factory=dict)

    def line(self) -> str:
        """All of it in one line."""
        return f"searches={self.searches} with_hits={self.found} differing={len(self.differing)}"


def two_sites(
    home: Path, place: Place, texts: Sequence[Text], documents: int, seed: int
) -> tuple[Site, Site]:
    """Two installations with one catalogue of so many references: one with Whoosh, one with OpenSearch."""
    first = open_site(read_settings(home, {}))
    fill(first.catalogue, texts, documents, seeded(seed))
    second = replace(first, index=place.engine())
    for each in (first, second):
        rebuild(each.catalogue, each.index)
    return first, second


def compare(sites: tuple[Site, Site], queries: int, seed: int) -> Compared:
    """Ask both sites for so many generated searches."""
    asked = generated(material_of(documents_of(sites[0].catalogue)), seeded(seed))
    clients = [create_app(each).test_client() for each in sites]
    compared = Compared()
    for each in islice(asked, queries):
        one, other = (_answer(client, each) for client in clients)
        compared.searches += 1
        compared.found += one["total"] > 0
        if found := differences(one, other):
            compared.differing[urlencode(each)] = found
    return compared


def _answer(client: FlaskClient, asked: Asked) -> Answer:
    answer = client.get(f"/api/v1/search?{urlencode(asked)}")
    assert answer.status_code == 200, (asked, answer.text)
    return answer.json or {}


def main() -> int:
    """Compare, and tell in what they differ."""
    parser = argparse.ArgumentParser(description="Compare the answers of both engines.")
    parser.add_argument("--queries", type=int, default=300)
    parser.add_argument("--documents", type=int, default=3_000)
    parser.add_argument("--seed", type=int, default=8)
    parser.add_argument("--corpus", type=Path)
    chosen = parser.parse_args()
    texts = corpus_texts(chosen.corpus) if chosen.corpus else demonstration_texts()
    with TemporaryDirectory(prefix="engines-") as folder, places("opensearch") as new_place:
        sites = two_sites(Path(folder) / "home", new_place(), texts, chosen.documents, chosen.seed)
        compared = compare(sites, chosen.queries, chosen.seed)
        for each in sites:
            each.index.close()
        sites[0].catalogue.close()
    for address, found in compared.differing.items():
        print(address, *found, sep="\n  ")  # noqa: T201 # what it is for
    print(compared.line())  # noqa: T201 # likewise
    return int(bool(compared.differing))


if __name__ == "__main__":
    sys.exit(main())
