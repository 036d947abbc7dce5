import re

import pytest

from kb.summary import Status
from tests.factories import a_record, a_summary
from web.selection import MOST
from web.serving import limit_request_line

HILL, KNOX = "when-therapists-cry-in-session", "Knox2017"


@pytest.fixture
def ids(client):
    """The identities of three summaries, in no particular order."""
    hits = client.get("/api/v1/search?q=depression&per_page=3").json["hits"]
    return [hit["id"] for hit in reversed(hits)]


def asked(ids, **others):
    pairs = [("id", each) for each in ids] + list(others.items())
    return "&".join(f"{name}={value}" for name, value in pairs)


def listed(page):
    return re.findall(r'data-item="([^"]+)"', page)


def test_a_selection_lists_what_its_address_names_in_that_order(client, ids):
    assert listed(client.get(f"/selection?{asked(ids)}").text) == ids


def test_a_name_given_twice_is_listed_once(client, ids):
    assert listed(client.get(f"/selection?{asked([*ids, ids[0]])}").text) == ids


def test_slugs_and_citekeys_are_names_too(client):
    page = client.get(f"/selection?{asked([HILL, KNOX])}").text
    assert len(listed(page)) == 2
    assert "no longer here" not in page


def test_each_item_bears_its_citation_in_the_style_asked_for(client):
    address = f"/selection?id={HILL}"
    assert "Blume-Marcovici, A. C., Stolberg" in client.get(address).text
    assert "Blume-Marcovici AC, Stolberg" in client.get(f"{address}&style=vancouver").text
    assert "Blume-Marcovici, A. C., Stolberg" in client.get(f"{address}&style=none").text


def test_taking_one_out_leads_to_the_list_without_it(client, ids):
    answer = client.get(f"/selection?{asked(ids, style='vancouver', without=ids[1])}")
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/selection?{asked([ids[0], ids[2]], style='vancouver')}"


def test_taking_the_last_one_out_leads_to_the_empty_selection(client, ids):
    answer = client.get(f"/selection?{asked(ids[:1], without=ids[0])}")
    assert answer.headers["Location"] == "/selection"


def test_an_empty_selection_says_how_to_select(client):
    page = client.get("/selection").text
    assert "Nothing is selected yet." in page
    assert "Press Select beside a summary or a reference" in page
    assert "<noscript>" in page


def test_what_is_no_longer_here_is_counted_and_the_rest_is_shown(site, site_client):
    record = a_record("Moss2015")
    summary, withdrawn = a_summary(record), a_summary(record, status=Status.WITHDRAWN)
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(summary)
        write.add_summary(withdrawn)
    page = site_client.get(f"/selection?{asked([summary.id, withdrawn.id, 'nobody'])}").text
    assert listed(page) == [summary.id]
    assert "2 of them are no longer here." in page


def test_a_draft_is_not_shown(site, site_client):
    record = a_record("Moss2015")
    draft = a_summary(record, status=Status.DRAFT, title="Not yet")
    with site.catalogue.writing(by="anna") as write:
        write.add_record(record)
        write.add_summary(draft)
    assert "Not yet" not in site_client.get(f"/selection?id={draft.id}").text


def test_more_than_a_selection_holds_is_refused_in_words(client):
    answer = client.get(f"/selection?{asked(map(str, range(MOST + 1)))}")
    assert answer.status_code == 400
    assert f"at most {MOST} summaries and references" in answer.text


def test_a_full_selection_fits_the_longest_line_a_server_takes(demo_app):
    with demo_app.test_request_context():
        line = f"GET /selection?{asked(['0' * 32] * MOST, style='vancouver', without='0' * 32)} HTTP/1.1\r\n"
    assert len(line) < limit_request_line


def test_reference_managers_find_every_study_of_a_selection(client, ids):
    assert client.get(f"/selection?{asked(ids)}").text.count('class="Z3988"') == len(ids)


def test_search_engines_are_asked_to_leave_selections_alone(client, ids):
    assert '<meta name="robots" content="noindex">' in client.get(f"/selection?{asked(ids)}").text
