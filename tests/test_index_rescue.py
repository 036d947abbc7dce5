import pytest

from index.query import Query
from index.rescue import search
from index.sync import catch_up
from tests.factories import a_record, a_reference, a_summary

ALLIANCE = (
    "Ruptures in the alliance were followed over many sessions, and their repair went with good outcome."
)
SLEEP = "Sleep was recorded by a watch on the wrist, and insomnia became rarer after treatment."


@pytest.fixture
def index(catalogue, place):
    record = a_record(described=a_reference(title="Alliance ruptures"))
    texts = {
        "mending": (ALLIANCE, "alliance"),
        "rupture": (ALLIANCE + " Again.", "alliance"),
        "night": (SLEEP, "training"),
    }
    with catalogue.writing("anna") as write:
        write.add_record(record)
        for slug, (body, topic) in texts.items():
            write.add_summary(a_summary(slug=slug, title=slug.title(), body=body, topics=(topic,)))
    engine = place.engine()
    catch_up(catalogue, engine)
    return engine


def test_a_search_that_finds_something_is_answered_as_asked(index):
    answer = search(index, Query(text="insomnia"))
    assert answer.results.total == 1
    assert (answer.corrected, answer.without) == (None, ())


def test_a_spelling_is_put_right_when_nothing_matches(index):
    answer = search(index, Query(text="insomina"))
    assert answer.corrected == "insomnia"
    assert answer.results.total == 1


def test_a_filter_is_left_out_when_nothing_passes_it(index):
    answer = search(index, Query(text="insomnia", filters={"topic": ("alliance",)}))
    assert answer.without == ("topic",)
    assert answer.results.total == 1
    assert answer.query.filters == {}


def test_one_filter_goes_before_all_do(index):
    filters = {"topic": ("training",), "kind": ("reference",)}
    answer = search(index, Query(text="insomnia", filters=filters))
    assert answer.without == ("kind",)


def test_filters_without_words_are_answered_as_asked(index):
    assert search(index, Query(filters={"topic": ("nonsense",)})).results.total == 0


def test_what_nobody_can_mean_stays_without_result(index):
    answer = search(index, Query(text="zzzzqqqq", filters={"topic": ("alliance",)}))
    assert answer.results.total == 0
    assert answer.query.text == "zzzzqqqq"


def test_summaries_alike_share_their_telling_words(index, catalogue):
    with catalogue.reading() as read:
        ids = {each.slug: each.id for each in read.published()}
    assert index.similar(ids["mending"], 1) == (ids["rupture"],)
    assert ids["mending"] not in index.similar(ids["mending"], 10)


def test_nothing_is_like_an_unknown_document(index):
    assert index.similar("nothing") == ()
