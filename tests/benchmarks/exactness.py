"""Whether answers equal an exhaustive search.

    python -m tests.benchmarks.exactness [QUERIES] [--engine whoosh|opensearch]

For each of six generated corpora (three that the index was built with, three changed and deleted from
since), asks generated queries of every kind, QUERIES in all (2,000), and compares totals, order, scores
(OpenSearch's to 0.01%, and not those of questions after changes), facets and relaxation with a search
through every document. Prints what differs.
"""

import argparse
import sys
from itertools import islice

from tests.engine_contract import KINDS, places
from tests.index_corpus import seeded
from tests.index_exactness import FILLINGS, asked, both, differences, near

CORPORA = 3


def main() -> None:
    """Compare, and exit with 1 when anything differs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("queries", type=int, nargs="?", default=2000)
    parser.add_argument("--engine", choices=KINDS, default="whoosh")
    chosen = parser.parse_args()
    share = -(-chosen.queries // (CORPORA * len(FILLINGS)))
    compared = differing = 0
    with places(chosen.engine) as new_place:
        for filling in FILLINGS:
            for seed in range(CORPORA):
                engine, oracle = both(new_place(), filling, seeded(seed))
                for query in islice(asked(seeded(1000 + seed)), share):
                    results = engine.search(query)
                    share_off = near(chosen.engine, filling, query, results)
                    found = differences(results, oracle.search(query), share_off)
                    compared += 1
                    if found:
                        differing += 1
                        print(query, *found, sep="\n  ")  # noqa: T201 - a program's output
                engine.close()
    print(f"engine={chosen.engine} queries={compared} differing={differing}")  # noqa: T201 - a program's output
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
