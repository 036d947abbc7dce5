"""How well questions are answered on a retrieval collection with relevance judgements.

    python -m tests.benchmarks.retrieval DIR [--fold N/M] [--engine whoosh opensearch]

DIR holds either SMART files (X.ALL X.QRY X.REL; a document's title is its .T, its body its .W, a query
its .W, and grades are 1) or docs.tsv (id, title, text), queries.tsv (id, text) and qrels.txt (TREC:
query 0 document grade). The documents are indexed and each query asked through the public index with
any of its words being enough. Queries without a relevant document are left out.

nDCG@10 takes its ideal over all relevant documents and the discount 1 / log2(rank + 1). MAP and P@10
are over what can be paged through, 1,000 documents. `median_ms` is a query's time for its first ten
hits, the best of three. With `--fold 1/2` or `2/2` only every second query is asked. Several engines are
asked one after another, and each has its line.
"""

import argparse
import re
import time
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean, median

from index.documents import Document
from index.engine import Engine
from index.query import MAX_DEPTH, Query
from tests.benchmarks.measures import average_precision, ndcg, precision
from tests.engine_contract import KINDS, Kind, places

_TRIES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents as (title, text) by id, queries by id, and the grades of each query's documents."""

    documents: Mapping[str, tuple[str, str]]
    queries: Mapping[str, str]
    grades: Mapping[str, Mapping[str, float]]


def read_collection(folder: Path) -> Collection:
    """The collection in a folder, in either form."""
    for file in folder.glob("*.ALL"):
        return _smart(file)
    return _tsv(folder)


def fill(engine: Engine, collection: Collection) -> None:
    """Let an engine hold the collection's documents."""
    engine.build(
        (
            Document(
                id=each,
                kind="reference",
                title=title,
                date=(0, 0, 0),
                text={name: (value,) for name, value in (("title", title), ("body", text)) if value},
                facets={},
            )
            for each, (title, text) in collection.documents.items()
        ),
        1,
    )


def ranking(engine: Engine, text: str) -> list[str]:
    """The ids of all the hits that can be paged through."""
    return [hit.id for hit in engine.first(Query(text=text, match="any"), MAX_DEPTH).hits]


def _smart(file: Path) -> Collection:
    documents = {
        each: (" ".join(fields["T"].split()), " ".join(fields["W"].split()))
        for each, fields in _records(file)
    }
    queries = {each: " ".join(fields["W"].split()) for each, fields in _records(file.with_suffix(".QRY"))}
    rows = [line.split() for line in file.with_suffix(".REL").read_text(encoding="latin-1").splitlines()]
    # MED's lines are a TREC qrels' (query 0 document 1), CISI's the SMART system's (query document 0 0.0).
    column = 2 if all(row[1] == "0" for row in rows if row) else 1
    grades: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for row in filter(None, rows):
        grades[row[0]][row[column]] = 1.0
    return Collection(documents=documents, queries=queries, grades=grades)


def _records(file: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    for record in re.split(r"^\.I ", file.read_text(encoding="latin-1"), flags=re.MULTILINE)[1:]:
        each, *rest = re.split(r"^\.([A-Z])[ \t]*$", record, flags=re.MULTILINE)
        fields: defaultdict[str, str] = defaultdict(str)
        for name, value in zip(rest[::2], rest[1::2], strict=True):
            fields[name] += value
        yield each.strip(), fields


def _tsv(folder: Path) -> Collection:
    def rows(name: str) -> Iterator[list[str]]:
        for line in (folder / name).read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield line.split("\t")

    grades: defaultdict[str, dict[str, float]] = defaultdict(dict)
    for line in (folder / "qrels.txt").read_text(encoding="utf-8").splitlines():
        if line.strip():
            query, _, document, grade = line.split()
            grades[query][document] = max(0.0, float(grade))
    return Collection(
        documents={each: (title, text) for each, title, text in rows("docs.tsv")},
        queries=dict(row[:2] for row in rows("queries.tsv")),
        grades=grades,
    )


def _seconds(engine: Engine, text: str) -> float:
    times = []
    for _ in range(_TRIES):
        began = time.perf_counter()
        engine.search(Query(text=text, match="any", per_page=10))
        times.append(time.perf_counter() - began)
    return min(times)


def _measured(kind: Kind, collection: Collection, judged: Sequence[str]) -> None:
    with places(kind) as new_place:
        engine = new_place().engine()
        fill(engine, collection)
        ranked = {each: ranking(engine, collection.queries[each]) for each in judged}
        seconds = [_seconds(engine, collection.queries[each]) for each in judged]
        engine.close()
    graded = [(ranked[each], collection.grades[each]) for each in judged]
    print(  # noqa: T201 - a program's output
        f"{kind} nDCG@10={mean(ndcg(*each) for each in graded):.4f} "
        f"MAP={mean(average_precision(*each) for each in graded):.4f} "
        f"P@10={mean(precision(*each) for each in graded):.4f} "
        f"median_ms={1000 * median(seconds):.2f} queries={len(judged)}"
    )


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("--fold", default="1/1")
    parser.add_argument("--engine", nargs="+", choices=KINDS, default=["whoosh"])
    asked = parser.parse_args()
    fold, folds = map(int, asked.fold.split("/"))
    collection = read_collection(asked.folder)
    judged = [each for each in collection.queries if any(collection.grades.get(each, {}).values())]
    for kind in asked.engine:
        _measured(kind, collection, judged[fold - 1 :: folds])


if __name__ == "__main__":
    _main()
