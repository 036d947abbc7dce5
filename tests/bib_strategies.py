"""References as Hypothesis invents them, within what a format promises to carry."""

import string

from hypothesis import strategies as st

from bib.plain import plain_line
from kb.identifiers import parse_doi, parse_isbn, parse_issn
from kb.reference import Name, PartialDate, Record, Reference, Source, SourceKind

AWKWARD = [
    "\\input{/etc/passwd}",
    "\\write18{rm}",
    "^^5cinput",
    "}, title = {x}",
    "}\n@article{evil, title={x}}\n",
    "@article{evil,",
    "\nER  - \nTY  - JOUR\nTI  - evil\n",
    "%",
    "$x$",
    "#1",
    "a_b^c~d",
    "{",
    "}",
    '"',
    "--",
    "''",
    "``",
    "<b>&amp;</b>",
    "é",
    "ß",
    "人",
    "Ω",
    "\u202e",
    "\0",
]
# Joiners and lone accents show nothing by themselves.
seen = st.characters(exclude_categories=["Cf", "Cs", "Mn", "Me"])
letters = st.text(string.ascii_letters + "éüñøß", min_size=1, max_size=8)
words = st.one_of(letters, st.sampled_from(AWKWARD), st.text(seen, max_size=6))
texts = st.lists(words, min_size=1, max_size=6).map(" ".join).filter(lambda text: plain_line(text) != "")
plain_words = st.text(string.ascii_letters, min_size=1, max_size=8)
capitalised = plain_words.map(str.capitalize)

people = st.builds(
    Name,
    family=capitalised,
    given=capitalised,
    non_dropping_particle=st.sampled_from(["", "", "van", "de la"]),
    suffix=st.sampled_from(["", "", "Jr.", "III"]),
)
groups = st.builds(Name, literal=st.lists(capitalised, min_size=1, max_size=4).map(" and ".join))
names = st.lists(st.one_of(people, groups), max_size=4).map(tuple)
numbers = st.integers(1, 999).map(str)
pages = st.tuples(st.integers(1, 500), st.integers(1, 500)).map(lambda pair: f"{pair[0]}-{sum(pair)}")
dates = st.one_of(
    st.builds(PartialDate, st.integers(1500, 2100)),
    st.builds(PartialDate, st.integers(1500, 2100), st.integers(1, 12)),
    st.builds(PartialDate, st.integers(1500, 2100), st.integers(1, 12), st.integers(1, 28)),
)
dois = st.text(string.ascii_lowercase + string.digits + "-._;()/<>%&#$~{}\\^_+", min_size=1, max_size=12).map(
    lambda tail: parse_doi(f"10.1000/x{tail.replace('/.', '').replace('./', '')}x")
)


def maybe(values):
    return st.one_of(st.none(), values)


def journal_articles(text):
    return st.builds(
        Reference,
        type=st.just("article-journal"),
        title=text,
        author=names,
        container_title=text,
        volume=maybe(numbers),
        issue=maybe(numbers),
        page=maybe(pages),
        issued=maybe(dates),
        doi=maybe(dois),
        issn=st.sampled_from(
            [(), (parse_issn("0033-3204"),), (parse_issn("0033-3204"), parse_issn("1939-1536"))]
        ),
        status=st.sampled_from([None, "advance online publication", "in press"]),
        note=maybe(text),
        abstract=maybe(text),
    )


def chapters(text):
    return st.builds(
        Reference,
        type=st.just("chapter"),
        title=text,
        author=names,
        editor=names,
        container_title=text,
        publisher=maybe(text),
        publisher_place=maybe(text),
        edition=st.sampled_from([None, "2", "11", "Revised"]),
        page=maybe(pages),
        issued=maybe(dates),
        isbn=st.sampled_from([(), (parse_isbn("9781118038208"),)]),
    )


def others(text):
    """Books, theses, reports, papers, data, pages, preprints and what has no type of its own."""
    return st.builds(
        Reference,
        type=st.sampled_from(
            [
                *("book", "thesis", "report", "paper-conference", "dataset", "webpage", "article"),
                *(
                    "document",
                    "software",
                    "manuscript",
                    "entry-encyclopedia",
                    "article-newspaper",
                    "periodical",
                ),
            ]
        ),
        title=text,
        author=names,
        editor=names,
        container_title=maybe(text),
        collection_title=maybe(text),
        event_title=maybe(text),
        genre=st.sampled_from([None, "preprint", "Master’s thesis", "Technical note"]),
        publisher=maybe(text),
        publisher_place=maybe(text),
        volume=maybe(numbers),
        issue=maybe(numbers),
        number=maybe(numbers),
        issued=maybe(dates),
        doi=maybe(dois),
        url=st.sampled_from([None, "https://example.org/a_b?c=1&d=%20#e", "http://example.org/~f"]),
        language=st.sampled_from([None, "en", "de", "tr"]),
        note=maybe(text),
    )


def references(text=texts):
    return st.one_of(journal_articles(text), chapters(text))


def works(text=texts):
    return st.one_of(journal_articles(text), chapters(text), others(text))


def record(reference, citekey="Key2013", **more):
    return Record(citekey=citekey, described=reference, source=Source(kind=SourceKind.EDITOR), **more)
