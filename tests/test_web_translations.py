"""Whether the interface is whole in every language it is offered in: its messages, and its pages."""

import ast
import re
import tomllib
import urllib.error
import urllib.request
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.pofile import read_po
from lxml import html

import index
from kb.summary import Month
from tests.conftest import signed_in
from tests.desk_site import PEOPLE, filled_desk
from tests.desk_states import DESK_STATES
from tests.page_states import STATES, audited_site
from web.app import create_app
from web.cautions import caution_words
from web.language import LANGUAGES, gettext, ngettext
from web.terms import as_written, term_words
from web.wording import month_heading, number_words

ROOT = Path(__file__).resolve().parents[1]
TRANSLATED = [code for code in LANGUAGES if code != "en"]
PLACE = re.compile(r"%\(\w+\)s|\{\w+\}")


@pytest.fixture(scope="module")
def messages():
    """The messages that stand in the code, the templates and the vocabulary."""
    babel = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
    catalogue = Catalog()
    for _, _, message, _, context in extract_from_dir(
        ROOT,
        [(each["pattern"], each["method"]) for each in babel],
        {each["pattern"]: {name: each[name] for name in each if name == "silent"} for each in babel},
        keywords={**DEFAULT_KEYWORDS, "marked": None},
    ):
        catalogue.add(message, context=context)
    return catalogue


@pytest.fixture(scope="module", params=TRANSLATED)
def translated(request):
    """The messages of one language, as they are kept."""
    with (ROOT / "web/translations" / request.param / "messages.po").open("rb") as file:
        return read_po(file, locale=request.param, abort_invalid=True)


@pytest.fixture
def in_french(demo_app):
    """Answers in French."""
    with demo_app.test_request_context("/", headers={"Accept-Language": "fr"}):
        yield


def forms(text):
    return text if isinstance(text, tuple) else (text,)


def keys(catalogue):
    return {(each.context, forms(each.id)) for each in catalogue if each.id}


# The messages


def test_what_is_translated_is_what_stands_in_the_code(messages, translated):
    """When this fails: `make words`, then translate what is new."""
    assert keys(translated) == keys(messages)


def test_every_message_has_its_translation_and_none_is_a_guess(translated):
    wanting = [each.id for each in translated if each.id and not all(forms(each.string))]
    assert wanting == []
    assert [each.id for each in translated if each.id and each.fuzzy] == []


def test_a_translation_fills_in_the_same_values(translated):
    unequal = [
        (said, meant)
        for each in translated
        if each.id
        for said in forms(each.string)
        for meant in [forms(each.id)[0 if said == forms(each.string)[0] else -1]]
        if sorted(PLACE.findall(said)) != sorted(PLACE.findall(meant))
    ]
    assert unequal == []


def test_a_message_of_numbers_has_every_form_of_the_language(translated):
    several = [each for each in translated if isinstance(each.id, tuple)]
    assert several
    assert {len(forms(each.string)) for each in several} == {translated.num_plurals}


def test_a_translation_keeps_tags_and_addresses(translated):
    marks = re.compile(r"<[^>]+>|year:\S+")
    for each in translated:
        assert marks.findall(forms(each.string)[0]) == marks.findall(forms(each.id)[0])


def test_french_is_set_as_french_is():
    """Narrow no-break spaces before high punctuation and inside quotation marks; curved apostrophes."""
    with (ROOT / "web/translations/fr/messages.po").open("rb") as file:
        said = [text for each in read_po(file, locale="fr") if each.id for text in forms(each.string)]
    bare = [PLACE.sub("x", re.sub(r"<[^>]+>|year:|kb rebuild", "", text)) for text in said]
    assert [text for text in bare if re.search(r"(?<!\u202f)[:;!?»]|«(?!\u202f)|['\"]|“|”", text)] == []


def test_nothing_is_one_as_french_counts(in_french):
    assert [ngettext("%(shown)s summary", "%(shown)s summaries", each, shown=each) for each in (0, 1, 2)] == [
        "0 résumé",
        "1 résumé",
        "2 résumés",
    ]


def test_outside_an_answer_the_words_are_english():
    assert gettext("Search") == "Search"
    assert term_words("topic", "Empathy") == "Empathy"


# The vocabulary


def test_every_term_of_a_new_catalogue_is_translated(in_french, catalogue):
    with catalogue.reading() as read:
        terms = read.vocabulary().terms
    texts = [(each.kind, text) for each in terms for text in (each.label, each.description) if text]
    assert [text for kind, text in texts if as_written(kind, text)] == []


