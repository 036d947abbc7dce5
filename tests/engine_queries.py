"""Searches as readers send them to the API, generated; and in what two answers to one differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from random import Random
from typing import Any

from index.documents import Document
from index.query import FACETS, SORTS
from tests.engine_contract_corpus import words_of

Asked = list[tuple[str, str]]  # the parameters of an address
Answer = Mapping[str, Any]

_RINGS = (
    *("CBT", "cognitive behaviour therapy", "working alliance", "RCTs", "drop-out", "early termination"),
    *("randomised controlled trial", "PTSD", "post-traumatic stress", "ACT", "follow-up", "meta-analyses"),
)
_NEAR = 1e-4  # by what share two scores may differ and still count as one


@dataclass(frozen=True, slots=True)
class Material:
    """What a corpus says, to be asked for."""

    frequent: Sequence[str]
    rare: Sequence[str]
    runs: Sequence[tuple[str, ...]]
    sentences: Sequence[Sequence[str]]
    facets: Mapping[str, Sequence[tuple[str, str]]]
    dois: Sequence[str]
    keys: Sequence[str]


def material_of(documents: Iterable[Document]) -> Material:
    """What documents say."""
    heard: Counter[str] = Counter()
    runs: list[tuple[str, ...]] = []
    sentences: list[list[str]] = []
    facets: dict[str, Counter[tuple[str, str]]] = {name: Counter() for name in FACETS}
    dois: list[str] = []
    keys: list[str] = []
    for each in sorted(documents, key=lambda each: (each.keys, each.kind)):
        words = words_of(value for name in ("title", "body") for value in each.text.get(name, ()))
        heard.update({word.lower() for word in words if len(word) > 3})
        runs += list(pairwise(words[:40:3])) if len(words) > 80 else [tuple(words[1:4])]
        sentences.append(words[:20])
        for name, pairs in each.facets.items():
            facets[name].update(pairs)
        dois += each.dois
        keys += each.keys
    ranked = [word for word, _ in heard.most_common()]
    return Material(
        frequent=ranked[:400],
        rare=ranked[400:],
        runs=[each for each in runs if len(each) > 1],
        sentences=[each for each in sentences if len(each) > 6],
        facets={name: [pair for pair, _ in found.most_common()] for name, found in facets.items()},
        dois=dois,
        keys=keys,
    )


def generated(material: Material, random: Random) -> Iterator[Asked]:
    """Searches of every kind without end."""
    while True:
        asked = [("q", _text(material, random))] if random.random() < 0.95 else []
        asked += [_filter(material, random) for _ in range(random.choice([0, 0, 0, 1, 1, 2]))]
        if random.random() < 0.4:
            asked.append(("sort", random.choice(SORTS)))
        if random.random() < 0.2:
            asked.append(("match", "any"))
        if random.random() < 0.2:
            asked.append(("page", str(random.choice([2, 3, 7]))))
        if random.random() < 0.3:
            asked.append(("per_page", str(random.choice([5, 10, 50, 100]))))
        yield asked


def _text(material: Material, random: Random) -> str:
    kinds = [_term] * 3 + [_terms] * 6 + [_question, _either, _both, _without, _grouped, _filtered]
    return random.choice(kinds)(material, random)


def _term(material: Material, random: Random) -> str:
    word = random.choice(random.choice([material.frequent, material.frequent, material.rare]))
    author = random.choice(material.facets["author"])[1].split()[0]
    journal = random.choice(material.facets["journal"])[1]
    options = {
        "word": word,
        "another": random.choice(material.frequent),
        "rare": random.choice(material.rare),
        "in capitals": word.upper(),
        "phrase": f'"{" ".join(random.choice(material.runs))}"',
        "sentence": f'"{" ".join(random.choice(material.sentences)[2:6])}"',
        "prefix": f"{word[: random.randint(3, 6)]}*",
        "ring": random.choice(_RINGS),
        "mistyped": word[:2] + word[3:2:-1] + word[4:],
        "title": f"title:{word}",
        "author": random.choice([f"author:{author}", author]),
        "journal": f'journal:"{journal}"',
        "nonsense": "qqzzx",
    }
    return random.choice(list(options.values()))


def _terms(material: Material, random: Random) -> str:
    return " ".join(_term(material, random) for _ in range(random.randint(2, 3)))


def _question(material: Material, random: Random) -> str:
    return " ".join(random.choice(material.sentences)[: random.randint(5, 14)])


def _either(material: Material, random: Random) -> str:
    return " OR ".join(_term(material, random) for _ in range(random.randint(2, 3)))


def _both(material: Material, random: Random) -> str:
    return f"{_term(material, random)} AND {_either(material, random)}"


def _without(material: Material, random: Random) -> str:
    sign = random.choice(["-", "NOT "])
    return f"{_term(material, random)} {sign}{random.choice(material.frequent)}"


def _grouped(material: Material, random: Random) -> str:
    return f"({_either(material, random)}) {random.choice(['', 'AND', 'NOT'])} ({_terms(material, random)})"


def _filtered(material: Material, random: Random) -> str:
    kind = random.choice(["topic", "type", "year", "doi", "key"])
    first = random.randint(1985, 2023)
    value = {
        "topic": random.choice(material.facets["topic"])[0],
        "type": random.choice(material.facets["type"])[0],
        "year": random.choice([f"{first}", f"{first}-{first + 8}", f"{first}-", f"-{first}"]),
        "doi": random.choice(material.dois),
        "key": random.choice(material.keys),
    }[kind]
    return f"{kind}:{value} {_term(material, random) if random.random() < 0.5 else ''}".strip()


def _filter(material: Material, random: Random) -> tuple[str, str]:
    name = random.choice(FACETS)
    if name == "year" and random.random() < 0.6:
        first = random.randint(1985, 2023)
        return name, f"{first}-{first + random.randint(0, 12)}"
    if name not in {"year", "kind"} and random.random() < 0.05:
        return name, "no-such-value"
    values = material.facets[name]
    return name, values[int(len(values) * random.random() ** 2)][0]


def differences(one: Answer, other: Answer) -> list[str]:
    """In what two answers of the API differ, scores apart; [] when in nothing.

    Hits whose scores are one in both answers may stand in either order.
    """
    found = [
        f"{name}: {one[name]!r}, {other[name]!r}"
        for name in one
        if name not in {"hits", "facets"} and one[name] != other[name]
    ]
    found += [
        f"facet {name}: {_unlike(one['facets'][name], values)}"
        for name, values in other["facets"].items()
        if one["facets"][name] != values
    ]
    return found + _differing_hits(one["hits"], other["hits"])


def _unlike(one: Sequence[Any], other: Sequence[Any]) -> str:
    pairs = [(a, b) for a, b in zip(one, other, strict=False) if a != b]
    return f"{len(one)} and {len(other)} values, first {pairs[:2]}"


def _differing_hits(one: Sequence[Any], other: Sequence[Any]) -> list[str]:
    if len(one) != len(other):
        return [f"{len(one)} hits, {len(other)}"]
    scores = [{each["id"]: each["score"] for each in hits} for hits in (one, other)]
    places = [
        f"hit {place}: {a['id']} ({a['score']}), {b['id']} ({b['score']})"
        for place, (a, b) in enumerate(zip(one, other, strict=True), start=1)
        if a["id"] != b["id"] and not _interchangeable(a, b, scores)
    ]
    by_id = {each["id"]: each for each in one}
    said = [
        f"hit {each['id']}: {name}: {by_id[each['id']][name]!r}, {each[name]!r}"
        for each in other
        if each["id"] in by_id
        for name in each
        if name != "score" and each[name] != by_id[each["id"]][name]
    ]
    return places[:3] + said[:3]


def _interchangeable(
    a: Mapping[str, Any], b: Mapping[str, Any], scores: Sequence[Mapping[str, float]]
) -> bool:
    """Whether two hits have one score, as far as either answer shows it."""
    first, second = scores
    pairs = [(a["score"], b["score"])]
    pairs += [(a["score"], first[b["id"]])] if b["id"] in first else []
    pairs += [(b["score"], second[a["id"]])] if a["id"] in second else []
    return all(one and abs(one - other) <= _NEAR * max(one, other) for one, other in pairs)
