import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.apa import read_printed
from bib.likeness import Grade, slipped
from bib.matching import Verdict, compare
from bib.matching_sources import abbreviates, compare_containers, compare_first_names, compare_places
from bib.matching_titles import compare_titles
from bib.works import to_reference
from kb.reference import Name, PartialDate, Reference

SAMPLE = [
    json.loads(line)
    for line in (Path(__file__).parent / "golden" / "matches.jsonl").read_text(encoding="utf-8").splitlines()
]


def article(**fields):
    values = {
        "type": "article-journal",
        "title": "Crying in psychotherapy: The perspective of therapists and clients",
        "author": (Name(family="Knox", given="Sarah"),),
        "issued": PartialDate(2017),
        "container_title": "Psychotherapy",
        "volume": "54",
        "page": "292-306",
    }
    return Reference(**{**values, **fields})


def accepted(pair):
    agreement = compare(read_printed(pair["printed"]).reference, to_reference(pair["work"]))
    return agreement.verdict is Verdict.ACCEPTED


def test_sample_is_large_and_has_both_kinds():
    assert sum(pair["same"] for pair in SAMPLE) >= 100
    assert sum(not pair["same"] for pair in SAMPLE) >= 100


@pytest.mark.parametrize("pair", [each for each in SAMPLE if not each["same"]], ids=lambda each: each["why"])
def test_no_other_work_is_ever_accepted(pair):
    assert not accepted(pair)


def test_nearly_all_pairs_of_one_work_are_accepted():
    same = [pair for pair in SAMPLE if pair["same"]]
    assert sum(map(accepted, same)) / len(same) >= 0.95


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Dropout from therapy", "Drop-out from therapy"),
        ("Behaviour therapy in paediatric programmes", "Behavior therapy in pediatric programs"),
        ("Therapists' tears: A survey", "Therapists’ tears – a survey"),
        ("Twelve-month outcomes", "12-month outcomes"),
        ("Treatment v. usual care for PTSD", "Treatment versus usual care for PTSD"),
        ("TNF-α in depression", "TNF-alpha in depression"),
        ("Depression in 73 131 individuals", "Depression in 73,131 individuals"),
        ("Efectos de la terapia [Effects of therapy]", "Efectos de la terapia"),
    ],
)
def test_titles_in_two_spellings_are_the_same(one, other):
    assert compare_titles(one, other).grade is Grade.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Rating impairment (Part I)", "Rating impairment (Part II)"),
        ("Outcomes after 12 months", "Outcomes after 24 months"),
        ("Group therapy for men", "Group therapy for women"),
        ("Typical depression in old age", "Atypical depression in old age"),
        ("Therapy with medication", "Therapy without medication"),
        ("Anxiety and depression in care", "Depression and anxiety in care"),
        ("Generalized morphea. I. Histology", "Generalized morphea. II. Histology"),
    ],
)
def test_titles_that_differ_in_a_telling_word_are_different(one, other):
    assert compare_titles(one, other).grade is Grade.DIFFERENT


def test_subtitle_that_names_a_part_is_no_mere_subtitle():
    assert compare_titles("The closed loop", "The closed loop: Part 2. Dogs").grade is Grade.DIFFERENT
    assert compare_titles("The closed loop", "The closed loop: A study of dogs").grade is Grade.NEAR


def test_missing_subtitle_needs_the_page_to_agree():
    short = article(title="Crying in psychotherapy")
    assert compare(short, article()).verdict is Verdict.ACCEPTED
    assert compare(article(title="Crying in psychotherapy", page=None), article()).verdict is Verdict.POSSIBLE


def test_year_before_needs_the_page_to_agree():
    assert compare(article(issued=PartialDate(2016)), article()).verdict is Verdict.ACCEPTED
    assert compare(article(issued=PartialDate(2016), page=None), article()).verdict is Verdict.POSSIBLE


def test_other_pages_are_a_doubt():
    agreement = compare(article(page="1-20"), article())
    assert agreement.verdict is Verdict.POSSIBLE
    assert agreement.reasons == ("the pages differ (1, 292)",)


def test_missing_journal_or_author_is_a_doubt():
    assert compare(article(container_title=None), article()).verdict is Verdict.POSSIBLE
    assert compare(article(author=()), article()).verdict is Verdict.POSSIBLE


@pytest.mark.parametrize(
    "about",
    [
        "Comment on “{}”",
        "{}: Comment on Knox et al. (2017)",
        "Reply to: {}",
        "{}: A reply",
        "Correction to: {}",
        "Erratum: {}",
        "{}: Corrigendum",
        "Retraction: {}",
        "Expression of concern: {}",
        "{}: Study protocol",
        "Supplemental material for {}",
    ],
)
def test_work_about_a_work_is_another_work_even_in_its_place(about):
    other = article(title=about.format(article().title))
    agreement = compare(article(), other)
    assert agreement.verdict is Verdict.DIFFERENT
    assert "only one of the two is a" in agreement.reasons[0]


def test_retracted_article_under_its_new_title_is_the_same():
    assert compare(article(), article(title=f"RETRACTED: {article().title}")).verdict is Verdict.ACCEPTED


