import json
from dataclasses import asdict
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.works import Work, to_notices, to_reference, updates
from kb.identifiers import DOI
from kb.reference import Name, Notice, NoticeKind, PartialDate, Reference
from tests.crossref_works import left_out

GOLDEN = Path(__file__).parent / "golden" / "crossref"
PAIRS = sorted(path.name.removesuffix(".work.json") for path in GOLDEN.glob("*.work.json"))


def article(**fields) -> Work:
    return {"DOI": "10.5555/x", "type": "journal-article", "title": ["A title"], **fields}


def plainly(reference: Reference) -> dict[str, object]:
    """A reference as plain JSON: only the fields and the parts of names that say something."""
    plain: dict[str, object] = {}
    for field, value in asdict(reference).items():
        if field == "issued" and value:
            plain[field] = str(reference.issued)
        elif field in {"author", "editor", "translator"} and value:
            plain[field] = [{part: text for part, text in name.items() if text} for name in value]
        elif value:
            plain[field] = list(value) if isinstance(value, tuple) else value
    return plain


@pytest.mark.parametrize("pair", PAIRS)
def test_a_work_becomes_its_reference(pair):
    work = json.loads((GOLDEN / f"{pair}.work.json").read_text(encoding="utf-8"))
    expected = json.loads((GOLDEN / f"{pair}.reference.json").read_text(encoding="utf-8"))
    assert plainly(to_reference(work)) == expected


def test_the_golden_pairs_are_all_there():
    assert len(PAIRS) >= 25
    assert {path.name.removesuffix(".reference.json") for path in GOLDEN.glob("*.reference.json")} == set(
        PAIRS
    )


def test_no_golden_pair_holds_sentences_of_a_publisher():
    works = [json.loads(path.read_text(encoding="utf-8")) for path in GOLDEN.glob("*.work.json")]
    assert all("abstract" not in work and "reference" not in work for work in works)


@pytest.mark.parametrize("parts", [[[None]], [[]], [], None, [None], "2013", [["x"]], [[13]], [[99999]]])
def test_a_date_that_says_nothing_is_no_date(parts):
    assert to_reference(article(issued={"date-parts": parts})).issued is None


@pytest.mark.parametrize(
    ("parts", "date"),
    [
        ([[2013]], PartialDate(2013)),
        ([[2013, 3]], PartialDate(2013, 3)),
        ([["2013", "03", "09"]], PartialDate(2013, 3, 9)),
        ([[2013, 0, 0]], PartialDate(2013)),
        ([[2013, 13]], PartialDate(2013)),
        ([[2013, 3, 32]], PartialDate(2013, 3)),
    ],
)
def test_a_date_is_as_exact_as_it_can_be(parts, date):
    assert to_reference(article(issued={"date-parts": parts})).issued == date


def test_the_print_year_is_the_year_of_the_citation():
    work = article(
        issued={"date-parts": [[2012, 12]]},
        **{"published-online": {"date-parts": [[2012, 12]]}, "published-print": {"date-parts": [[2013, 3]]}},
    )
    assert to_reference(work).issued == PartialDate(2013, 3)


def test_without_print_or_issue_date_the_online_date_counts():
    work = article(**{"issued": {"date-parts": [[None]]}, "published-online": {"date-parts": [[2012, 12]]}})
    assert to_reference(work).issued == PartialDate(2012, 12)


@pytest.mark.parametrize("page", ["n/a-n/a", "n/a", "no-no", "-", "", "null", "0", "000-000", "–"])
def test_a_page_that_says_nothing_is_no_page(page):
    assert to_reference(article(page=page)).page is None


@pytest.mark.parametrize(
    ("page", "kept"),
    [
        ("344–355", "344-355"),
        ("344 - 355", "344-355"),
        ("61-61", "61"),
        ("S12-S19", "S12-S19"),
        ("1-3, 9", "1-3, 9"),
    ],
)
def test_pages_are_kept_as_they_are_cited(page, kept):
    assert to_reference(article(page=page)).page == kept


