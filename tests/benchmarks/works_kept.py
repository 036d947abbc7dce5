"""How much of the recorded Crossref works is kept: `python -m tests.benchmarks.works_kept [FOLDER]`.

Prints a line a work (its DOI, the parts kept, the parts that a citation can need, those left out with
their values) and the sums.
"""

import argparse
import json
from pathlib import Path

from bib.works import to_reference
from tests.crossref_works import KEPT_AS, left_out


def _main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", type=Path, default=Path("../shared/data/crossref"))
    works = kept = needed = 0
    for file in sorted(parser.parse_args().folder.glob("*.json")):
        work = json.loads(file.read_text(encoding="utf-8"))
        missing = left_out(work, to_reference(work))
        there = sum(1 for key in KEPT_AS if work.get(key))
        works, kept, needed = works + 1, kept + there - len(missing), needed + there
        print(work["DOI"], there - len(missing), there, *(f"{key}={work[key]!r:.60}" for key in missing))  # noqa: T201
    print(f"works={works} kept={kept} of={needed} left_out={needed - kept}")  # noqa: T201


if __name__ == "__main__":
    _main()
