import json
import re
from dataclasses import replace

import pytest

from bib.doi_intake import read_work
from kb.identifiers import DOI
from kb.reference import Name, NoticeKind, Record, Source, SourceKind
from tests.conftest import signed_in
from tests.crossref_stand_in import invented_work
from tests.factories import a_record, a_reference, a_summary
from web.settings import read_settings
from web.wiring import open_site

LIST = "/editor/references/"
PRINTED = Source(kind=SourceKind.PRINTED, payload="Moss, A. B. (2015). Tears in the consulting room.")


@pytest.fixture
def site(home, crossref):
    """A new installation that asks the stand-in for Crossref."""
    opened = open_site(read_settings(home, {"KB_CROSSREF_URL": crossref.url}))
    yield opened
    opened.index.close()
    opened.catalogue.close()


@pytest.fixture
def article(site, crossref):
    """A reference that came from Crossref, where its pages have changed since."""
    work = invented_work("10.5555/tears", 1)
    crossref.works["10.5555/tears"] = work | {"page": "1-9", "volume": "99"}
    read = read_work(work)
    record = Record(citekey="Berg1991", described=read.reference, source=read.source)
    stored(site, record)
    return record


def stored(site, *records, summaries=()):
    with site.catalogue.writing("ben") as write:
        for each in records:
            write.add_record(each)
        for each in summaries:
            write.add_summary(each)


def record_at(site, citekey):
    with site.catalogue.reading() as read:
        return read.record_at(citekey)


def version(site, record):
    with site.catalogue.reading() as read:
        return read.version("reference", record.id)


def save(client, site, record, **typed):
    data = {"seen": version(site, record), **typed}
    return client.post(f"/editor/references/{record.citekey}", data=data)


def page_of(client, citekey):
    return client.get(f"/editor/references/{citekey}").text


def shown(client, address):
    """The citekeys on the list."""
    return re.findall(r"<code>([^<]+)</code>", client.get(address).text)


def first_in(text, pattern):
    """What a pattern's group finds first."""
    found = re.search(pattern, text)
    assert found
    return found[1]


def remark_of(page, code):
    """The key of the remark whose sentence has some words in it, from its form."""
    part = page[page.index(code) :]
    return first_in(part, r'name="mend" value="([0-9a-f]+)"')


# The list


def test_the_list_shows_what_each_reference_needs(site, desk_client):
    sound = a_record("Sound", doi=DOI("10.5555/a"))
    bad = a_record("Bad", title="LAUGHTER IN THE WAITING ROOM", page=None)
    open_one = a_record("Open", title="Yawning in the waiting room", volume="1", source=PRINTED)
    stored(site, sound, bad, open_one, summaries=[a_summary(sound)])
    assert shown(desk_client, LIST) == ["Bad", "Open", "Sound"]
    assert shown(desk_client, f"{LIST}?show=faults") == ["Bad"]
    assert shown(desk_client, f"{LIST}?show=uncited") == ["Bad", "Open"]
    assert shown(desk_client, f"{LIST}?show=unresolved") == ["Bad", "Open"]
    assert shown(desk_client, f"{LIST}?q=waiting+yawn") == ["Open"]
    assert "It is all in capitals." in desk_client.get(f"{LIST}?show=faults").text


def test_a_long_list_has_pages(site, desk_client):
    stored(site, *(a_record(f"K{n:03}", title=f"{'abcdefghij'[n % 10] * 9} {n}") for n in range(45)))
    assert len(shown(desk_client, LIST)) == 40
    assert shown(desk_client, f"{LIST}?page=2") == ["K040", "K041", "K042", "K043", "K044"]
    assert shown(desk_client, f"{LIST}?page=99") == ["K040", "K041", "K042", "K043", "K044"]


def test_a_reader_of_drafts_sees_the_list_and_no_form(site):
    stored(site, a_record("One"))
    rita = signed_in(site, "rita", "reader")
    page = rita.get(LIST).text
    assert 'href="/references/One"' in page
    assert "/editor/new-reference" not in page
    assert rita.get("/editor/references/One").headers["Location"] == "/references/One"
    assert rita.post("/editor/references/One").status_code == 403