def test_preprint_and_thesis_are_not_the_article():
    for kind in ("article", "thesis", "dataset", "book"):
        assert compare(article(type=kind, container_title=None), article()).verdict is Verdict.DIFFERENT
    assert compare(article(container_title="bioRxiv"), article()).verdict is Verdict.DIFFERENT


def test_two_editions_are_two_works():
    book = article(type="book", container_title=None, volume=None, page=None, publisher="Guilford")
    second = article(
        type="book",
        container_title=None,
        volume=None,
        page=None,
        publisher="The Guilford Press",
        edition="2nd",
    )
    assert compare(second, second).verdict is Verdict.ACCEPTED
    assert compare(book, second).verdict is Verdict.POSSIBLE
    third = article(type="book", container_title=None, volume=None, page=None, edition="Third edition")
    assert compare(second, third).verdict is Verdict.DIFFERENT


def test_title_of_few_words_needs_the_page_to_agree():
    editorial = article(title="Editorial", page=None)
    assert compare(editorial, editorial).verdict is Verdict.POSSIBLE
    assert compare(article(title="Editorial"), article(title="Editorial")).verdict is Verdict.ACCEPTED


@pytest.mark.parametrize(
    ("short", "long"),
    [
        ("J Consult Clin Psychol", "Journal of Consulting and Clinical Psychology"),
        ("Z Klin Psychol", "Zeitschrift für Klinische Psychologie"),
        ("Proc Natl Acad Sci", "Proceedings of the National Academy of Sciences"),
        ("Addiction", "Addiction (Abingdon, England)"),
        ("PLOS ONE", "PLoS ONE"),
        ("Behavior Research and Therapy", "Behaviour Research & Therapy"),
    ],
)
def test_abbreviated_journal_is_the_journal(short, long):
    likeness = compare_containers(article(container_title=short), article(container_title=long))
    assert likeness.grade is Grade.SAME


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("J Clin Psychol", "Journal of Clinical Psychiatry"),
        ("Psychotherapy", "Psychotherapy Research"),
        ("The Lancet", "The Lancet Psychiatry"),
        ("Journal of Physics: Condensed Matter", "Journal of Physics: Conference Series"),
        ("Social Review", "Sociological Review"),
    ],
)
def test_journals_of_like_names_are_different(one, other):
    likeness = compare_containers(article(container_title=one), article(container_title=other))
    assert likeness.grade is Grade.DIFFERENT


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Name(family="Müller", given="Anna"), Name(family="Mueller", given="A.")),
        (Name(family="Blume-Marcovici", given="Amy C."), Name(family="Blume Marcovici", given="A.")),
        (Name(family="Berg", non_dropping_particle="van der"), Name(family="van der Berg")),
        (Name(family="Berg", given="J.", dropping_particle="van"), Name(family="Berg", given="Joost")),
        (Name(literal="The World Health Organization"), Name(literal="World Health Organization")),
        (Name(family="Flückiger", given="C."), Name(family="Fluckiger", given="Christoph")),
    ],
)
def test_name_in_two_forms_is_one_name(one, other):
    assert compare_first_names((one,), (other,)).grade is Grade.SAME


def test_other_initials_are_another_person():
    grade = compare_first_names(
        (Name(family="Smith", given="Ann"),), (Name(family="Smith", given="B."),)
    ).grade
    assert grade is Grade.DIFFERENT


def test_acronym_of_a_body_is_nearly_its_name():
    who = (Name(literal="WHO"),), (Name(literal="World Health Organization"),)
    assert compare_first_names(*who).grade is Grade.NEAR


def test_article_number_agrees_with_and_without_its_letter():
    assert compare_places(article(page=None, number="e1114"), article(page="1114")).grade is Grade.SAME


def test_prefix_is_no_slip():
    assert slipped("depresion", "depression")
    assert not slipped("typical", "atypical")
    assert not slipped("men", "man")
    assert not slipped("stage1", "stage2")


def test_abbreviation_drops_at_least_two_letters():
    assert abbreviates(("psychol",), ("psychology",))
    assert not abbreviates(("psycholog",), ("psychology",))


names = st.builds(Name, family=st.text(max_size=8), given=st.text(max_size=5))
references = st.builds(
    Reference,
    type=st.sampled_from(["article-journal", "book", "chapter", "document", "article"]),
    title=st.text(max_size=30),
    author=st.tuples(names) | st.just(()),
    container_title=st.none() | st.text(max_size=20),
    issued=st.none() | st.builds(PartialDate, st.integers(1900, 2030)),
    volume=st.none() | st.text(max_size=4),
    page=st.none() | st.text(max_size=8),
    edition=st.none() | st.text(max_size=5),
)


@settings(deadline=None, max_examples=150)
@given(references, references)
def test_comparison_never_raises_and_has_no_preferred_side(one, other):
    assert compare(one, other).verdict is compare(other, one).verdict


@settings(deadline=None, max_examples=100)
@given(references)
def test_nothing_differs_from_itself(reference):
    assert compare(reference, reference).verdict is not Verdict.DIFFERENT or not reference.title
