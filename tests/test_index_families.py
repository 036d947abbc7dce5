from importlib.resources import files

import pytest

from index.families import family
from index.spelling import british

PAIRS = [
    tuple(line.split())
    for line in (files("tests") / "golden" / "spelling_pairs.txt").read_text(encoding="utf-8").splitlines()
    if line.strip() and not line.startswith("#")
]

UNCHANGED = """
    four for your wise size prize seize poet does canoe user hour tour exercise promise advertise actor
    error therapist parameter diameter enter water letter later matter academia epidemic theme feet
    citizen horizon capsize resize hormone minor mentor doctor shoes aerobic homework hemisphere analogy
    ecology apology centimetre advise devise revise otherwise likewise precise mature rewire acre
    require
""".split()  # noqa: SIM905 - a list of sixty strings reads worse


def test_there_are_enough_pairs_to_trust_the_rules():
    assert len(PAIRS) >= 80


@pytest.mark.parametrize(("us", "gb"), PAIRS)
def test_american_and_british_spellings_are_one_family(us, gb):
    assert family(us) == family(gb)


@pytest.mark.parametrize(
    "word",
    UNCHANGED,
)
def test_a_word_both_spell_alike_is_left_alone(word):
    assert british(word) == word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("four", "for"),
        ("your", "yor"),
        ("prise", "prize"),
        ("hour", "hor"),
        ("tour", "tor"),
        ("wise", "wize"),
        ("advertise", "advert"),
    ],
)
def test_words_that_look_like_a_pair_are_none(one, other):
    assert family(one) != family(other)


@pytest.mark.parametrize(
    "words",
    [
        "therapist therapists",
        "therapy therapies",
        "therapeutic therapeutically",
        "depression depressed depressive",
        "analysis analyses analyse analyze",
        "metaanalysis metaanalyses",
        "hypothesis hypotheses",
        "crisis crises",
        "diagnosis diagnoses diagnosed",
        "rct rcts",
        "child children",
        "woman women",
        "personality personalities",
        "study studies studied",
        "programme programmed programs",
        "licence licensed licensing",
        "criterion criteria",
        "relationship relationships",
        "effective effectively effectiveness",
    ],
)
def test_forms_of_one_word_are_one_family(words):
    assert len({family(word) for word in words.split()}) == 1


@pytest.mark.parametrize(
    "words",
    [
        "therapist therapy therapeutic",
        "organisation organ",
        "university universe universal",
        "general generation",
        "police policy",
        "news new",
        "community communication",
        "relation relationship relational relative relate",
        "personality personal person",
        "medication medical medicine",
        "experience experiment",
        "response responsible responsive",
        "minor minority",
        "effect effective",
        "mean meaning",
        "mind mindful",
        "transfer transference",
        "position positive",
        "object objective",
        "rational rationale",
        "import important",
        "several severe",
        "attend attention",
        "clinic clinical",
        "integrate integrity",
        "set setting",
        "operate opera",
    ],
)
def test_words_of_another_meaning_stay_apart(words):
    assert len({family(word) for word in words.split()}) == len(words.split())


@pytest.mark.parametrize("word", ["was", "his", "phq9", "9", "数", "oq45", "ist"])
def test_short_words_and_words_with_digits_stand_alone(word):
    assert family(word) == word