def test_what_an_editor_calls_a_topic_stays_as_it_is_written(in_french):
    assert term_words("topic", "Search") == "Search"
    assert as_written("topic", "Search")


def test_kinds_of_result_are_the_interface_s_own_words(in_french):
    assert term_words("kind", "Reference only") == "Référence seule"
    assert not as_written("kind", "Reference only")


# The index's warnings


def test_every_warning_of_the_index_is_known():
    sentences = [each for name in ("paging", "facets", "parse", "evaluate") for each in said_in(name)]
    assert len(sentences) > 10
    assert [each for each in sentences if caution_words(each) != each] == []
    assert [each for each in sentences if not known(each)] == []


def test_a_warning_is_said_with_its_words_and_numbers(in_french):
    assert (
        caution_words("The query was too long; only its first 1,000 characters were used.")
        == "La requête était trop longue\u202f; seuls ses 1\u202f000 premiers caractères ont été retenus."
    )
    assert caution_words("“10.x%(y)s” is not a DOI; it was searched for as words.").startswith(
        "«\u202f10.x%(y)s\u202f» n’est pas un DOI"
    )


def test_a_warning_nobody_knows_is_said_as_it_is(in_french):
    assert caution_words("Something else.") == "Something else."


def said_in(name):
    """The sentences in a module of the index that are no docstrings, with numbers for what varies."""
    tree = ast.parse((Path(index.__path__[0]) / f"{name}.py").read_text())
    told = {id(each.value) for each in ast.walk(tree) if isinstance(each, ast.Expr)}
    parts = {id(part) for each in ast.walk(tree) if isinstance(each, ast.JoinedStr) for part in each.values}
    for each in ast.walk(tree):
        if id(each) in told | parts or not isinstance(each, ast.JoinedStr | ast.Constant):
            continue
        values = each.values if isinstance(each, ast.JoinedStr) else [each]
        text = "".join(str(part.value) if isinstance(part, ast.Constant) else "12" for part in values)
        if re.fullmatch(r"[A-Z“].* .*\.", text):
            yield text


def known(sentence):
    patterns = caution_words.__globals__["_PATTERNS"]
    return any(pattern.fullmatch(sentence) for _, pattern in patterns)


# Numbers and dates


def test_numbers_and_dates_are_french(in_french):
    assert number_words(1204) == "1\u202f204"
    assert month_heading(Month(2013, 6)) == "Juin 2013"


# The pages


# A file to keep is a citation, which stays as it is.
PAGES = list(dict.fromkeys(each.address for each in STATES if "/export/" not in each.address))


@pytest.fixture(scope="module")
def audited(tmp_path_factory):
    """The address of a server that has something to show for every state."""
    with audited_site(tmp_path_factory.mktemp("audited")) as address:
        yield address


@pytest.fixture(scope="module")
def english(messages):
    """Runs of three English words or more that stand in messages and in no translation."""
    with (ROOT / "web/translations/fr/messages.po").open("rb") as file:
        french = " ".join(text for each in read_po(file) if each.id for text in forms(each.string))
    pieces = {
        " ".join(piece.split()).strip(" ,.:;")
        for each in messages
        if each.id
        for text in forms(each.id)
        for piece in re.split(r"%\(\w+\)s|<[^>]+>|\{\w+\}", text)
    }
    return {piece for piece in pieces if len(piece.split()) >= 3 and piece not in french}


@pytest.mark.parametrize("address", PAGES)
def test_no_page_in_french_speaks_english_but_where_it_says_so(audited, english, address):
    root = html.document_fromstring(page_at(audited + address))
    assert root.get("lang") == "fr"
    assert english_in(root, english) == []


FROM_BELOW = {"A reference needs a title"}  # what bib says of an entry, it says in English


def test_no_page_of_the_desk_in_french_speaks_english_but_where_it_says_so(tmp_path, english):
    found = {}
    with filled_desk(tmp_path) as (site, names):
        clients = {role: signed_in(site, name, role) for role, name in PEOPLE.items()}
        nobody = create_app(site).test_client()
        for state in (each.at(names) for each in DESK_STATES):
            client = clients[state.role] if state.role else nobody
            ask = client.get if state.posted is None else client.post
            answer = ask(
                state.address, data=state.posted, headers={"Accept-Language": "fr"}, follow_redirects=True
            )
            told = set(english_in(html.document_fromstring(answer.text), english)) - FROM_BELOW
            if told:
                found[state.name] = told
    assert found == {}


