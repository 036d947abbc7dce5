from kb.refiling import merge_terms, rename_term
from kb.summary import Status
from kb.terms import Use, made_term, names_of_others, uses
from kb.vocabulary import Term, TermKind, Vocabulary
from tests.factories import a_summary

CRYING = Term(kind=TermKind.TOPIC, slug="crying", label="Crying", synonyms=("Weeping",))
EMPATHY = Term(kind=TermKind.TOPIC, slug="empathy", label="Empathy")


def test_a_term_is_made_of_tidied_names_each_once():
    made = made_term(
        TermKind.TOPIC, "  Client's   tears ", ["Tears", "tears", "", "client's tears"], " It \n is "
    )
    assert made == Term(
        kind=TermKind.TOPIC,
        slug="clients-tears",
        label="Client's tears",
        synonyms=("Tears",),
        description="It is",
    )


def test_names_that_mean_another_term_are_found_and_its_own_are_not():
    words = Vocabulary([CRYING, EMPATHY])
    typed = made_term(TermKind.TOPIC, "Empathy", ["weeping", "Warmth"], "")
    assert names_of_others(words, typed, former="empathy") == {"weeping": CRYING}
    assert set(names_of_others(words, typed)) == {"Empathy", "weeping", "empathy"}


def test_a_term_has_the_summaries_that_readers_see_and_all(catalogue):
    with catalogue.writing("anna") as write:
        write.add_summary(a_summary(topics=("empathy", "training"), research_type="survey"))
        write.add_summary(a_summary(topics=("empathy",), research_type=None, status=Status.DRAFT))
        found = uses(write)
    assert found[TermKind.TOPIC, "empathy"] == Use(1, 2)
    assert found[TermKind.RESEARCH_TYPE, "survey"] == Use(1, 1)
    assert (TermKind.TOPIC, "crying") not in found


def test_a_renamed_term_keeps_its_place_in_the_list(catalogue):
    with catalogue.writing("anna") as write:
        before = [each.slug for each in write.vocabulary().of(TermKind.TOPIC)]
        rename_term(write, TermKind.TOPIC, "empathy", made_term(TermKind.TOPIC, "Warmth", [], ""))
        after = [each.slug for each in write.vocabulary().of(TermKind.TOPIC)]
    assert after == ["warmth" if each == "empathy" else each for each in before]


def test_a_renamed_term_has_its_former_name_once(catalogue):
    with catalogue.writing("anna") as write:
        rename_term(write, TermKind.TOPIC, "empathy", made_term(TermKind.TOPIC, "Warmth", [], ""))
        assert write.vocabulary().find(TermKind.TOPIC, "warmth").synonyms == ("Empathy",)


def test_the_names_of_a_merged_term_are_there_once(catalogue):
    with catalogue.writing("anna") as write:
        write.put_term(Term(kind=TermKind.TOPIC, slug="a", label="A", synonyms=("One", "Two")))
        write.put_term(Term(kind=TermKind.TOPIC, slug="b", label="B", synonyms=("two", "Three")))
        merge_terms(write, TermKind.TOPIC, "a", "b")
        assert write.vocabulary().find(TermKind.TOPIC, "a").synonyms == ("One", "Two", "B", "Three")


def test_a_term_is_moved_before_another_or_to_the_end(catalogue):
    with catalogue.writing("anna") as write:
        first, *_ = write.vocabulary().of(TermKind.TOPIC)
        write.place_term(TermKind.TOPIC, "empathy", first.slug)
        assert write.vocabulary().of(TermKind.TOPIC)[0].slug == "empathy"
        write.place_term(TermKind.TOPIC, "empathy", None)
        assert write.vocabulary().of(TermKind.TOPIC)[-1].slug == "empathy"
