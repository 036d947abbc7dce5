"""Generated documents and queries for the tests of the index: seeded, with every oddity of real ones."""

from random import Random

from index.documents import TEXT_FIELDS, Document, Kind

WORDS = """
    therapist therapists therapy therapies therapeutic therapeutically alliance working helping client
    clients behaviour behavior behavioural behavioral cognitive CBT treatment psychotherapy depression
    depressed depressive drop-out dropout drop out attrition early termination premature randomized
    randomised controlled trial trials RCT RCTs PHQ-9 self-harm self-esteem self selfless cry crying
    weeping tears organisation organization organ personality person Sjöström naïve café post-traumatic
    post traumatic stress disorder PTSD act ACT acceptance and commitment the of with in does for
    session sessions outcome outcomes monitoring routine meta-analysis meta-analyses counsellor
    counselor centre center homework 数据库 rupture repair repairs empathy empathic study studies
    paediatric pediatric follow-up follow up well-being wellbeing theory thesis theses
""".split()  # noqa: SIM905 - a list of eighty strings reads worse
TOPICS = (
    ("empathy", "Empathy"),
    ("training", "Training"),
    ("alliance-and-therapeutic-relationship", "Alliance and Therapeutic Relationship"),
    ("depression", "Depression and Depressive Symptoms"),
)
TYPES = (("survey", "Survey"), ("meta-analysis", "Meta-analysis"), ("rct", "Randomized controlled trial"))
AUTHORS = (("safran-jd", "Safran JD"), ("van-der-kolk-ba", "van der Kolk BA"), ("sjostrom-a", "Sjöström A"))
JOURNALS = (("psychotherapy", "Psychotherapy"), ("psychotherapy-research", "Psychotherapy Research"))


def seeded(seed: int) -> Random:
    """Chance that is the same in every run."""
    return Random(seed)  # noqa: S311 - nothing here is secret


def documents(random: Random, count: int, first: int = 0) -> list[Document]:
    return [_document(random, number) for number in range(first, first + count)]


def _document(random: Random, number: int) -> Document:
    def prose(most: int) -> str:
        signs = random.choices(["", "", "", ",", ".", "/", "—"], k=most)
        return " ".join(
            word + sign
            for word, sign in zip(random.choices(WORDS, k=random.randint(1, most)), signs, strict=False)
        )

    is_summary = random.random() < 0.6
    topics = tuple(random.sample(TOPICS, random.randint(0, 2))) if is_summary else ()
    types = tuple(random.sample(TYPES, random.randint(0, 1))) if is_summary else ()
    authors = tuple(random.sample(AUTHORS, random.randint(0, 2)))
    journals = tuple(random.sample(JOURNALS, random.randint(0, 1)))
    year = random.choice([None, 2009, 2010, 2012, 2013, 2015])
    title = prose(5)
    text = {
        "title": (title,),
        "cited": tuple(prose(6) for _ in range(random.randint(0, 2))) if is_summary else (),
        "implications": (prose(12),) if is_summary else (),
        "topic": tuple(label for _, label in topics),
        "type": tuple(label for _, label in types),
        "author": tuple(label for _, label in authors),
        "journal": tuple(label for _, label in journals),
        "body": (prose(40),) if random.random() < 0.8 else (),
    }
    kind: Kind = "summary" if is_summary else "reference"
    facets = {
        "topic": topics,
        "type": types,
        "author": authors,
        "journal": journals,
        "year": ((str(year), str(year)),) if year else (),
        "kind": ((kind, "Summary" if is_summary else "Reference only"),),
    }
    return Document(
        id=f"{number:032x}",
        kind=kind,
        title=title,
        date=(year or 0, random.randint(0, 12) if year else 0, 0),
        text={name: text[name] for name in TEXT_FIELDS if text[name]},
        facets={name: values for name, values in facets.items() if values},
        dois=(f"10.1000/{number}",),
        keys=(f"key{number}",),
    )


def queries(random: Random, count: int) -> list[str]:
    return [_query(random, 2) for _ in range(count)]


def _query(random: Random, depth: int) -> str:
    return " ".join(_term(random, depth) for _ in range(random.choice([1, 1, 2, 2, 3])))


def _term(random: Random, depth: int) -> str:
    word = random.choice(WORDS)
    kinds = {
        "word": word,
        "run": " ".join(random.choices(WORDS, k=3)),
        "ring": random.choice(
            [
                "cognitive behaviour therapy",
                "working alliance",
                "RCTs",
                "drop out",
                "early terminations",
                "ACT",
                "act",
            ]
        ),
        "phrase": f'"{" ".join(random.choices(WORDS, k=2))}"',
        "prefix": f"{word[:3]}*",
        "negated": f"{word} -{random.choice(WORDS)}",
        "fielded": f"{random.choice(['title', 'journal', 'topic', 'type', 'author'])}:{word}",
        "topic": random.choice(["topic:empathy", "type:meta-analysis", "topic:alliance", "type:RCT"]),
        "author": random.choice(['author:"van der kolk"', "author:safran", "author:sjostrom"]),
        "year": random.choice(["year:2010", "year:2010-2013", "year:2013-"]),
        "exact": random.choice(["10.1000/7", "doi:10.1000/11", "key:key3"]),
        "missing": "zebra",
    }
    if depth:
        kinds |= {
            "or": f"({_query(random, depth - 1)} OR {_query(random, depth - 1)})",
            "or plain": f"{word} OR {_query(random, depth - 1)}",
            "and": f"{word} AND {_term(random, depth - 1)}",
            "not": f"NOT ({_query(random, depth - 1)})",
        }
    return random.choice(list(kinds.values()))
