import contextlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.apa import read_printed
from bib.blog_intake import import_blog
from bib.blogpage import Entry
from bib.blogtext import read_blog
from bib.demonstration import load_demonstration
from bib.digest_text import HEAD, archive_text, carried, digest_text, is_digest, month_text
from bib.duplicates import KnownWorks
from kb.catalogue import Catalogue, first_vocabulary
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, PartialDate
from kb.summary import Month, Status
from kb.vocabulary import Vocabulary
from tests.databases import databases
from tests.factories import a_record, a_summary

MAY = Month(2016, 5)
TERMS = Vocabulary(first_vocabulary())
PRINTED = "Moss, A. B. (2015). Tears in the consulting room. Journal of Invented Studies, 12(3), 201–214."


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory):
    """A catalogue with the demonstration corpus. Tests only read it."""
    opened = Catalogue(databases.address_of(tmp_path_factory.mktemp("digest")))
    load_demonstration(opened)
    yield opened
    opened.close()


def text_of(summary, *records, vocabulary=TERMS):
    return digest_text(summary.month, [(summary, records)], vocabulary)


def back(summary, *records):
    page = read_blog(text_of(summary, *records))
    assert page.refused == ()
    assert len(page.entries) == 1
    return page.entries[0]


def archive_of(catalogue):
    with catalogue.reading() as read:
        return "".join(archive_text(read))


# Every summary of the demonstration comes back


def test_every_summary_of_the_demonstration_comes_back_from_the_text(demonstration):
    page = read_blog(archive_of(demonstration))
    assert page.refused == ()
    with demonstration.reading() as read:
        published = list(read.published())
    assert len(published) == 53
    assert [
        (each.title, each.month, each.body, each.implications, each.contact) for each in page.entries
    ] == [(each.title, each.month, each.body, each.implications, each.contact) for each in published]


def test_every_printed_reference_of_the_demonstration_means_the_work_it_was_made_from(demonstration):
    with demonstration.reading() as read:
        known = KnownWorks(read.records())
        cited = [record.citekey for each in read.published() for record in read.records_of(each)]
    found = [
        known.find(read_printed(entry.printed or "").reference)
        for entry in read_blog(archive_of(demonstration)).entries
    ]
    assert [record.citekey if record else None for record in found] == cited


def test_an_archive_taken_into_an_empty_catalogue_is_exported_as_the_same_text(demonstration, catalogue):
    text = archive_of(demonstration)
    report = import_blog(catalogue, text, "anna")
    assert (len(report.added), report.refused, report.duplicate) == (53, [], [])
    assert archive_of(catalogue) == text


def test_topics_and_research_types_come_back_with_the_archive(demonstration, catalogue):
    import_blog(catalogue, archive_of(demonstration), "anna")
    with demonstration.reading() as read, catalogue.reading() as again:
        assert [(each.topics, each.research_type) for each in again.published()] == [
            (each.topics, each.research_type) for each in read.published()
        ]


def test_an_archive_taken_into_its_own_catalogue_changes_nothing(catalogue):
    load_demonstration(catalogue)
    with catalogue.reading() as read:
        before = read.revision()
    report = import_blog(catalogue, archive_of(catalogue), "anna")
    assert len(report.unchanged) == 53
    with catalogue.reading() as read:
        assert read.revision() == before


def test_a_month_of_the_archive_is_a_text_of_its_own(demonstration):
    with demonstration.reading() as read:
        page = read_blog(month_text(read, Month(2013, 3)))
        titles = [each.title for each in read.published_in(Month(2013, 3))]
    assert [(entry.title, entry.month) for entry in page.entries] == [
        (each, Month(2013, 3)) for each in titles
    ]


# The layout


def test_a_month_reads_as_the_page_of_a_blog():
    record = a_record()
    summary = a_summary(
        record, title="What tears mean", topics=("empathy", "training"), contact="moss@example.org"
    )
    assert text_of(summary, record) == (
        "Exported by Practice KB. The paragraphs are Markdown.\n\n"
        "May 2016\n\n"
        f"What tears mean\n{PRINTED}\n\n"
        "Sixty therapists told when they had wept with a client.\n\n"
        "Practice Implications\n\n"
        "Talk about it afterwards.\n\n"
        "Research type: Survey\n"
        "Topics: Empathy; Training\n"
        "Author email: moss@example.org\n\n"
    )


def test_markdown_comes_back_as_it_was_written():
    body = "# Rooms\n\n- *one*\n- **two**\n\n1. [three](https://a.org)\n\n    code\n\n> said\n\nlast  \nline"
    entry = back(a_summary(body=body, implications=body))
    assert (entry.body, entry.implications) == (body, body)


@pytest.mark.parametrize(
    "line",
    [
        *("Practice Implications", "August 2013", "Author email: me@example.org", "Topics: rooms"),
        *("Research type: Survey", "Notice: Retracted", HEAD, "  Practice Implications", " May 2011: "),
    ],
)
def test_a_line_of_the_text_that_reads_like_the_layout_stays_text(line):
    text = f"before\n{line}\n\n{line}\nafter"
    summary = a_summary(title=line.strip(), body=text, implications=text)
    entry = back(summary)
    assert (entry.title, entry.body, entry.implications) == (line.strip(), text, text)