# Editing


def test_every_field_says_who_says_it(site, desk_client, article):
    with site.catalogue.writing("ben") as write:
        write.change_record(replace(article, overrides={"volume": "7"}))
    page = page_of(desk_client, "Berg1991")
    assert page.count("from Crossref") >= 8
    assert "editor’s word" in page
    assert re.search(r"Crossref says:</span>\s*<span[^>]*>21</span>", page)


def test_what_is_typed_stands_over_the_source_and_the_rest_stays(site, desk_client, article):
    answer = save(desk_client, site, article, volume="7", author="Berg, Joost van der\n{Moss, Inc.}\nWHO")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/editor/references/Berg1991")
    changed = record_at(site, "Berg1991")
    assert changed.overrides == {
        "volume": "7",
        "author": (
            Name(family="Berg", given="Joost van der"),
            Name(literal="Moss, Inc."),
            Name(literal="WHO"),
        ),
    }


def test_a_field_is_given_back_to_its_source(site, desk_client, article):
    save(desk_client, site, article, volume="7", issue="8")
    answer = save(desk_client, site, article, volume="7", issue="8", give_back="volume")
    assert "The source has its word again: Volume" in desk_client.get(answer.headers["Location"]).text
    assert record_at(site, "Berg1991").overrides == {"issue": "8"}


def test_what_cannot_be_taken_is_said_at_the_field_and_what_was_typed_stays(site, desk_client, article):
    answer = save(desk_client, site, article, issued="last June", volume="7")
    assert answer.status_code == 422
    assert "Write the date as 2013" in answer.text
    assert 'value="last June"' in answer.text
    assert 'value="7"' in answer.text
    assert record_at(site, "Berg1991") == article


def test_a_doi_that_another_reference_has_leads_to_making_the_two_one(site, desk_client, article):
    other = a_record("Other")
    stored(site, other)
    answer = save(desk_client, site, other, doi="https://doi.org/10.5555/TEARS")
    assert answer.status_code == 422
    assert "Berg1991 has this DOI already." in answer.text
    assert "/editor/duplicates/merge?kept=Berg1991&amp;gone=Other" in answer.text


def test_two_editors_on_one_reference_lose_nothing(site, desk_client, article):
    seen = version(site, article)
    ben = signed_in(site, "ben", "editor")
    data = {"seen": seen, "volume": "7", "issue": "1", "page": "101-111"}
    assert ben.post("/editor/references/Berg1991", data=data).status_code == 303
    mine = {"seen": seen, "volume": "8", "issue": article.reference.issue, "page": "5-6"}
    answer = desk_client.post("/editor/references/Berg1991", data=mine)
    assert answer.status_code == 409
    assert "ben saved this reference after you opened it" in answer.text
    for words in ("Both of you changed this.", "Only you changed this.", "Only ben changed this."):
        assert words in answer.text
    assert record_at(site, "Berg1991").reference.volume == "7"
    latest = first_in(answer.text, r'name="seen" value="(\d+)"')
    chosen = {"seen": latest, "volume": "8", "issue": "1", "page": "5-6"}
    assert desk_client.post("/editor/references/Berg1991", data=chosen).status_code == 303
    kept = record_at(site, "Berg1991").reference
    assert (kept.volume, kept.issue, kept.page) == ("8", "1", "5-6")


def test_what_cannot_be_read_in_an_old_form_stays_typed_until_the_choice_comes(site, desk_client, article):
    seen = version(site, article)
    with site.catalogue.writing("ben") as write:
        write.change_record(replace(article, overrides={**article.overrides, "issue": "9"}))
    mine = {"seen": seen, "volume": "8", "issue": article.reference.issue, "issued": "last June"}
    answer = desk_client.post("/editor/references/Berg1991", data=mine)
    assert answer.status_code == 422
    assert "Write the date as 2013" in answer.text
    assert 'value="8"' in answer.text
    mended = {**mine, "seen": first_in(answer.text, r'name="seen" value="(\d+)"'), "issued": "1991-06"}
    assert desk_client.post("/editor/references/Berg1991", data=mended).status_code == 409
    assert record_at(site, "Berg1991").reference.issue == "9"


