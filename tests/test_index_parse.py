import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.lexemes import QUESTION
from index.parse import parse
from index.synonyms import read_rings
from index.tree import All, AnyOf, Either, Everything, Exact, Form, Group, Not, Prefix, Some, Years, loosened

RINGS = read_rings(
    "CBT = cognitive behavioural therapy\nACT! = acceptance and commitment therapy\ndrop-out = attrition\n"
)


def show(node):  # noqa: PLR0911 - one case a kind of node
    """The tree in one line, as a reader would write it down."""
    match node:
        case Group(forms=forms, field=field):
            told = "|".join(("" if form.wide else "=") + "_".join(form.words) for form in forms)
            return f"{field}:{told}" if field else told
        case Prefix(stem=stem, field=field):
            return f"{field}:{stem}*" if field else f"{stem}*"
        case Years(first, last):
            return f"years({first}-{last})"
        case Exact(kind, value):
            return f"{kind}({value})"
        case Everything():
            return "everything"
        case Not(child):
            return f"not({show(child)})"
        case All(required=required, optional=optional, excluded=excluded):
            signs = [*map(show, required), *(f"?{show(each)}" for each in optional)]
            return f"({' '.join([*signs, *(f'-{show(each)}' for each in excluded)])})"
        case Some(wanted=wanted):
            return f"some({' '.join(map(show, wanted))})"
        case AnyOf(children):
            return f"any({' '.join(map(show, children))})"
        case Either(children):
            return f"either({' '.join(map(show, children))})"
    raise AssertionError(node)


@pytest.mark.parametrize(
    ("text", "tree"),
    [
        ("", "everything"),
        ("  \t ", "everything"),
        ("therapists", "therapists"),
        ("empathy outcome", "(empathy outcome)"),
        ("empathy AND outcome", "(empathy outcome)"),
        ("empathy and outcome", "(empathy outcome ?and)"),
        ("empathy OR outcome", "any(empathy outcome)"),
        ("a1 b1 OR c1", "any((a1 b1) c1)"),
        ("a1 (b1 OR c1)", "(a1 any(b1 c1))"),
        ("empathy -grief", "(empathy -grief)"),
        ("empathy NOT grief", "(empathy -grief)"),
        ("NOT grief", "(everything -grief)"),
        ("NOT NOT grief", "grief"),
        ("-(b1 OR c1) a1", "(a1 -any(b1 c1))"),
        ('"working alliance"', "=working_alliance"),
        ("“working alliance” x1", "(=working_alliance x1)"),
        ('"working alliance', "=working_alliance"),
        ("therap*", "therap*"),
        ("self-har*", "selfhar*"),
        ("th*", "th"),
        ("crying in therapy", "(crying therapy ?in)"),
        ("the of", "(the of)"),
        ('"the of"', "=the_of"),
        ("title:the", "title:the"),
        ("WHO guideline", "(=who|=whos guideline)"),
        ("self-report", "self_report|selfreport"),
        ("RCTs", "=rct|=rcts"),
        ("title:empathy", "title:empathy"),
        ("Title: empathy", "title:empathy"),
        ("title:(empathy OR grief)", "any(title:empathy title:grief)"),
        ('author:"van der Kolk"', "author:=van_der_kolk"),
        ("author:Safran", "author:=safran"),
        ("author:safran-jd", "author:=safran_jd|=safranjd"),
        ("journal:psychiatry", "journal:psychiatry"),
        ("topic:empathy", "either(topic(empathy) topic:empathy)"),
        ('type:"Systematic review"', "either(type(systematic-review) type:=systematic_review)"),
        ("year:2013", "years(2013-2013)"),
        ("year:2010-2015", "years(2010-2015)"),
        ("year:2015–2010", "years(2010-2015)"),
        ("year:2010-", "years(2010-9999)"),
        ("year:-2010", "years(0-2010)"),
        ("year:abc", "abc"),
        ("key:Safran2011", "key(safran2011)"),
        ("10.1037/A0031384", "doi(10.1037/a0031384)"),
        ("doi:10.1037/a0031384", "doi(10.1037/a0031384)"),
        ('doi:"10.1037/a0031384"', "doi(10.1037/a0031384)"),
        ("see https://doi.org/10.1037/a0031384.", "(see doi(10.1037/a0031384))"),
        ("(10.1016/S0002-9394(19)90054-7)", "doi(10.1016/s0002-9394(19)90054-7)"),
        ("foo:bar", "(foo bar)"),
        ("title:", "title"),
        ("AND", "=and|=ands"),
        ("or OR", "or"),
        ("and/or", "(and or)"),
        ("CBT", "=cbt|=cbts|cbt|cognitive_behavioural_therapy"),
        ("cbt", "cbt|cognitive_behavioural_therapy"),
        (
            "cognitive behavior therapies",
            "either(cbt|cognitive_behavioural_therapy (cognitive behavior therapies))",
        ),
        ("cognitive AND behavior therapies", "(cognitive behavior therapies)"),
        ('"cognitive behavioural therapy"', "=cognitive_behavioural_therapy"),
        ("ACT", "=act|=acts|acceptance_and_commitment_therapy"),
        ("act", "act"),
        ("drop-out", "drop_out|dropout|attrition"),
        ("drop out", "either(attrition|drop_out|dropout (drop out))"),
        ("grief grief grief", "grief"),
        ("数据库", "数_据_库"),
    ],
)
def test_what_a_query_means(text, tree):
    assert show(parse(text, RINGS).tree) == tree


