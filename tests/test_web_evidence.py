from kb.vocabulary import TermKind
from web.evidence import evidence_words


def test_every_research_type_of_a_new_catalogue_has_its_place(catalogue):
    with catalogue.reading() as read:
        types = read.vocabulary().of(TermKind.RESEARCH_TYPE)
    assert all(evidence_words(term.slug) for term in types)


def test_no_two_research_types_have_the_same_place(catalogue):
    with catalogue.reading() as read:
        types = read.vocabulary().of(TermKind.RESEARCH_TYPE)
    assert len({evidence_words(term.slug) for term in types}) == len(types)


def test_a_type_that_an_editor_added_has_no_place_we_know_of():
    assert evidence_words("dream-report") == ""