def test_a_form_sent_twice_is_saved_once_and_no_conflict(site, desk_client, article):
    data = {"seen": version(site, article), "volume": "8"}
    for _ in range(2):
        answer = desk_client.post("/editor/references/Berg1991", data=data)
    assert "Saved." in desk_client.get(answer.headers["Location"]).text


def test_a_form_that_says_no_version_overwrites_nothing(desk_client, site, article):
    assert desk_client.post("/editor/references/Berg1991", data={"volume": "8"}).status_code == 409
    assert record_at(site, "Berg1991") == article


def test_one_click_mends_what_a_remark_says(site, desk_client):
    record = a_record("Bad", title="LAUGHTER IN THE WAITING ROOM.")
    stored(site, record)
    page = page_of(desk_client, "Bad")
    key = remark_of(page, "It ends in a full stop")
    address = "/editor/references/Bad"
    desk_client.post(address, data={"seen": version(site, record), "mend": key})
    assert record_at(site, "Bad").overrides == {"title": "LAUGHTER IN THE WAITING ROOM"}
    again = desk_client.post(address, data={"seen": version(site, record), "mend": key})
    assert "Nothing was different; nothing was saved." in desk_client.get(again.headers["Location"]).text


def test_a_mend_saves_what_was_typed_beside_it(site, desk_client):
    record = a_record("Bad", title="Laughter in the waiting room.")
    stored(site, record)
    key = remark_of(page_of(desk_client, "Bad"), "It ends in a full stop")
    save(desk_client, site, record, title=record.reference.title, volume="9", mend=key)
    assert record_at(site, "Bad").overrides == {"title": "Laughter in the waiting room", "volume": "9"}


def test_a_mend_of_what_somebody_changed_meanwhile_is_refused(site, desk_client):
    record = a_record("Bad", title="Laughter in the waiting room.")
    stored(site, record)
    seen, key = version(site, record), remark_of(page_of(desk_client, "Bad"), "It ends in a full stop")
    with site.catalogue.writing("ben") as write:
        write.change_record(replace(record, overrides={"volume": "9"}))
    answer = desk_client.post("/editor/references/Bad", data={"seen": seen, "mend": key})
    assert (
        "ben changed this reference after you opened it" in desk_client.get(answer.headers["Location"]).text
    )
    assert record_at(site, "Bad").overrides == {"volume": "9"}


def test_a_former_key_leads_to_the_present_one(site, desk_client):
    record = a_record("Old")
    stored(site, record)
    with site.catalogue.writing("ben") as write:
        write.change_record(replace(record, citekey="New"))
    assert desk_client.get("/editor/references/Old").headers["Location"] == "/editor/references/New"
    assert desk_client.get("/editor/references/Nobody").status_code == 404


# Removing


def test_a_reference_that_nobody_cites_is_removed_and_brought_back(site, desk_client):
    record = a_record("One")
    stored(site, record)
    answer = desk_client.post("/editor/references/One/remove", data={"seen": version(site, record)})
    page = desk_client.get(answer.headers["Location"]).text
    assert "“Tears in the consulting room” is removed." in page
    revision = first_in(page, r'name="revision" value="(\d+)"')
    assert record_at(site, "One") is None
    desk_client.post("/editor/removed-reference", data={"revision": revision})
    assert record_at(site, "One") == record


def test_a_reference_that_is_cited_stays(site, desk_client):
    record = a_record("One")
    stored(site, record, summaries=[a_summary(record, slug="tears")])
    assert "Remove this reference" not in page_of(desk_client, "One")
    answer = desk_client.post("/editor/references/One/remove", data={"seen": version(site, record)})
    assert "tears cite it" in desk_client.get(answer.headers["Location"]).text
    assert record_at(site, "One") == record


# Crossref