@pytest.mark.parametrize("text", ["***", "?!", "()", '""', "-"])
def test_a_query_without_a_word_finds_nothing_and_says_so(text):
    parsed = parse(text)
    assert parsed.tree == AnyOf(())
    assert parsed.warnings


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("grief " * 60, "too long"),
        (" ".join(f"w{number}" for number in range(20)), "too many words"),
        ("((((((grief))))))", "Parentheses"),
        ("th*", "too short"),
        ("year:abc", "not a year"),
        ("doi:abc", "not a DOI"),
    ],
)
def test_what_is_left_out_is_said(text, said):
    assert any(said in warning for warning in parse(text).warnings)


def test_a_long_query_is_cut_at_a_word():
    parsed = parse("grief " * 49 + "mourningmourning")
    assert parsed.text.endswith("grief")


def test_loosening_keeps_what_is_excluded():
    tree = loosened(parse("empathy grief -anger").tree)
    assert isinstance(tree, Some)
    assert tree.excluded == (Group(forms=(Form(("anger",)),)),)


def depth(node):
    match node:
        case All(required=required, optional=optional, excluded=excluded):
            children = (*required, *optional, *excluded)
        case AnyOf(children) | Either(children):
            pass
        case _:
            children = ()
    return 1 + max(map(depth, children), default=0)


def leaves(node):
    match node:
        case All(required=required, optional=optional, excluded=excluded):
            return sum(map(leaves, (*required, *optional, *excluded)))
        case AnyOf(children):
            return sum(map(leaves, children))
        case Either(children):
            return max(map(leaves, children))
    return 1


ODD = st.lists(
    st.sampled_from(
        [
            *("(", ")", '"', "“", " ", "AND ", "OR ", "NOT ", "-", "*", "title:", "year:", "2010-", "doi:"),
            *(
                "10.1000/",
                "CBT ",
                "drop out ",
                "the ",
                "empathy ",
                "é",
                "\u0000",
                "\ud800",
                "数",
                ":",
                "'",
                "/",
            ),
        ]
    )
).map("".join)


@given(st.text() | ODD)
@settings(max_examples=400, deadline=None)
def test_any_text_is_understood_within_bounds(text):
    parsed = parse(text)
    assert len(parsed.text) <= 300
    assert depth(parsed.tree) <= 4 * 3 + 3
    assert leaves(parsed.tree) <= 16 * 2
    for word in parsed.words:
        assert parsed.text[word.start : word.start + len(word.text)] == word.text


def test_hostile_queries_are_understood(shared_data):
    lines = (shared_data / "hostile" / "queries.jsonl").read_text(encoding="utf-8").splitlines()
    for line in lines:
        if not line.startswith("#"):
            parse("".join(text * times for text, times in json.loads(line)["parts"]))


def test_where_any_word_is_enough_a_paragraph_is_read():
    parsed = parse(" ".join(f"word{number}" for number in range(100)), bounds=QUESTION)
    assert isinstance(parsed.tree, All)
    assert len(parsed.tree.required) == 100
    assert parsed.warnings == ()


def test_phrases_and_prefixes_stay_few_even_then():
    parsed = parse(" ".join(f"word{number}*" for number in range(20)), bounds=QUESTION)
    assert isinstance(parsed.tree, All)
    assert len(parsed.tree.required) == 16
    assert "too many words" in parsed.warnings[0]


def test_a_chain_of_hyphens_is_read_as_far_as_sixteen_words():
    parsed = parse("-".join(["ab"] * 60))
    assert isinstance(parsed.tree, Group)
    assert [len(form.words) for form in parsed.tree.forms] == [16]
    assert "too long" in parsed.warnings[0]


def test_how_often_a_word_was_typed_is_kept():
    parsed = parse("trial outcome trial")
    assert isinstance(parsed.tree, All)
    assert parsed.tree.times == (2, 1)
    assert len(parsed.tree.required) == 2
