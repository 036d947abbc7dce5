import io
import re

import pytest

from bib.crossref import Crossref
from bib.desk_intake import Asking
from bib.digest_text import HEAD
from kb.reference import Source, SourceKind
from tests.crossref_stand_in import StandIn, invented_work
from tests.factories import a_record

IMPORTS = "/editor/imports/"
TEN = """10.5555/invented.1
doi:10.5555/INVENTED.2
https://doi.org/10.5555%2Finvented.3
http://dx.doi.org/10.5555/invented.4?utm_source=mail
see (10.5555/invented.5).
https://publisher.example/doi/full/10.5555/invented.6
<https://doi.org/10.5555/invented.1>
DOI 10.5555 / invented.7
https://doi.org/10.5555/held
10.5555/nobody.knows
"""
PRINTED = "Moss, A. B. (2015). Tears in the consulting room. Journal of Invented Studies, 12(3), 201-214."
LIKE = {"source": Source(kind=SourceKind.CROSSREF)}
SCRIPT = {"Accept": "application/json"}


@pytest.fixture
def crossref():
    works = [invented_work(f"10.5555/invented.{number}", number) for number in range(1, 9)]
    works[1]["title"] = ["ALLIANCE &amp; OUTCOME IN <i>BRIEF</i> CBT"]
    works[2]["updated-by"] = [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]
    with StandIn(works) as stand_in:
        yield stand_in


@pytest.fixture
def ask(site, crossref):
    """Asks the stand-in for Crossref about all that waits."""
    door = Crossref(url=crossref.url, sleep=lambda _: None)

    def run():
        asking = Asking(site.catalogue, door)
        while asking.round().asked:
            pass

    return run


@pytest.fixture
def held(site):
    record = a_record("Held2015", doi="10.5555/held", source=Source(kind=SourceKind.CROSSREF))
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
    return record


def begun(client, text, **fields):
    answer = client.post(IMPORTS, data={"text": text, **fields})
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"]


def states(site, address):
    with site.catalogue.reading() as read:
        return [each.state.value for each in read.batches.items(address.rpartition("/")[2])]


def row(client, address, number):
    page = client.get(f"{address}?show=all").text
    (found,) = re.findall(rf'<article[^>]* id="item-{number}".*?</article>', page, re.DOTALL)
    return found


def decide(client, address, number, what, **fields):
    return client.post(f"{address}/{number - 1}/{what}", data=fields)


def test_ten_dois_in_ten_forms_are_rows_at_once(desk_client, site, held):
    address = begun(desk_client, TEN)
    page = desk_client.get(address).text
    assert page.count("<article") == 10
    assert states(site, address).count("waiting") == 8


def test_each_row_says_what_the_item_is(desk_client, held, ask):
    address = begun(desk_client, TEN)
    ask()
    rows = [row(desk_client, address, number) for number in range(1, 11)]
    said = [each for one in rows for each in re.findall(r'class="state[^>]*>([^<]*)', one)]
    assert said == [
        *("Clean", "Clean", "Retracted", "Clean", "Clean", "Clean"),
        *("Duplicate", "Clean", "Duplicate", "Needs a look"),
    ]


