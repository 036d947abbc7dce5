"""What nobody sane would send: queries, DOIs and files that Hypothesis makes of what breaks parsers, the
hostile sets beside the project, and files as large as an editor may send."""
# ruff: noqa: SIM905 - lists of words read best as words

import json
import runpy
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

_SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "hostile"
_WORDS = "therapy CBT the drop-out crying Hill 2013 a é 人 🙂 STRAßE".split()
_SYNTAX = (
    *r'AND OR NOT ANDNOT ( ) " * ? ~2 ^9 : [ ] TO - + \ (((( )))) r"(a+)+$" the* thera* a*'.split(),
    *"title: author: year: topic: type: doi: key: journal: nothing: year:2010- year:9999999999-1".split(),
    *("\0", "\r\n", "\u202e", "\ud800"),
)
_BREAKING = (
    *r'{ } " \ \input{/etc/passwd} @ @string{a=a} @article{ # % $ & [ ] , : null 1e999 -1 \ud800'.split(),
    *"<!DOCTYPE x [<!ENTITY a 'a'>]>|<script>|]]>|&a;|'; DROP TABLE x;--|{{7*7}}|../../x".split("|"),
    *("{" * 300, "9" * 400, "~" * 500, " and " * 90),
    *("\nER  - ", "\nTY  - JOUR", "\n%0 x", "\n\n", "\r", "\0", "\ufeff", "\u202e", "🙂", "\x1a"),
    *("August 2013", "Practice Implications", "10.1000/182", "https://doi.org/10.1000%2F1"),
    *("Moss, A. (2015). Tears. ", "(2015). "),
)
_TEMPLATES = {
    "bib": "@article{k, title={Tears {I}n}, author={Moss, Ann and {W H O}}, year=2015, doi={10.1000/k}}\n"
    * 3,
    "ris": "TY  - JOUR\nTI  - Tears\nAU  - Moss, Ann\nPY  - 2015/06/01\nDO  - 10.1000/k\nER  - \n" * 3,
    "json": '[{"type": "article-journal", "title": "Tears", "author": [{"family": "Moss", "given": "A"}], '
    '"issued": {"date-parts": [[2015, 6]]}, "DOI": "10.1000/k"}, {"type": "book", "title": "B"}]',
    "txt": "August 2013\n\nDo therapists weep?\n\nMoss, A. (2015). Tears. Journal of Tears, 1(2), 3-4.\n\n"
    "Sixty were asked.\n\nPractice Implications\n\nTalk about it.\n\n",
}

_pieces = st.one_of(st.sampled_from((*_WORDS, *_SYNTAX)), st.text(max_size=12))
queries = st.lists(_pieces, max_size=25).map(" ".join)
dois = st.builds(
    "{}{}{}{}".format,
    st.sampled_from(["", *"doi: https://doi.org/ http://dx.doi.org/ HTTPS://DOI.ORG/ http://[ //".split()]),
    st.sampled_from(["", *"10.1000/ 10.5555/ 10.1/ 10. 10.12345678901/ 10.1000%2F １０.1000/".split()]),
    st.lists(st.one_of(st.sampled_from(_BREAKING), st.text(max_size=8)), max_size=4).map("".join),
    st.sampled_from(("", ".", "?x=1", "#x", "/../..", "%00", " ", "\r\nX-Evil: 1")),
)
_put = st.one_of(st.sampled_from(_BREAKING), st.text(max_size=20))
_damage = st.lists(st.tuples(st.floats(0, 1), _put, st.integers(0, 30)), max_size=8)


def uploads(ending: str) -> st.SearchStrategy[bytes]:
    """Files of a kind, damaged here and there, cut off, or in no encoding at all."""
    return st.builds(
        _damaged, st.just(_TEMPLATES[ending]), _damage, st.floats(0.2, 1.5), st.binary(max_size=6)
    )