@pytest.mark.parametrize(
    ("kind", "csl"),
    [
        ("journal-article", "article-journal"),
        ("book-chapter", "chapter"),
        ("monograph", "book"),
        ("proceedings-article", "paper-conference"),
        ("dissertation", "thesis"),
        ("posted-content", "article"),
        ("peer-review", "review"),
        ("report-series", "report"),
        ("grant", "document"),
        ("something new", "document"),
        (None, "document"),
        ([], "document"),
    ],
)
def test_every_type_of_crossref_has_a_type_of_csl(kind, csl):
    assert to_reference(article(type=kind)).type == csl


def test_a_working_paper_says_so():
    reference = to_reference(article(type="posted-content", subtype="working_paper"))
    assert (reference.type, reference.genre) == ("article", "working paper")


def test_a_chapter_keeps_its_book_and_its_editors():
    work = article(
        type="book-chapter",
        editor=[{"family": "Norcross", "given": "John C."}],
        **{
            "container-title": ["Psychotherapy relationships that work"],
            "ISBN": ["http://id.crossref.org/isbn/9780190843953"],
        },
    )
    reference = to_reference(work)
    assert reference.container_title == "Psychotherapy relationships that work"
    assert reference.editor == (Name(family="Norcross", given="John C."),)
    assert reference.isbn == ("9780190843953",)


def test_an_identifier_that_fails_its_check_is_dropped():
    reference = to_reference(article(ISSN=["0033-3204", "0033-3205", "0033-3204", 7], ISBN=["9780000000000"]))
    assert reference.issn == ("0033-3204",)
    assert reference.isbn == ()


def test_a_subtitle_is_joined_once():
    work = article(title=["Crying in therapy: A survey"], subtitle=["A survey"])
    assert to_reference(work).title == "Crying in therapy: A survey"


def test_a_subtitle_after_a_question_needs_no_colon():
    work = article(title=["Do therapists cry?"], subtitle=["A survey."])
    assert to_reference(work).title == "Do therapists cry? A survey"


@pytest.mark.parametrize(
    "title", ["Therapy in the U.S.", "Smith et al.", "Insight vs. relapse etc.", "To be continued..."]
)
def test_an_abbreviation_at_the_end_of_a_title_keeps_its_stop(title):
    assert to_reference(article(title=[title])).title == title


def test_the_link_of_the_doi_is_no_address_of_its_own():
    assert to_reference(article(URL="https://doi.org/10.5555/x")).url is None
    assert to_reference(article(URL="https://example.org/x")).url == "https://example.org/x"
    assert to_reference(article(URL="javascript:alert(1)")).url is None


def test_norwegian_is_a_language():
    assert to_reference(article(language="no")).language == "no"


def test_the_abstract_keeps_its_paragraphs():
    abstract = (
        "<jats:title>Abstract</jats:title><jats:sec><jats:title>Aims</jats:title>"
        "<jats:p>We asked\n   <jats:italic>why</jats:italic>.</jats:p></jats:sec>"
        "<jats:p>P &amp;lt; .05</jats:p>"
    )
    assert to_reference(article(abstract=abstract)).abstract == "Aims: We asked why.\n\nP < .05"


def test_an_article_without_volume_that_is_only_online_is_ahead_of_print():
    online = {"published-online": {"date-parts": [[2024]]}}
    assert to_reference(article(**online)).status == "advance online publication"
    assert to_reference(article(volume="50", **online)).status is None
    assert to_reference(article(type="posted-content", **online)).status is None


def update(kind, doi="10.5555/notice", **fields):
    return {
        "DOI": doi,
        "type": kind,
        "label": kind.capitalize(),
        "updated": {"date-parts": [[2020, 5, 4]]},
        **fields,
    }


