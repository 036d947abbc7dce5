"""Whether answers equal an exhaustive search: python -m tests.benchmarks.exactness [QUERIES]

For each of six generated corpora (three of one segment, three of several with changes and
deletions), asks generated queries of every kind, QUERIES in all (2,000), and compares totals, order,
scores (to 1e-6), facets and relaxation with a search through every document. Prints what differs.
"""

import sys
import tempfile
from itertools import islice
from pathlib import Path

from tests.index_corpus import seeded
from tests.index_exactness import FILLINGS, asked, both, differences

CORPORA = 3


def main() -> None:
    """Compare, and exit with 1 when anything differs."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 2000
    share = -(-number // (CORPORA * len(FILLINGS)))
    compared = differing = 0
    for filling in FILLINGS:
        for seed in range(CORPORA):
            with tempfile.TemporaryDirectory() as folder:
                index, oracle = both(Path(folder), filling, seeded(seed))
                for query in islice(asked(seeded(1000 + seed)), share):
                    found = differences(index.search(query), oracle.search(query))
                    compared += 1
                    if found:
                        differing += 1
                        print(query, *found, sep="\n  ")  # noqa: T201 - a program's output
    print(f"queries={compared} differing={differing}")  # noqa: T201 - a program's output
    sys.exit(bool(differing))


if __name__ == "__main__":
    main()
