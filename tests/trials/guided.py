"""Inputs that a fuzzer grows towards lines of our code not yet reached (atheris over libFuzzer).

    python -m tests.trials.guided {query,identifiers,bibtex,ris,csl,pasted} [--seconds 300]

What is read is written again in every format. Anything raised but a refusal in words, an input of 4 kB that
takes two seconds or 500 MB, ends the trial with another status than 0; libFuzzer prints the input. Needs
`pip install '.[fuzz]'`.
"""

import argparse
import sys
import tempfile
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["kb", "bib", "index", "bibtexparser", "rispy", "pylatexenc"]):
    from bib.bibtex_reading import read_bibtex
    from bib.csl import read_csl
    from bib.formats import FORMATS
    from bib.pasted import read_pasted
    from bib.report import Read
    from bib.ris_reading import read_ris
    from index.parse import parse
    from kb.identifiers import parse_doi, parse_isbn, parse_issn, parse_pmid

from kb.errors import KnowledgeBaseError
from kb.reference import Record, Source, SourceKind

_LONGEST = 4_096  # bytes of an input


def _identifiers(text: str) -> None:
    for read in (parse_doi, parse_pmid, parse_isbn, parse_issn):
        with suppress(KnowledgeBaseError):
            read(text)


def _pasted(text: str) -> None:
    with suppress(KnowledgeBaseError):
        _write(each.read for each in read_pasted(text) if each.read)


def _write(read: Iterable[Read]) -> None:
    source = Source(kind=SourceKind.EDITOR)
    records = [Record(citekey=f"k{n}", described=it.reference, source=source) for n, it in enumerate(read)]
    for form in FORMATS.values():
        form.write(records)


TARGETS: dict[str, Callable[[str], object]] = {
    "query": parse,
    "identifiers": _identifiers,
    "bibtex": lambda text: _write(read_bibtex(text).items),
    "ris": lambda text: _write(read_ris(text).items),
    "csl": lambda text: _write(read_csl(text).items),
    "pasted": _pasted,
}
# What to begin with, so that the shapes of things need not be found out.
_SEEDS = (
    'cbt AND (author:moss OR "wet eyes") -type:review 2001..2015 weep*',
    "https://doi.org/10.1037/a0033-3204 PMID: 1234567 978-0-306-40615-7 0033-3204",
    '@article{k, title={A {Fine} \\"o}, author={Moss, Ann and others}, year=2001, doi={10.5555/x}}',
    "TY  - JOUR\nTI  - Tears\nAU  - Moss, Ann\nPY  - 2001/02/03\nDO  - 10.5555/x\nER  - \n",
    '[{"type":"book","title":"Tears","author":[{"family":"Moss"}],"issued":{"date-parts":[[2001,2]]}}]',
    "Moss, A., & Knox, S. (2015). Tears. Journal of Tears, 1(2), 3-4. https://doi.org/10.5555/x\n",
)


def main() -> None:
    """Run one target; libFuzzer ends the process."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("target", choices=TARGETS)
    reader.add_argument("--seconds", type=int, default=300)
    asked = reader.parse_args()
    target = TARGETS[asked.target]
    with tempfile.TemporaryDirectory() as folder:
        for number, seed in enumerate(_SEEDS):
            Path(folder, str(number)).write_text(seed, encoding="utf-8")
        limits = {"max_total_time": asked.seconds, "max_len": _LONGEST, "timeout": 2, "rss_limit_mb": 500}
        options = [f"-{name}={value}" for name, value in limits.items()]
        atheris.Setup(
            [sys.argv[0], *options, f"-artifact_prefix={tempfile.gettempdir()}/", folder],
            lambda data: target(data.decode("utf-8", "replace")),
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