@pytest.mark.parametrize(
    ("kind", "means"),
    [
        ("retraction", NoticeKind.RETRACTION),
        ("withdrawal", NoticeKind.RETRACTION),
        ("removal", NoticeKind.RETRACTION),
        ("Retraction", NoticeKind.RETRACTION),
        ("expression_of_concern", NoticeKind.EXPRESSION_OF_CONCERN),
        ("expression-of-concern", NoticeKind.EXPRESSION_OF_CONCERN),
        ("correction", NoticeKind.CORRECTION),
        ("erratum", NoticeKind.CORRECTION),
        ("corrigendum", NoticeKind.CORRECTION),
        ("addendum", NoticeKind.CORRECTION),
        ("new_version", NoticeKind.OTHER),
        ("", NoticeKind.OTHER),
    ],
)
def test_an_update_of_each_type_is_a_notice(kind, means):
    (notice,) = to_notices(article(**{"updated-by": [update(kind)]}))
    assert notice.kind is means


def test_a_notice_says_when_where_and_by_whom():
    work = article(**{"updated-by": [update("retraction", source="retraction-watch")]})
    assert to_notices(work) == (
        Notice(
            kind=NoticeKind.RETRACTION,
            doi=DOI("10.5555/notice"),
            date=PartialDate(2020, 5, 4),
            source="retraction-watch",
            label="Retraction",
        ),
    )


def test_a_retraction_that_both_publisher_and_retraction_watch_report_is_one_notice():
    both = [update("retraction", source="retraction-watch"), update("retraction", source="publisher")]
    (notice,) = to_notices(article(**{"updated-by": both}))
    assert notice.source == "publisher"


def test_a_correction_and_a_later_retraction_are_two_notices_in_order_of_time():
    later = update("retraction", "10.5555/r", updated={"date-parts": [[2021]]})
    notices = to_notices(article(**{"updated-by": [later, update("correction", "10.5555/c")]}))
    assert [notice.kind for notice in notices] == [NoticeKind.CORRECTION, NoticeKind.RETRACTION]


def test_a_work_corrected_in_place_bears_the_notice_itself():
    work = article(**{"update-to": [update("correction", "10.5555/X")]})
    assert [notice.doi for notice in to_notices(work)] == ["10.5555/x"]
    assert updates(work) == ()


def test_a_notice_of_another_work_says_which():
    work = article(**{"update-to": [update("retraction", "10.5555/FLAWED"), update("retraction", "no doi")]})
    ((target, notice),) = updates(work)
    assert target == "10.5555/flawed"
    assert (notice.kind, notice.doi) == (NoticeKind.RETRACTION, "10.5555/x")
    assert to_notices(work) == ()


NAMES = """
    DOI URL ISBN ISSN type subtype title subtitle author editor container-title short-container-title
    publisher publisher-location page article-number volume issue issued published-print abstract language
    event institution standards-body degree review updated-by update-to edition-number family given name
    suffix date-parts updated
"""
KEYS = st.sampled_from(NAMES.split())
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=20,
)


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(KEYS, ANYTHING, max_size=12))
def test_a_work_of_any_shape_is_translated_without_an_exception(work):
    reference = to_reference(work)
    assert isinstance(reference.title, str)
    assert isinstance(to_notices(work), tuple)
    assert isinstance(updates(work), tuple)


def test_every_recorded_work_is_translated_and_keeps_what_a_citation_needs(shared_data):
    works = [
        json.loads(path.read_text(encoding="utf-8")) for path in (shared_data / "crossref").glob("*.json")
    ]
    dropped = []
    for work in works:
        to_notices(work)
        updates(work)
        dropped += [(work["DOI"], key, work[key]) for key in left_out(work, to_reference(work))]
    says_nothing = ("null", "no-no", "0", "<jats:p />", ["http://isrctn.com/"])
    lost = [each for each in dropped if each[2] not in says_nothing]
    deleted = {doi for doi, key, value in dropped if value == ["CrossRef Listing of Deleted DOIs"]}
    assert len(works) > 250
    assert [each for each in lost if each[0] not in deleted] == []
