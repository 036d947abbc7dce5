from kb.identifiers import parse_doi, parse_isbn, parse_issn
from kb.reference import Name, Notice, NoticeKind, PartialDate
from kb.summary import Month
from tests.factories import a_record, a_summary
from web.linked_data import site_data, summary_data, trail_data, work_data

PAGE = "https://kb.example.org/references/Moss2015"
SITE = site_data(
    title="Practice KB",
    home="https://kb.example.org/",
    search="https://kb.example.org/search?q=",
    description="Summaries",
    language="en",
)


def test_a_journal_article_stands_in_its_issue_of_its_volume_of_its_journal():
    record = a_record(issn=(parse_issn("0033-3204"),), doi=parse_doi("10.1000/x"), publisher="APA")
    data = work_data(record, PAGE)
    assert data["@type"] == "ScholarlyArticle"
    assert data["@id"] == data["sameAs"] == "https://doi.org/10.1000/x"
    assert data["datePublished"] == "2015-06"
    assert (data["pageStart"], data["pageEnd"]) == ("201", "214")
    assert data["isPartOf"] == {
        "@type": "PublicationIssue",
        "issueNumber": "3",
        "isPartOf": {
            "@type": "PublicationVolume",
            "volumeNumber": "12",
            "isPartOf": {
                "@type": "Periodical",
                "name": "Journal of Invented Studies",
                "issn": ["0033-3204"],
                "publisher": {"@type": "Organization", "name": "APA"},
            },
        },
    }
    assert "publisher" not in data


def test_a_person_and_an_organisation_are_told_apart():
    names = (Name(family="Berg", given="Anna", non_dropping_particle="van den"), Name(literal="WHO"))
    assert work_data(a_record(author=names), PAGE)["author"] == [
        {"@type": "Person", "name": "Anna van den Berg", "givenName": "Anna", "familyName": "van den Berg"},
        {"@type": "Organization", "name": "WHO"},
    ]


def test_a_chapter_is_part_of_a_book_with_its_editors():
    editor = Name(family="Roe", given="R.")
    record = a_record(
        type="chapter",
        container_title="A handbook",
        editor=(editor,),
        isbn=(parse_isbn("9781118038208"),),
        publisher="Wiley",
        volume=None,
        issue=None,
    )
    data = work_data(record, PAGE)
    assert (data["@type"], data["isPartOf"]["@type"]) == ("Chapter", "Book")
    assert data["isPartOf"]["editor"][0]["name"] == "R. Roe"
    assert data["isPartOf"]["isbn"] == ["9781118038208"]
    assert "editor" not in data
    assert "isbn" not in data


def test_a_book_bears_its_own_numbers():
    book = a_record(
        type="book",
        container_title=None,
        isbn=(parse_isbn("9781118038208"),),
        edition="2",
        publisher="Wiley",
        volume=None,
        issue=None,
        page=None,
    )
    data = work_data(book, PAGE)
    assert (data["@type"], data["bookEdition"], data["isbn"]) == ("Book", "2", ["9781118038208"])
    assert data["publisher"]["name"] == "Wiley"
    assert "isPartOf" not in data


def test_a_work_without_a_doi_is_known_by_the_page_about_it():
    assert work_data(a_record(), PAGE)["@id"] == PAGE


def test_what_is_not_known_is_not_said():
    bare = a_record(
        author=(), container_title=None, volume=None, issue=None, page=None, issued=None, type="document"
    )
    assert work_data(bare, PAGE) == {
        "@context": "https://schema.org",
        "@type": "CreativeWork",
        "@id": PAGE,
        "name": "Tears in the consulting room",
        "mainEntityOfPage": PAGE,
    }


def test_a_retracted_work_says_so():
    notices = (
        Notice(kind=NoticeKind.EXPRESSION_OF_CONCERN),
        Notice(kind=NoticeKind.RETRACTION, date=PartialDate(2020)),
        Notice(kind=NoticeKind.CORRECTION, doi=parse_doi("10.1000/correction")),
    )
    data = work_data(a_record(notices=notices), PAGE)
    assert data["creativeWorkStatus"] == "Retracted"
    assert data["correction"] == ["https://doi.org/10.1000/correction"]


def test_a_summary_is_an_article_of_ours_based_on_a_study_of_theirs():
    record = a_record()
    data = summary_data(
        a_summary(record, title="What tears mean", month=Month(2016, 5)),
        [(record, PAGE)],
        address="https://kb.example.org/summaries/tears",
        site=SITE,
        topics=["Empathy"],
        description="Talk about it.",
    )
    assert (data["@type"], data["headline"], data["datePublished"]) == (
        "Article",
        "What tears mean",
        "2016-05",
    )
    assert "author" not in data
    assert data["keywords"] == ["Empathy"]
    assert data["isPartOf"]["name"] == "Practice KB"
    (study,) = data["isBasedOn"]
    assert (study["@type"], study["author"][0]["familyName"]) == ("ScholarlyArticle", "Moss")
    assert "@context" not in study


def test_the_site_says_how_it_is_searched():
    action = SITE["potentialAction"]
    assert action["target"]["urlTemplate"] == "https://kb.example.org/search?q={search_term_string}"


def test_a_trail_counts_its_steps():
    steps = trail_data([("Archive", "https://x.org/archive"), ("May 2016", "https://x.org/archive/2016/05")])
    assert [(each["position"], each["name"]) for each in steps["itemListElement"]] == [
        (1, "Archive"),
        (2, "May 2016"),
    ]
