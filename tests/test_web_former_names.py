from index.query import Query
from kb.vocabulary import Term, TermKind, Vocabulary
from web.former_names import by_present_names

WORDS = Vocabulary(
    [
        Term(kind=TermKind.TOPIC, slug="tears", label="Tears", synonyms=("Crying",)),
        Term(kind=TermKind.RESEARCH_TYPE, slug="survey", label="Survey", synonyms=("Questionnaire study",)),
    ]
)


def test_a_search_by_a_former_topic_or_type_is_one_by_the_present():
    asked = Query(text="weep", filters={"topic": ("crying", "tears"), "type": ("questionnaire-study",)})
    assert by_present_names(asked, WORDS).filters == {"topic": ("tears",), "type": ("survey",)}


def test_a_search_by_present_or_unknown_names_stays_as_it_is():
    asked = Query(filters={"topic": ("tears", "no-such-topic"), "journal": ("crying",)})
    assert by_present_names(asked, WORDS) == asked