def test_further_works_are_printed_one_on_a_line_and_come_back_as_citations(catalogue):
    records = a_record("One2015"), a_record("Two2011", title="Laughing in the waiting room", page="3-9")
    summary = a_summary(*records)
    entry = back(summary, *records)
    assert entry.printed == PRINTED
    assert [each.partition(" (2015). ")[2][:24] for each in entry.further] == ["Laughing in the waiting "]
    import_blog(catalogue, text_of(summary, *records), "anna")
    with catalogue.reading() as read:
        (taken,) = read.published()
        assert [each.reference.title for each in read.records_of(taken)] == [
            each.reference.title for each in records
        ]


def test_a_retraction_is_told_under_the_reference_and_comes_back_with_it(catalogue):
    notice = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/r"), date=PartialDate(2019, 5))
    record = a_record(notices=(notice,))
    text = text_of(a_summary(record), record)
    assert f"{PRINTED}\nNotice: Retracted 2019-05, doi:10.1000/r\n" in text
    import_blog(catalogue, text, "anna")
    with catalogue.reading() as read:
        (taken,) = read.records()
    assert taken.notices == (notice,)


def test_a_reference_that_came_printed_is_printed_as_it_came(catalogue):
    record = a_record()
    odd = PRINTED.replace("201–214", "pp. 201 - 14")
    import_blog(catalogue, text_of(a_summary(record), record).replace(PRINTED, odd), "anna")
    assert odd in archive_of(catalogue)


def test_what_readers_had_before_is_published_although_its_reference_is_not_read_whole(catalogue):
    record = a_record()
    text = text_of(a_summary(record), record).replace(PRINTED, f"{PRINTED} Some more words.")
    report = import_blog(catalogue, text, "anna")
    with catalogue.reading() as read:
        (taken,) = read.summaries()
    assert taken.status is Status.PUBLISHED
    assert "not read in the reference" in (report.added[0].reason or "")


def test_exported_summaries_may_come_in_as_drafts(catalogue):
    import_blog(catalogue, text_of(a_summary()), "anna", draft=True)
    with catalogue.reading() as read:
        assert [each.status for each in read.summaries()] == [Status.DRAFT]


def test_a_topic_that_is_not_known_here_is_remarked(catalogue):
    text = text_of(a_summary()).replace("Topics: Empathy", "Topics: Empathy; Levitation")
    report = import_blog(catalogue, text, "anna")
    assert report.added[0].reason == "line 5: there is no topic 'Levitation' here"
    with catalogue.reading() as read:
        assert [each.topics for each in read.published()] == [("empathy",)]


def test_a_topic_whose_name_would_be_parted_goes_by_its_slug():
    vocabulary = Vocabulary(
        replace(term, label="Empathy; and more") if term.slug == "empathy" else term for term in TERMS.terms
    )
    assert "\nTopics: empathy\n" in text_of(a_summary(), vocabulary=vocabulary)


def test_a_part_that_no_address_ends_is_refused_with_its_line():
    text = text_of(a_summary(title="Whole")) + "Half\n\nBegun and not ended.\n\nMay 2015\n"
    page = read_blog(text)
    assert [entry.title for entry in page.entries] == ["Whole"]
    assert [(each.line, each.input) for each in page.refused] == [(17, "Half\n\nBegun and not ended.")]


def test_two_texts_one_after_the_other_are_one(catalogue):
    one, two = text_of(a_summary(title="One")), text_of(a_summary(title="Two", month=Month(2015, 1)))
    page = read_blog(one + two)
    assert [(each.title, str(each.month)) for each in page.entries] == [
        ("One", "2016-05"),
        ("Two", "2015-01"),
    ]
    assert page.refused == ()


def test_a_page_of_a_blog_is_not_taken_for_an_export():
    assert not is_digest("May 2016\n\nWhat tears mean\n")
    assert is_digest(f"\ufeff\r\n{HEAD}\r\n")


# Any text


LINES = st.sampled_from(
    [
        *("", " ", "\t", "words", "  words ", "# head", "- point", "Practice Implications", "    code"),
        *(
            "August 2013",
            " August 2013",
            "Author email:",
            " Author email: a@b.org",
            "Topics: x",
            HEAD,
            PRINTED,
        ),
    ]
)
ANY_TEXT = st.one_of(
    st.text(max_size=60),
    st.lists(LINES, max_size=8).map("\n".join),
    st.lists(st.one_of(LINES, st.text(max_size=9)), max_size=8).map("\r\n".join),
)


def told(entry: Entry):
    return (entry.title, entry.month, entry.body, entry.implications, entry.contact)


@settings(max_examples=400, deadline=None)
@given(title=ANY_TEXT, body=ANY_TEXT, implications=ANY_TEXT, contact=st.none() | ANY_TEXT)
def test_any_summary_comes_back_as_the_text_carries_it(title, body, implications, contact):
    summary = a_summary(title=title, body=body, implications=implications, contact=contact, month=MAY)
    kept = carried(summary)
    assert told(back(summary)) == (kept.title, kept.month, kept.body, kept.implications, kept.contact)
    with contextlib.suppress(UnicodeEncodeError):  # a lone surrogate never was a text to store
        text_of(summary).encode()
    assert carried(kept) == kept


PARAGRAPH = st.text(st.characters(codec="utf-8", exclude_characters="\r\n\0\ufeff"), min_size=1)


@settings(max_examples=150, deadline=None)
@given(st.lists(PARAGRAPH.filter(str.strip), min_size=1, max_size=5))
def test_paragraphs_come_back_letter_for_letter(paragraphs):
    body = "\n\n".join(paragraphs)
    assert back(a_summary(body=body)).body == body
