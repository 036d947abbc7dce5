import pytest

from kb.summary import Status
from kb.vocabulary import TermKind
from tests.conftest import signed_in
from tests.factories import a_record, a_summary

EMPATHY = "/editor/vocabulary/topic/empathy"


@pytest.fixture
def text(site):
    """A published summary under the topic empathy."""
    record = a_record()
    summary = a_summary(record, title="What tears mean")
    with site.catalogue.writing("ben") as write:
        write.add_record(record)
        write.add_summary(summary)
    return summary


def seen(site, entity="topic/empathy"):
    """The version of a term."""
    with site.catalogue.reading() as read:
        return read.version("term", entity)


def typed(site, label, entity="topic/empathy", **more):
    """The form of a term with a new name."""
    return {"label": label, "synonyms": "", "description": "", "seen": seen(site, entity), **more}


def topic(site, name):
    """The topic that a name means."""
    with site.catalogue.reading() as read:
        return read.vocabulary().find(TermKind.TOPIC, name)


def test_the_vocabulary_shows_how_many_summaries_bear_each_term(desk_client, site, text):
    with site.catalogue.writing("ben") as write:
        write.add_summary(a_summary(status=Status.DRAFT))
    page = desk_client.get("/editor/vocabulary").text
    row = page.split('id="topic-empathy"')[1].split("</li>")[0]
    assert "2 summaries" in row
    assert "1 published" in row


def test_a_topic_is_added_and_summaries_can_be_filed_under_it(desk_client, site):
    answer = desk_client.post(
        "/editor/vocabulary/new/topic",
        data={"label": "Tears", "synonyms": "Crying \r\nWeeping", "description": "On weeping."},
        follow_redirects=True,
    )
    assert "“Tears” is there." in answer.text
    assert topic(site, "weeping").label == "Tears"


def test_a_name_that_means_another_topic_is_refused_at_its_field_and_stays_in_the_form(desk_client):
    answer = desk_client.post("/editor/vocabulary/new/topic", data={"label": "empathy", "synonyms": "Warmth"})
    assert answer.status_code == 422
    assert "“empathy” means “Empathy” already." in answer.text
    assert "Warmth" in answer.text
    assert 'aria-describedby="label-said"' in answer.text


def test_renaming_shows_first_which_summaries_it_touches_and_does_nothing(desk_client, site, text):
    answer = desk_client.post(EMPATHY, data=typed(site, "Human warmth"))
    assert "Rename “Empathy” to “Human warmth”?" in answer.text
    assert "1 summary will bear the new name" in answer.text
    assert "What tears mean" in answer.text
    assert topic(site, "Human warmth") is None


def test_a_confirmed_name_is_on_all_summaries_and_the_old_address_leads_to_the_new(desk_client, site, text):
    answer = desk_client.post(
        EMPATHY, data=typed(site, "Human warmth", confirmed="yes"), follow_redirects=True
    )
    assert "“Human warmth” is saved." in answer.text
    old = desk_client.get("/topics/empathy")
    assert (old.status_code, old.location) == (301, "/topics/human-warmth")
    assert "What tears mean" in desk_client.get("/topics/human-warmth").text
    assert "What tears mean" in desk_client.get("/search?topic=human-warmth").text
    assert topic(site, "Empathy").label == "Human warmth"


def test_on_second_thoughts_the_form_is_there_again_as_it_was_typed(desk_client, site, text):
    page = desk_client.post(EMPATHY, data=typed(site, "Human warmth", synonyms="Kindness", back="yes")).text
    assert 'value="Human warmth"' in page
    assert "Kindness" in page
    assert topic(site, "Kindness") is None


def test_other_names_and_the_description_are_saved_at_once(desk_client, site, text):
    desk_client.post(EMPATHY, data=typed(site, "Empathy", synonyms="Warmth", description="Feeling with."))
    assert topic(site, "warmth").description == "Feeling with."