def test_crossref_is_compared_field_by_field_and_taken_over_as_ticked(site, desk_client, article):
    answer = desk_client.post("/editor/references/Berg1991/ask")
    assert answer.headers["Location"] == "/editor/references/Berg1991/crossref"
    page = desk_client.get("/editor/references/Berg1991/crossref").text
    assert re.findall(r'name="take" value="(\w+)" checked', page) == ["volume", "page"]
    digest = first_in(page, r'name="shown" value="(\w+)"')
    data = {"seen": version(site, article), "shown": digest, "take": ["page"]}
    desk_client.post("/editor/references/Berg1991/accept", data=data)
    record = record_at(site, "Berg1991")
    assert (record.reference.page, record.reference.volume) == ("1-9", "21")
    assert record.overrides == {"volume": "21"}


def test_a_notice_is_noted_as_soon_as_crossref_is_asked(site, desk_client, article, crossref):
    told = {"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}
    crossref.works["10.5555/tears"]["updated-by"] = [told]
    answer = desk_client.post("/editor/references/Berg1991/ask")
    assert "This work has been retracted" in desk_client.get(answer.headers["Location"]).text
    assert [each.kind for each in record_at(site, "Berg1991").notices] == [NoticeKind.RETRACTION]
    assert shown(desk_client, f"{LIST}?show=notices") == ["Berg1991"]


def test_a_doi_that_leads_to_another_work_is_said_and_nothing_is_ticked(site, desk_client, article, crossref):
    crossref.works["10.5555/tears"]["title"] = ["A wholly different matter"]
    page = desk_client.get("/editor/references/Berg1991/crossref").text
    assert "The DOI leads to another work: “A wholly different matter”." in page
    assert "checked" not in page


def test_notices_of_a_wrong_doi_are_not_noted(site, desk_client, article, crossref):
    told = {"DOI": "10.5555/notice", "type": "retraction", "source": "publisher"}
    crossref.works["10.5555/tears"] |= {"title": ["A wholly different matter"], "updated-by": [told]}
    desk_client.post("/editor/references/Berg1991/ask")
    assert record_at(site, "Berg1991").notices == ()


def test_a_doi_that_cannot_be_taken_stays_typed_with_the_reason(site, desk_client):
    record = a_record("Plain")
    stored(site, record)
    answer = desk_client.get("/editor/references/Plain/candidates?doi=10.5555/nowhere")
    assert answer.status_code == 422
    assert 'value="10.5555/nowhere"' in answer.text
    assert "Crossref does not know 10.5555/nowhere" in answer.text


def test_the_work_of_a_typed_doi_is_seen_before_it_is_taken(site, desk_client, crossref):
    stored(site, a_record("Plain"))
    crossref.works["10.5555/known"] = invented_work("10.5555/known", 2)
    page = desk_client.get("/editor/references/Plain/candidates?doi=https://doi.org/10.5555/KNOWN").text
    assert "An invented study, part 2" in page
    assert "Against it: " in page
    assert record_at(site, "Plain").reference.doi is None


def test_what_is_faulty_at_crossref_is_not_ticked(site, desk_client, article, crossref):
    shouted = article.reference.container_title.upper()
    crossref.works["10.5555/tears"] |= {"container-title": [shouted]}
    page = desk_client.get("/editor/references/Berg1991/crossref").text
    assert re.findall(r'name="take" value="(\w+)" checked', page) == ["volume", "page"]
    assert 'value="container_title"' in page


def test_what_crossref_said_otherwise_when_it_was_shown_is_not_taken_over(site, desk_client, article):
    data = {"seen": version(site, article), "shown": "another", "take": ["page"]}
    answer = desk_client.post("/editor/references/Berg1991/accept", data=data)
    assert answer.headers["Location"].endswith("/crossref")
    assert record_at(site, "Berg1991") == article


def test_crossref_out_of_reach_is_said_and_nothing_is_lost(site, desk_client, article, crossref):
    crossref.fail("10.5555/tears", "404")
    answer = desk_client.post("/editor/references/Berg1991/ask")
    assert "Crossref does not know 10.5555/tears" in desk_client.get(answer.headers["Location"]).text


def test_candidates_are_ranked_with_reasons_and_one_is_accepted(site, desk_client, crossref):
    right = invented_work("10.5555/right", 1) | {
        "title": ["Tears in the consulting room"],
        "author": [{"family": "Moss", "given": "Anna B."}],
        "container-title": ["Journal of Invented Studies"],
    }
    wrong = right | {"DOI": "10.5555/wrong", "title": ["Reply to: Tears in the consulting room"]}
    crossref.works = {"10.5555/wrong": wrong, "10.5555/right": right}
    record = a_record("Open", source=PRINTED, overrides={"volume": "12"})
    stored(site, record)
    page = desk_client.get("/editor/references/Open/candidates").text
    assert page.index("10.5555/right") < page.index("10.5555/wrong")
    assert "Agrees in: title, authors" in page
    assert "only one of the two is a reply" in page
    data = {"seen": version(site, record), "doi": "10.5555/right"}
    desk_client.post("/editor/references/Open/resolve", data=data)
    resolved = record_at(site, "Open")
    assert (resolved.reference.doi, resolved.source.kind) == ("10.5555/right", SourceKind.CROSSREF)
    assert resolved.overrides == {"volume": "12"}


def test_a_candidate_that_is_held_already_leads_to_making_the_two_one(site, desk_client, article):
    record = a_record("Open", source=PRINTED)
    stored(site, record)
    data = {"seen": version(site, record), "doi": "10.5555/tears"}
    answer = desk_client.post("/editor/references/Open/resolve", data=data)
    assert answer.headers["Location"] == "/editor/duplicates/merge?kept=Berg1991&gone=Open"


# Merging


def test_a_merge_is_told_before_done_and_undone(site, desk_client):
    kept = a_record("Kept", doi=DOI("10.5555/tears"), page=None)
    gone = a_record("Gone", title="Tears in the consulting room.")
    text = a_summary(gone, title="Weeping therapists")
    stored(site, kept, gone, summaries=[text])
    listed = desk_client.get("/editor/duplicates").text
    assert "/editor/duplicates/merge?kept=Kept&amp;gone=Gone" in listed
    told = desk_client.get("/editor/duplicates/merge?kept=Kept&gone=Gone").text
    assert "1 summary will cite Kept instead" in told
    assert "Weeping therapists" in told
    assert re.findall(r'name="take" value="(\w+)"', told) == ["page"]
    seen = {"seen_kept": version(site, kept), "seen_gone": version(site, gone)}
    both = {"kept": "Kept", "gone": "Gone"}
    answer = desk_client.post("/editor/duplicates/merge", data={**both, **seen, "take": "page"})
    page = desk_client.get(answer.headers["Location"]).text
    assert "Gone is part of Kept now." in page
    assert record_at(site, "Gone").citekey == "Kept"
    assert record_at(site, "Kept").reference.page == "201-214"
    assert "/editor/references/Kept/part" in page
    desk_client.post("/editor/references/Kept/part")
    assert record_at(site, "Gone").reference == gone.reference
    assert record_at(site, "Kept") == kept
    with site.catalogue.reading() as read:
        assert read.summary(text.id) == text


def test_a_merge_of_what_changed_since_it_was_seen_is_refused(site, desk_client):
    stored(site, a_record("Kept"), a_record("Gone"))
    data = {"kept": "Kept", "gone": "Gone", "seen_kept": 1, "seen_gone": 1}
    answer = desk_client.post("/editor/duplicates/merge", data=data)
    assert "ben changed this reference" in desk_client.get(answer.headers["Location"]).text
    assert record_at(site, "Gone").citekey == "Gone"


def test_a_reference_is_not_merged_with_itself(site, desk_client):
    record = a_record("Kept")
    stored(site, record)
    address = "/editor/duplicates/merge?kept=Kept&gone=Kept"
    assert desk_client.get(address).headers["Location"] == "/editor/references/Kept"


# Adding


def test_a_reference_is_added_by_its_doi_after_it_was_seen(site, desk_client, crossref):
    crossref.works["10.5555/new"] = invented_work("10.5555/new", 3)
    page = desk_client.get("/editor/new-reference?doi=https://doi.org/10.5555/NEW").text
    assert "An invented study, part 3" in page
    with site.catalogue.reading() as read:
        assert list(read.records()) == []
    answer = desk_client.post("/editor/new-reference/doi", data={"doi": "https://doi.org/10.5555/NEW"})
    record = record_at(site, answer.headers["Location"].rsplit("/", 1)[1])
    assert (record.reference.doi, record.source.kind) == ("10.5555/new", SourceKind.CROSSREF)
    assert len([each for each in crossref.requests if "new" in each[0]]) == 1
    again = desk_client.get("/editor/new-reference?doi=10.5555/new")
    assert again.headers["Location"] == answer.headers["Location"]


@pytest.mark.parametrize(
    ("doi", "words"), [("tears", "is not a DOI"), ("10.5555/none", "Crossref does not know 10.5555/none")]
)
def test_a_doi_that_leads_nowhere_is_said_at_the_field(desk_client, doi, words):
    page = desk_client.get(f"/editor/new-reference?doi={doi}").text
    assert words in page
    assert f'value="{doi}"' in page
    assert words in desk_client.post("/editor/new-reference/doi", data={"doi": doi}).text


def test_a_reference_is_added_by_hand(site, desk_client):
    typed = {
        "type": "book",
        "title": "Rooms",
        "author": "Moss, Anna B.",
        "issued": "2015",
        "publisher": "Society",
    }
    answer = desk_client.post("/editor/new-reference", data=typed)
    assert answer.headers["Location"] == "/editor/references/Moss2015"
    record = record_at(site, "Moss2015")
    assert record.source.kind is SourceKind.EDITOR
    assert (record.reference.type, record.reference.author) == (
        "book",
        (Name(family="Moss", given="Anna B."),),
    )


def test_a_reference_without_title_or_with_a_wrong_date_is_not_added(desk_client):
    answer = desk_client.post("/editor/new-reference", data={"type": "book", "publisher": "Society"})
    assert answer.status_code == 422
    assert "A reference needs a title." in answer.text
    answer = desk_client.post("/editor/new-reference", data={"title": "Rooms", "issued": "once"})
    assert "Write the date as 2013" in answer.text
    assert ">\nRooms</textarea>" in answer.text


def test_a_work_that_is_here_is_not_added_twice_by_hand_and_one_like_it_only_on_the_editors_word(
    site, desk_client
):
    stored(site, a_record("Here"))
    same = {
        "type": "article-journal",
        "title": "Tears in the consulting room",
        "author": "Moss, Anna B.",
        "container_title": "Journal of Invented Studies",
        "issued": "2015",
        "volume": "12",
        "page": "201-214",
    }
    answer = desk_client.post("/editor/new-reference", data={**same, "anyway": "1"})
    assert (answer.status_code, "This work is here already:" in answer.text) == (422, True)
    like = {name: same[name] for name in ("type", "title", "author", "issued")}
    answer = desk_client.post("/editor/new-reference", data=like)
    assert (answer.status_code, "This may be a work that is here already:" in answer.text) == (422, True)
    assert desk_client.post("/editor/new-reference", data={**like, "anyway": "1"}).status_code == 303


def test_what_an_editor_changed_is_found_by_readers_at_once(site, desk_client):
    record = a_record("One")
    stored(site, record)
    save(desk_client, site, record, title="Sobbing in the consulting room")
    found = desk_client.get("/api/v1/search?q=sobbing").get_data(as_text=True)
    assert json.loads(found)["total"] == 1
    desk_client.post("/editor/references/One/remove", data={"seen": version(site, record)})
    found = desk_client.get("/api/v1/search?q=sobbing").get_data(as_text=True)
    assert json.loads(found)["total"] == 0


def test_hostile_text_stays_text(site, desk_client):
    script = "<script>alert(1)</script>"
    record = a_record(
        "Hostile",
        title=script,
        author=(Name(literal=script),),
        container_title=f'"{script}',
        url=f"javascript:{script}",
    )
    stored(
        site, record, a_record("Other", described=a_reference(title=script, author=(Name(literal=script),)))
    )
    for address in (LIST, f"{LIST}?show=faults", "/editor/references/Hostile", "/editor/duplicates"):
        assert script not in desk_client.get(address).text
    address = "/editor/duplicates/merge?kept=Hostile&gone=Other"
    assert script not in desk_client.get(address).text
