import pytest

from kb.catalogue import first_vocabulary
from kb.vocabulary import TermKind, Vocabulary


@pytest.fixture(scope="module")
def vocabulary():
    return Vocabulary(first_vocabulary())


def test_the_blogs_36_topics_and_11_research_types_are_there(vocabulary):
    assert len(vocabulary.of(TermKind.TOPIC)) == 36
    assert len(vocabulary.of(TermKind.RESEARCH_TYPE)) == 11


@pytest.mark.parametrize("name", ["Adherance", "adherence", "ADHERENCE"])
def test_old_spelling_means_the_topic(vocabulary, name):
    assert vocabulary.find(TermKind.TOPIC, name).label == "Adherence"


@pytest.mark.parametrize("name", ["RCT", "randomised controlled trial", "Randomized Clinical Trial"])
def test_abbreviation_and_british_spelling_mean_the_research_type(vocabulary, name):
    assert vocabulary.find(TermKind.RESEARCH_TYPE, name).slug == "randomized-controlled-trial"


def test_ampersand_and_commas_do_not_matter(vocabulary):
    found = vocabulary.find(TermKind.TOPIC, "Attendance Attrition & Drop Out")
    assert found.label == "Attendance, Attrition, and Drop-Out"


def test_topics_and_types_are_apart(vocabulary):
    assert vocabulary.find(TermKind.TOPIC, "Survey") is None


def test_every_blog_topic_is_known(vocabulary, shared_data):
    text = (shared_data / "blog" / "blog-2013.txt").read_text(encoding="utf-8")
    topics = [line[2:].strip() for line in text.splitlines() if line.startswith("- ")]
    unknown = [
        each for each in topics if not each.startswith("ALL") and not vocabulary.find(TermKind.TOPIC, each)
    ]
    assert len(topics) > 30
    assert unknown == []


def test_no_two_terms_share_a_name(vocabulary):
    for kind in TermKind:
        names = [
            name.casefold()
            for term in vocabulary.of(kind)
            for name in {term.label.casefold(), *(each.casefold() for each in term.synonyms)}
        ]
        assert len(names) == len(set(names))