def invented(strategy: st.SearchStrategy[Any], most: int, beginning: int = 1) -> list[Any]:
    """So many values that Hypothesis invents, the same for the same beginning."""
    found: list[Any] = []
    if not most:
        return found

    @seed(beginning)
    @settings(
        max_examples=most,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def gather(value: Any) -> None:
        found.append(value)

    gather()
    return found


def large_files() -> Iterator[tuple[str, bytes]]:
    """As much as an editor may send, and a little more, of what is hardest to read."""
    most = 10 * 1024 * 1024 - 1
    yield "full.bib", "".join(_FULL_ENTRY.replace("NN", str(n)) for n in range(10_000)).encode()
    yield "full.ris", "".join(_FULL_RECORD.replace("NN", str(n)) for n in range(10_000)).encode()
    items = [{"type": "book", "title": f"Fine {n}", "DOI": f"10.5555/c.{n}"} for n in range(10_000)]
    yield "full.json", json.dumps(items).encode()
    yield "too-many.bib", "".join(f"@book{{k{n},title={{x}}}}\n" for n in range(60_000)).encode()
    yield "dois.txt", "".join(f"10.5555/d.{n}\n" for n in range(10_000)).encode()
    yield "one-word.txt", b"x" * most
    yield "spaces.txt", b" " * (most - 1) + b"x"
    yield "lines.txt", b"\n" * (most - 1) + b"x"
    yield "years.txt", b"(2015). " * (most // 8)
    yield "slashes.txt", b"10.1000/" * (most // 8)
    yield "names.txt", (b"Moss, A., " * 5_000 + b"(2015). Tears. J, 1, 2.\n\n") * (most // 50_100)
    yield "printed.txt", b"Moss, A. (2015). Tears. Journal of Tears, 1(2), 3-4.\n\n" * 10_000
    yield "nested.json", b"[" * most
    yield "nested-objects.json", b'{"a":' * (most // 5)
    yield "numbers.json", b"[" + b"1" * (most - 2) + b"]"
    yield "braces.bib", b"@article{k, title=" + b"{" * (most // 2 - 20) + b"}" * (most // 2 - 20)
    yield "quotes.bib", b'@article{k, title="' * (most // 19)
    yield "tags.ris", b"TY  - JOUR\n" * (most // 11)
    yield "authors.ris", b"TY  - JOUR\nTI  - x\n" + b"AU  - Moss, Ann\n" * (most // 17) + b"ER  - \n"
    yield "deep.html", b"<html><body>" + b"<div>" * (most // 5 - 10)
    yield (
        "entities.html",
        b"<!DOCTYPE html [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;'>]><html><p>&b;" + b"&amp;" * 900_000,
    )
    yield "blog.txt", b"August 2013\n\nTitle\n\nBody.\n\nPractice Implications\n\nTalk.\n\n" * (most // 62)
    yield "binary.bib", bytes(range(256)) * (most // 256)
    yield "too-large.bib", b"@book{k, title={x}}" + b" " * (most + 10)
    for name, beginning in _ARCHIVES.items():
        yield name, beginning + b"\0\1\2\3" * 1_000


# With as many fields as programs write.
_FULL_ENTRY = r"""@article{kNN,
 author = {M{\"u}ller, Anna and Moss, Ann and van der Berg, J. P.}, title = {Tears NN -- a {Fine} study},
 journal = {Journal of Tears}, year = {2001}, volume = {12}, number = {3}, pages = {1--12},
 doi = {10.5555/b.NN}, url = {https://doi.org/10.5555/b.NN}, issn = {0033-3204}, publisher = {APA},
 abstract = {Sixty were asked how often they weep, and what came of it.}, language = {english}
}
"""
_FULL_RECORD = """TY  - JOUR
TI  - Tears NN
AU  - Moss, Ann
AU  - Hill, Clara
AU  - Lee, J.
PY  - 2001/02/03
JO  - Journal of Tears
VL  - 12
IS  - 3
SP  - 1
EP  - 12
SN  - 0033-3204
PB  - APA
KW  - tears
AB  - Sixty were asked how often they weep, and what came of it.
DO  - 10.5555/r.NN
UR  - https://doi.org/10.5555/r.NN
ER  -

"""
_ARCHIVES = {
    "a.zip": b"PK\x03\x04",
    "a.docx": b"PK\x03\x04",
    "empty.zip": b"PK\x05\x06",
    "a.bib.gz": b"\x1f\x8b\x08",
    "a.bz2": b"BZh91AY&SY",
    "a.xz": b"\xfd7zXZ\0",
    "a.7z": b"7z\xbc\xaf\x27\x1c",
    "a.zst": b"\x28\xb5\x2f\xfd",
    "a.rar": b"Rar!\x1a\x07\x01\0",
    "a.tar": b"article.bib" + b"\0" * 246 + b"ustar\x0000",
}


def hostile_queries() -> list[str]:
    """The queries of the hostile set, if it is there."""
    file = _SHARED / "queries.jsonl"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    sets = (json.loads(line)["parts"] for line in lines if not line.startswith("#"))
    return ["".join(text * times for text, times in parts) for parts in sets]


def hostile_dois() -> list[str]:
    """The DOIs of the hostile set, if it is there."""
    file = _SHARED / "dois.tsv"
    lines = file.read_text(encoding="utf-8").splitlines() if file.exists() else []
    return [json.loads(line.split("\t")[1]) for line in lines if not line.startswith("#")]


def hostile_files(folder: Path) -> list[tuple[str, bytes]]:
    """The files of the hostile set, if it is there."""
    program = _SHARED / "make_bib.py"
    if not program.exists():
        return []
    with patch.object(sys, "argv", ["make_bib", str(folder)]):
        runpy.run_path(str(program))
    return [(file.name, file.read_bytes()) for file in sorted(folder.iterdir())]


def invented_files(most: int) -> list[tuple[str, bytes]]:
    """So many damaged files, of every kind as many."""
    kinds = len(_TEMPLATES)
    return [
        (f"damaged.{ending}", data)
        for ending in _TEMPLATES
        for data in invented(uploads(ending), most // kinds)
    ]


def _damaged(text: str, damage: list[tuple[float, str, int]], part: float, tail: bytes) -> bytes:
    for place, put, gone in damage:
        at = int(place * len(text))
        text = text[:at] + put + text[at + gone :]
    data = text.encode("utf-8", "surrogatepass")
    return data[: int(part * len(data))] + tail
