"""Topics and research types suggested for a text, and why."""

from dataclasses import replace

import pytest

from index.filing import Suggested, suggest_terms
from index.naming import HINT, listed_cues, names_of
from index.phrases import Phrases
from index.sync import catch_up
from index.synonyms import RingForm
from index.whoosh_engine import WhooshEngine
from kb.refiling import rename_term
from kb.vocabulary import Term, TermKind, Vocabulary
from tests.benchmarks.filing import demonstration, judged, text_of
from tests.factories import a_record, a_summary

SLEEP = "A watch on the wrist recorded how people with insomnia slept, night after night, before and after."
CHESS = "Players of chess were followed through a tournament, move after move, with openings and endgames."


@pytest.fixture
def vocabulary(catalogue):
    with catalogue.reading() as read:
        return read.vocabulary()


@pytest.fixture
def no_index(tmp_path):
    return WhooshEngine(tmp_path / "nowhere")


@pytest.fixture
def suggested(no_index, vocabulary):
    """What is suggested when nothing is published yet: terms by slug."""

    def of(text, title="", **asked):
        found = suggest_terms(no_index, asked.pop("vocabulary", vocabulary), title, text, **asked)
        return {each.slug: each for each in found}

    return of


@pytest.fixture
def published(catalogue, place):
    """Two summaries about sleep and one about chess in an index, the vocabulary, and the ids of the three."""
    with catalogue.writing("anna") as write:
        record = a_record()
        write.add_record(record)
        told = {
            "nights": (SLEEP, "training", "survey"),
            "watches": (SLEEP + " Again.", "training", "survey"),
            "chess": (CHESS, "attachment", "qualitative-study"),
        }
        summaries = {
            slug: a_summary(
                record, slug=slug, title=slug.title(), body=body, topics=(topic,), research_type=kind
            )
            for slug, (body, topic, kind) in told.items()
        }
        for summary in summaries.values():
            write.add_summary(summary)
    index = place.engine()
    catch_up(catalogue, index)
    with catalogue.reading() as read:
        vocabulary = read.vocabulary()
    return index, vocabulary, {slug: each.id for slug, each in summaries.items()}


def test_a_topic_is_suggested_where_the_text_names_it(suggested):
    found = suggested("They measured the working alliance after each session.")
    assert found["alliance"].said == ("working alliance",)
    assert found["alliance"].reason == "The text says “working alliance”."


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Many dropped out early.", "drop-out"),
        ("Unilateral termination was frequent.", "drop-out"),
        ("Cognitive behavior therapy was given.", "cognitive-behavioural-therapy"),
        ("CBTs were compared.", "cognitive-behavioural-therapy"),
        ("Post-traumatic stress was less.", "trauma-and-ptsd"),
        ("The *group* therapy, in **groups** of eight: group treatment.", "group-psychotherapy"),
    ],
)
def test_word_forms_spellings_and_synonyms_name_a_topic_too(suggested, text, topic):
    assert topic in suggested(text)


def test_the_longest_name_counts(suggested):
    found = suggested("Premature termination was studied.")
    assert "drop-out" in found
    assert "termination" not in found


def test_an_abbreviation_that_is_a_name_counts_in_capitals_only(suggested):
    assert "cognitive-behavioural-therapy" in suggested("CT was given.")
    assert "cognitive-behavioural-therapy" not in suggested("A ct was made.")


def test_a_usual_word_names_no_topic(suggested):
    assert suggested("The other clients and the others.") == {}


def test_a_part_of_a_label_is_a_name(suggested):
    sleep = Term(kind=TermKind.TOPIC, slug="sleep", label="Sleep and Insomnia")
    assert suggested("Insomnia got better.", vocabulary=Vocabulary([sleep]))["sleep"].said == ("Insomnia",)


def test_a_title_counts_more_than_the_text(suggested):
    found = suggested("Empathy was measured.", "Attachment")
    assert list(found) == ["attachment", "empathy"]


def test_what_is_cited_gives_terms_away(suggested):
    found = suggested("Many studies.", cited=["Empathy: a meta-analysis"])
    assert set(found) == {"empathy", "meta-analysis"}


def test_what_is_said_in_capitals_and_not_is_told_once(suggested):
    assert suggested("Empathy matters. To show empathy is an art: empathy.")["empathy"].said == ("empathy",)


def test_a_name_that_most_summaries_have_tells_less(catalogue, place):
    with catalogue.writing("anna") as write:
        record = a_record()
        write.add_record(record)
        for number in range(20):
            body = f"{CHESS} Empathy. {'Attachment.' if number == 0 else ''}"
            write.add_summary(a_summary(record, title=f"Number {number}", body=body, topics=()))
    index = place.engine()
    catch_up(catalogue, index)
    with catalogue.reading() as read:
        vocabulary = read.vocabulary()
    found = suggest_terms(index, vocabulary, "", "Empathy and attachment.")
    scores = {each.slug: each.score for each in found}
    assert scores["attachment"] > 2 * scores.get("empathy", 0)