def test_a_row_shows_what_was_cleaned(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    second = row(desk_client, address, 2)
    assert "Alliance &amp; Outcome in Brief CBT" in second
    assert "&lt;i&gt;BRIEF&lt;/i&gt;" in second


def test_a_retraction_is_said_in_full_and_its_acceptance_is_named_for_it(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    third = row(desk_client, address, 3)
    assert "This work has been retracted (reported by the publisher)" in third
    assert "Accept although it is retracted" in third


def test_a_duplicate_leads_to_what_it_duplicates(desk_client, held, ask):
    address = begun(desk_client, TEN)
    ask()
    assert 'href="/references/Held2015"' in row(desk_client, address, 9)
    assert f'href="{address}/0"' in row(desk_client, address, 7)


def test_all_clean_ones_are_accepted_by_one_button(desk_client, site, held, ask):
    address = begun(desk_client, TEN)
    ask()
    assert "Accept all 6 clean ones" in desk_client.get(address).text
    desk_client.post(f"{address}/accept-clean")
    assert states(site, address).count("accepted") == 6
    assert "6 items were accepted." in desk_client.get(address).text


def test_duplicates_are_refused_by_one_button_and_keep_their_reason(desk_client, site, held, ask):
    address = begun(desk_client, TEN)
    ask()
    desk_client.post(f"{address}/refuse-duplicates")
    assert states(site, address).count("refused") == 2
    assert "A duplicate: given twice; line 1 has it too" in row(desk_client, address, 7)


def test_an_item_accepted_leads_to_its_page(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = decide(desk_client, address, 4, "accept")
    assert (answer.status_code, answer.headers["Location"]) == (303, f"{address}#item-4")
    assert 'href="/references/Adler1994"' in row(desk_client, address, 4)
    assert desk_client.get("/references/Adler1994").status_code == 200


def test_accepting_can_lead_straight_to_writing(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = decide(desk_client, address, 4, "accept", write="1")
    assert answer.headers["Location"] == "/editor/summaries/new?cites=Adler1994"


def test_a_script_gets_the_row_and_the_standing(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = desk_client.post(f"{address}/3/accept", headers=SCRIPT)
    assert answer.json["said"] == "Accepted: it is in the catalogue as Adler1994."
    assert 'data-state="accepted"' in answer.json["row"]
    assert "to decide" in answer.json["standing"]


def test_a_script_is_told_why_a_decision_could_not_be_kept(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = desk_client.post(f"{address}/3/accept", data={"seen": "something else"}, headers=SCRIPT)
    assert answer.status_code == 409
    assert "Look at it again" in answer.json["said"]


def test_progress_tells_what_waits_and_brings_the_rows_that_do_not(desk_client, ask):
    address = begun(desk_client, TEN)
    assert desk_client.get(f"{address}/progress?rows=0,1").json["rows"] == {}
    ask()
    now = desk_client.get(f"{address}/progress?rows=0,1").json
    assert (now["waiting"], list(now["rows"])) == (0, ["0", "1"])


def test_while_crossref_is_away_the_page_says_so_and_that_it_goes_on_by_itself(desk_client, site):
    address = begun(desk_client, TEN)
    Asking(site.catalogue, Crossref(url="http://127.0.0.1:1", sleep=lambda _: None)).round()
    page = desk_client.get(address).text
    assert "It will be asked again by itself" in page
    assert desk_client.post(f"{address}/ask-now").status_code == 303


def test_changed_fields_are_shown_in_place_of_what_was_read(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    form = desk_client.get(f"{address}/3").text
    assert "Therapist responsiveness and outcome: An invented study, part 4</textarea>" in form
    decide(desk_client, address, 4, "change", title="My own title", author="Moss, Anna")
    assert "My own title" in row(desk_client, address, 4)
    assert "As you changed it" in row(desk_client, address, 4)


def test_fields_that_cannot_be_taken_are_shown_again_as_typed_with_what_to_do(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = decide(desk_client, address, 4, "change", title="Mine", issued="last June")
    assert answer.status_code == 422
    assert 'value="last June"' in answer.text
    assert "Write the date as 2013, 2013-06 or 2013-06-04." in answer.text
    assert ">\nMine</textarea>" in answer.text


def test_what_somebody_else_changed_meanwhile_stands_beside_what_was_typed(desk_client, site, ask):
    address = begun(desk_client, TEN)
    ask()
    (seen, *_) = re.findall(r'name="seen" value="([^"]+)"', desk_client.get(f"{address}/3").text)
    decide(desk_client, address, 4, "change", title="Theirs", seen=seen)
    answer = decide(desk_client, address, 4, "change", title="Mine", seen=seen)
    assert answer.status_code == 409
    assert "This item changed after the page was shown" in answer.text
    assert ">\nMine</textarea>" in answer.text
    assert "It says now: Theirs" in answer.text
    assert "Theirs" in row(desk_client, address, 4)


def test_of_several_files_the_one_that_cannot_be_read_is_named(desk_client):
    files = [(io.BytesIO(each), name) for name, each in (("a.txt", b"10.5555/a"), ("b.txt", b"nothing"))]
    answer = desk_client.post(IMPORTS, data={"files": files})
    assert answer.status_code == 422
    assert "b.txt: No DOI" in answer.text


def test_all_studies_that_a_text_cites_are_shown(desk_client):
    text = (
        f"{HEAD}\n\nMay 2019\n\nTears\n{PRINTED}\nBlum, C. (2011). Silence. Sessions, 2(1), 1-9.\n\nText.\n"
    )
    address = begun(desk_client, f"{text}\nPractice Implications\n\nListen.\n\nAuthor email:\n")
    assert "Blum, C. (2011)" in row(desk_client, address, 1).partition("It also cites:")[2]


def test_a_doi_that_is_none_is_shown_again_with_what_to_do(desk_client, ask):
    address = begun(desk_client, TEN)
    ask()
    answer = decide(desk_client, address, 10, "look-up", doi="nonsense")
    assert (answer.status_code, "is not a DOI" in answer.text) == (422, True)


def test_an_item_is_refused_with_a_reason_and_taken_back(desk_client, site, ask):
    address = begun(desk_client, TEN)
    ask()
    assert "Crossref does not know 10.5555/nobody.knows" in row(desk_client, address, 10)
    decide(desk_client, address, 10, "refuse", reason="Mistyped in the newsletter")
    assert "Mistyped in the newsletter" in row(desk_client, address, 10)
    decide(desk_client, address, 10, "reopen")
    assert states(site, address)[9] == "ready"


def test_works_that_may_be_it_are_offered_with_reasons_and_chosen(desk_client, ask):
    printed = (
        "Adler, N. B. (1994). Therapist responsiveness and outcome: An invented study, part 4. Bees, 24(1)."
    )
    address = begun(desk_client, printed)
    ask()
    first = row(desk_client, address, 1)
    assert "Which work is it?" in first
    assert re.search(r"Agrees in: [^.]*title", first)
    assert "Against it: " in first
    decide(desk_client, address, 1, "choose", place="0")
    assert "Chosen" in row(desk_client, address, 1)


def test_a_text_with_implications_becomes_a_draft(desk_client, site, ask):
    text = "Listening\n\nIt was studied. See 10.5555/invented.4.\n\nPractice Implications\n\nListen.\n"
    address = begun(desk_client, text)
    ask()
    decide(desk_client, address, 1, "accept")
    with site.catalogue.reading() as read:
        (summary,) = read.summaries()
    assert (summary.title, summary.status.value) == ("Listening", "draft")


@pytest.mark.parametrize(
    ("name", "content", "kinds"),
    [
        ("refs.bib", "@article{a, title={T}, year=2001}", ["bibtex"]),
        ("refs.ris", "TY  - JOUR\nTI  - T\nER  - \n", ["ris"]),
        ("refs.json", '[{"type": "book", "title": "T"}]', ["csl-json"]),
        ("page.html", '<html><body><p><a href="https://doi.org/10.1000/a">x</a></p>', ["doi"]),
        ("list.txt", "10.1000/a\n10.1000/b", ["doi", "doi"]),
    ],
)
def test_files_are_read_as_what_they_are(desk_client, site, name, content, kinds):
    files = {"files": (io.BytesIO(content.encode()), name)}
    address = desk_client.post(IMPORTS, data=files).headers["Location"]
    with site.catalogue.reading() as read:
        batch = address.rpartition("/")[2]
        assert [each.kind for each in read.batches.items(batch)] == kinds
        assert read.batches.get(batch).title == name


def test_a_large_file_is_taken_and_a_larger_one_refused_in_words(desk_client):
    large = "10.1000/a" + " " * 5_000_000
    assert desk_client.post(IMPORTS, data={"text": large}).status_code == 303
    files = {"files": (io.BytesIO(b"x" * (10 * 1024 * 1024 + 1)), "long.txt")}
    answer = desk_client.post(IMPORTS, data=files)
    answer.request.environ["wsgi.input"].close()  # the test client keeps so much in a file
    assert (answer.status_code, "long.txt is larger than 10 MB" in answer.text) == (422, True)


def test_what_cannot_be_read_is_shown_again_with_what_to_do(desk_client):
    answer = desk_client.post(IMPORTS, data={"text": "just words"})
    assert answer.status_code == 422
    assert ">\njust words</textarea>" in answer.text
    assert "No DOI and no reference was found" in answer.text


def test_a_doi_typed_on_another_page_stands_in_the_box(desk_client):
    assert ">\n10.1000/a</textarea>" in desk_client.get(f"{IMPORTS}?text=10.1000/a").text


def test_imports_are_listed_with_what_is_left_of_them(desk_client, ask):
    begun(desk_client, TEN)
    page = desk_client.get(IMPORTS).text
    assert "10 DOIs" in page
    assert "10 items to decide" in page


def test_an_import_is_removed_when_all_is_decided_and_not_before(desk_client, site, ask):
    address = begun(desk_client, "10.5555/invented.1\n")
    ask()
    desk_client.post(f"{address}/remove")
    assert desk_client.get(address).status_code == 200
    decide(desk_client, address, 1, "accept")
    desk_client.post(f"{address}/remove")
    assert desk_client.get(address).status_code == 404
    with site.catalogue.reading() as read:
        assert len(list(read.records())) == 1


def test_a_long_import_has_pages(desk_client):
    address = begun(desk_client, "\n".join(f"10.1000/{number}" for number in range(60)))
    assert desk_client.get(address).text.count("<article") == 25
    assert desk_client.get(f"{address}?page=3").text.count("<article") == 10
    assert "Page 3 of 3" in desk_client.get(f"{address}?page=99").text


def test_a_title_with_markup_is_shown_as_it_is_written(desk_client, ask, crossref):
    crossref.works["10.5555/invented.1"]["title"] = ["<script>alert(1)</script> & more"]
    address = begun(desk_client, "10.5555/invented.1")
    ask()
    assert "<script>alert(1)" not in desk_client.get(address).text


@pytest.mark.parametrize("address", ["nothing", "nothing/0", "nothing/progress"])
def test_an_import_that_is_not_there_is_told_in_words(desk_client, address):
    answer = desk_client.get(IMPORTS + address)
    assert (answer.status_code, "There is no such import." in answer.text) == (404, True)


def test_a_decision_about_an_item_that_is_not_there_is_told_in_words(desk_client, ask):
    address = begun(desk_client, "10.5555/invented.1")
    assert "There is no item" in desk_client.post(f"{address}/7/accept", headers=SCRIPT).json["said"]


def test_a_work_told_apart_by_its_doi_alone_can_be_added_on_the_editors_word(desk_client, site, ask):
    with site.catalogue.writing("anna") as write:
        write.add_record(a_record("Known2000", doi="10.5555/other", **LIKE))
    address = begun(desk_client, PRINTED)
    ask()
    assert "It is another work: add it" in row(desk_client, address, 1)
    decide(desk_client, address, 1, "accept", anyway="1")
    assert states(site, address) == ["accepted"]


def test_what_waits_for_long_can_be_taken_as_it_was_read(desk_client, site):
    address = begun(desk_client, PRINTED)
    Asking(site.catalogue, Crossref(url="http://127.0.0.1:1", sleep=lambda _: None)).round()
    assert "Do not wait: take it as it was read" in row(desk_client, address, 1)
    decide(desk_client, address, 1, "choose")
    decide(desk_client, address, 1, "accept")
    assert states(site, address) == ["accepted"]


def test_back_leads_nowhere_else(desk_client, ask):
    address = begun(desk_client, "10.5555/invented.1")
    ask()
    answer = decide(desk_client, address, 1, "accept", back="https://elsewhere.example/")
    assert answer.headers["Location"].startswith(address)


def test_items_of_every_state_can_be_shown_alone(desk_client):
    address = begun(desk_client, "10.5555/invented.1")
    for show in ("open", "accepted", "refused", "all", "nonsense"):
        assert desk_client.get(f"{address}?show={show}").status_code == 200