def test_a_page_that_speaks_english_would_be_noticed(audited, english):
    root = html.document_fromstring(page_at(audited + "/search?q=CBT", "en"))
    assert len(english_in(root, english)) > 20


def english_in(root, english):
    words = " ".join(" ".join(spoken(root)).split())
    return [piece for piece in english if piece in words]


def page_at(address, language="fr-CA"):
    asked = urllib.request.Request(address, headers={"Accept-Language": language})  # noqa: S310 # our own
    try:
        with urllib.request.urlopen(asked) as answer:  # noqa: S310 # our own server
            return answer.read().decode()
    except urllib.error.HTTPError as answer:
        with answer:
            return answer.read().decode()


def spoken(element):
    """What is read to people in the language of the page: text, and attributes with words."""
    if not isinstance(element.tag, str) or element.tag in {"script", "style"}:
        yield element.tail or ""
        return
    if element.get("lang") in {None, "fr", "en" if element.tag == "html" else None}:
        yield element.text or ""
        yield from (str(value) for name, value in element.items() if name not in {"href", "value", "id"})
        for child in element:
            yield from spoken(child)
    yield element.tail or ""


@pytest.fixture
def french_client(client):
    client.set_cookie("language", "fr")
    return client


def test_the_language_chosen_beats_the_browser_s(french_client):
    assert '<html lang="fr">' in french_client.get("/", headers={"Accept-Language": "en"}).text


@pytest.mark.parametrize("address", ["/", "/feed.atom", "/archive/2022/12/email.html", "/opensearch.xml"])
def test_what_is_kept_in_one_language_is_not_shown_in_another(french_client, demo_app, address):
    french, english = french_client.get(address), demo_app.test_client().get(address)
    assert french.headers["ETag"] != english.headers["ETag"]
    assert {"Accept-Language", "Cookie"} <= set(french.vary)
    again = french_client.get(address, headers={"If-None-Match": english.headers["ETag"]})
    assert again.status_code == 200


def test_a_feed_speaks_the_language_and_quotes_the_summaries(french_client):
    feed = french_client.get("/feed.atom?topic=empathy").text
    assert 'xml:lang="fr"' in feed
    assert "Practice KB\u202f: Empathie" in feed
    assert "Implications cliniques" in feed
    assert 'xml:lang="en"' in feed


@pytest.mark.parametrize("ending", ["html", "txt"])
def test_an_e_mail_speaks_the_language(french_client, ending):
    mail = french_client.get(f"/archive/2022/12/email.{ending}").text
    assert "Implications cliniques" in mail
    assert "Practice implications" not in mail


def test_the_digest_that_an_import_reads_stays_english(french_client):
    assert "Practice Implications" in french_client.get("/archive/2022/12.txt").text


@pytest.mark.parametrize("address", ["/api/v1/topics", "/api/v1/search?q=empathy", "/api/v1/summaries/none"])
def test_programs_are_answered_in_english(french_client, demo_app, address):
    assert french_client.get(address).data == demo_app.test_client().get(address).data


@pytest.mark.parametrize("address", ["/export/csv", "/export/ris?q=CBT"])
def test_what_is_taken_away_is_the_same_in_every_language(french_client, demo_app, address):
    assert french_client.get(address).data == demo_app.test_client().get(address).data


def test_topics_are_found_by_their_names_in_either_language(french_client):
    for typed in ("fidélité", "adherence"):
        assert "Adhésion et fidélité au traitement" in french_client.get(f"/topics?find={typed}").text


def test_topics_stand_in_the_order_of_their_french_names(french_client):
    root = html.document_fromstring(french_client.get("/topics").text)
    names = [each.text for each in root.findall(".//ul[@class='topics']/li/a")]
    assert names[:3] == [
        "Adhésion et fidélité au traitement",
        "Alliance et relation thérapeutiques",
        "Assiduité, attrition et abandon",
    ]


def test_too_much_to_take_away_is_said_in_french(french_client, monkeypatch):
    monkeypatch.setattr("web.exports.MAX_EXPORTED", 10)
    answer = french_client.get("/export/ris")
    assert answer.status_code == 400
    assert "Cette recherche trouve 53 travaux" in answer.text