def test_similar_summaries_suggest_what_they_are_filed_under(published):
    index, vocabulary, ids = published
    found = {each.slug: each for each in suggest_terms(index, vocabulary, "", SLEEP)}
    assert {each.id for each in found["training"].similar} == {ids["nights"], ids["watches"]}
    assert found["training"].reason.startswith("2 similar summaries are filed so: “")
    assert found["survey"].score > found.get("qualitative-study", replace(found["survey"], score=0)).score


def test_a_summary_is_not_its_own_reason(published):
    index, vocabulary, ids = published
    for each in suggest_terms(index, vocabulary, "Nights", SLEEP, without=ids["nights"]):
        assert ids["nights"] not in {one.id for one in each.similar}


def test_a_term_that_is_gone_is_not_suggested(published):
    index, vocabulary, _ = published
    rest = Vocabulary(each for each in vocabulary.terms if each.slug != "training")
    assert "training" not in {each.slug for each in suggest_terms(index, rest, "", SLEEP)}


def test_a_research_type_is_suggested_by_its_cues(suggested):
    found = suggested("Ninety clients were randomly assigned to one of two therapies.")
    assert found["randomized-controlled-trial"].said == ("randomly assigned",)


def test_cues_count_in_either_spelling(suggested):
    assert "randomized-controlled-trial" in suggested("Clients were randomised.")


def test_a_hint_counts_less_than_a_clear_cue(suggested):
    clear, hint = suggested("A survey."), suggested("A questionnaire.")
    assert clear["survey"].score > hint["survey"].score > HINT * clear["survey"].score


def test_a_name_listed_as_a_hint_is_one(suggested):
    found = suggested("A review of it. An editorial.")
    assert list(found) == ["theory-or-commentary", "narrative-review"]


def test_a_renamed_type_keeps_its_cues(catalogue, suggested):
    with catalogue.writing("anna") as write:
        poll = Term(kind=TermKind.RESEARCH_TYPE, slug="poll", label="Poll")
        rename_term(write, TermKind.RESEARCH_TYPE, "survey", poll)
        assert "poll" in suggested("Respondents told.", vocabulary=write.vocabulary())


def test_topics_come_first_and_each_kind_best_first(demo_site):
    with demo_site.catalogue.reading() as read:
        vocabulary, summaries = read.vocabulary(), list(read.published())
    for summary in summaries:
        found = suggest_terms(demo_site.index, vocabulary, summary.title, text_of(summary), limit=3)
        kinds = [each.kind for each in found]
        assert kinds == sorted(kinds, key=lambda kind: kind is TermKind.RESEARCH_TYPE)
        assert kinds.count(TermKind.TOPIC) <= 3
        for kind in TermKind:
            scores = [each.score for each in found if each.kind is kind]
            assert scores == sorted(scores, reverse=True)
        assert all(0 < each.score <= 1 and each.reason for each in found)


@pytest.mark.parametrize("text", ["", " \n ", "…", "*" * 500, "<b>", "\x00\ud800", "数据库", "x" * 100_000])
def test_a_text_that_says_nothing_gets_no_suggestion(suggested, demo_site, vocabulary, text):
    assert suggested(text) == {}
    assert suggest_terms(demo_site.index, vocabulary, text, text) == ()


def test_more_reasons_are_told_by_their_number():
    one = Suggested(kind=TermKind.TOPIC, slug="empathy", label="Empathy", score=0.5, said=tuple("abcd"))
    assert one.reason == "The text says “a”, “b”, “c”."


def test_demonstration_summaries_are_filed_nearly_as_well_as_before(tmp_path, place):
    # Somewhat below what is measured, so that what is moved on purpose needs no new figure each time.
    vocabulary, all_filed = demonstration(tmp_path)
    index = place.filled(*(each.document for each in all_filed))
    found = []
    for each in all_filed:
        summary = each.summary
        terms = suggest_terms(
            index, vocabulary, summary.title, text_of(summary), cited=each.cited, without=summary.id
        )
        by_kind = [[term.slug for term in terms if term.kind is kind] for kind in TermKind]
        found.append(judged(each, *by_kind))
    index.close()
    assert sum(each.topics for each in found) / len(found) >= 0.58
    assert sum(each.first_type for each in found) / len(found) >= 0.80


def test_every_cue_belongs_to_a_research_type_and_is_clear_for_one_only(vocabulary):
    cues = listed_cues()
    assert set(cues) == {each.slug for each in vocabulary.of(TermKind.RESEARCH_TYPE)}
    clear = [phrase for each in cues.values() for phrase in each["clear"]]
    assert len(clear) == len(set(clear))


def test_phrases_are_found_leftmost_and_longest_first():
    known = ("group therapy", "therapy", "therapy outcome")
    phrases = Phrases(((RingForm(each), each) for each in known), str)
    found = list(phrases.said("Group  therapy outcome, therapy-outcome; THERAPY"))
    assert found == [
        ("group therapy", "Group  therapy"),
        ("therapy outcome", "therapy-outcome"),
        ("therapy", "THERAPY"),
    ]


def test_a_phrase_may_mean_two_things():
    phrases = Phrases([(RingForm("review"), "one"), (RingForm("review"), "two")], str)
    assert [meant for meant, _ in phrases.said("review")] == ["one", "two"]


def test_no_name_of_a_topic_says_nothing(vocabulary):
    assert all(names_of(each) for each in vocabulary.of(TermKind.TOPIC))
