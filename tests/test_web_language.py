import pytest

from web.addresses import local_address


def test_a_reader_is_answered_in_the_language_of_their_browser(client):
    assert '<html lang="fr">' in client.get("/", headers={"Accept-Language": "fr-CA, en;q=0.5"}).text


def test_a_reader_whose_language_is_not_there_reads_english(client):
    assert '<html lang="en">' in client.get("/", headers={"Accept-Language": "de"}).text


def test_a_language_once_chosen_is_kept_and_leads_back_to_the_page(client):
    answer = client.get("/language/fr?to=/topics")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/topics")
    assert '<html lang="fr">' in client.get("/topics", headers={"Accept-Language": "en"}).text


def test_a_language_that_is_not_there_is_said_not_to_be(client):
    assert client.get("/language/xx").status_code == 404


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//example.org",
        "https://example.org",
        "/\\example.org",
        "\\\\example.org",
        "/a\r\nb: c",
        "javascript:1",
        "",
    ],
)
def test_choosing_a_language_never_leads_to_another_site(elsewhere):
    assert local_address(elsewhere) == "/"


def test_an_address_here_is_kept_with_its_query():
    assert local_address("/search?q=CBT&topic=empathy") == "/search?q=CBT&topic=empathy"