def test_a_research_type_keeps_its_address_under_a_new_name(desk_client, site, text):
    form = typed(site, "Questionnaire study", "type/survey", confirmed="yes")
    desk_client.post("/editor/vocabulary/type/survey", data=form)
    with site.catalogue.reading() as read:
        found = read.vocabulary().find(TermKind.RESEARCH_TYPE, "Survey")
    assert (found.slug, found.label) == ("survey", "Questionnaire study")


def test_a_term_that_somebody_changed_meanwhile_is_not_overwritten_and_both_are_shown(desk_client, site):
    before = seen(site)
    carol = signed_in(site, "carol", "editor")
    carol.post(EMPATHY, data=typed(site, "Empathy", synonyms="Warmth"))
    answer = desk_client.post(EMPATHY, data=typed(site, "Empathy", synonyms="Kindness", seen=before))
    assert answer.status_code == 409
    assert "carol changed it after you opened this page" in answer.text
    assert "<del>Warmth</del><ins>Kindness</ins>" in answer.text
    assert topic(site, "Kindness") is None
    again = desk_client.post(EMPATHY, data=typed(site, "Empathy", synonyms="Kindness"))
    assert again.status_code == 303


def test_merging_shows_first_what_it_would_change(desk_client, site, text):
    with site.catalogue.writing("ben") as write:
        write.add_summary(a_summary(topics=("training", "empathy")))
    page = desk_client.get(f"{EMPATHY}/merge?into=training").text
    assert "2 summaries will be filed under “Training” instead" in page
    assert "1 of them is under both" in page
    assert "What tears mean" in page


def test_a_merged_topic_leads_to_the_other(desk_client, site, text):
    answer = desk_client.post(
        f"{EMPATHY}/merge", data={"into": "training", "seen": seen(site)}, follow_redirects=True
    )
    assert "1 summary was filed anew" in answer.text
    assert desk_client.get("/topics/empathy").location == "/topics/training"
    assert "What tears mean" in desk_client.get("/search?topic=training").text


def test_a_topic_with_summaries_is_not_removed(desk_client, site, text):
    answer = desk_client.post(f"{EMPATHY}/remove", follow_redirects=True)
    assert "1 summary is filed under it" in answer.text
    assert topic(site, "empathy")


def test_a_topic_without_summaries_is_removed_and_its_history_can_bring_it_back(desk_client, site):
    answer = desk_client.post(f"{EMPATHY}/remove", follow_redirects=True)
    assert "is removed" in answer.text
    assert answer.request.path == "/editor/history/term/topic/empathy"
    assert topic(site, "empathy") is None


def test_a_topic_is_put_before_another(desk_client, site):
    with site.catalogue.reading() as read:
        first = read.vocabulary().of(TermKind.TOPIC)[0]
    desk_client.post(f"{EMPATHY}/place", data={"ahead_of": first.slug})
    with site.catalogue.reading() as read:
        assert [each.slug for each in read.vocabulary().of(TermKind.TOPIC)][:2] == ["empathy", first.slug]


def test_a_former_name_leads_to_the_term_on_the_desk_too(desk_client, site, text):
    desk_client.post(EMPATHY, data=typed(site, "Human warmth", confirmed="yes"))
    assert desk_client.get(EMPATHY).location == "/editor/vocabulary/topic/human-warmth"
    assert desk_client.get("/editor/vocabulary/topic/no-such-topic").status_code == 404


def test_who_may_only_read_sees_the_vocabulary_without_its_forms(site, text):
    reader = signed_in(site, "rosa", "reader")
    assert "Add a topic" not in reader.get("/editor/vocabulary").text
    assert "What tears mean" in reader.get(EMPATHY).text
    assert reader.post(EMPATHY, data=typed(site, "Other")).status_code == 403


def test_a_topic_is_not_merged_into_itself(desk_client, site, text):
    answer = desk_client.post(f"{EMPATHY}/merge", data={"into": "empathy", "seen": seen(site)})
    assert answer.location == EMPATHY
    assert "is now part of" not in desk_client.get(EMPATHY).text
