import contextlib
import socket
from dataclasses import replace

import pytest

from bib.bibtex_reading import read_bibtex
from bib.blog_intake import import_blog
from bib.crossref import Crossref
from bib.demonstration import is_demonstration, load_demonstration
from bib.doi_intake import TypedDOI, import_dois
from bib.intake import import_references
from bib.resolution import resolve
from kb.catalogue import Catalogue
from kb.reference import SourceKind
from kb.summary import Month, Status
from tests.crossref_stand_in import StandIn, invented_work
from tests.databases import databases

PAGE = """Our blog
Welcome to the page.
May 2019
Listening Well
Lambert, M. J., & Barley, D. E. (2001). Research summary on the therapeutic relationship. Psychotherapy, 38, \
357-361. doi:10.1037/0033-3204.38.4.357
Listening was studied in many clinics.
It was found to be of use.
Practice Implications
Listen well.
Author email: lambert@example.org
April 2019
A Study Without Its Reference
Nobody wrote down where this comes from, although it is a fine study of something.
Practice Implications
Write down your references.
"""

BIB = """@article{lambert2001,
  author = {Lambert, Michael J. and Barley, Dean E.},
  title = {Research summary on the therapeutic relationship},
  journal = {Psychotherapy}, year = 2001, volume = 38, pages = {357--361}
}

@book{norcross2011, editor = {Norcross, John C.}, title = {Psychotherapy relationships that work},
  year = 2011}

@article{broken, title = {No end
"""


ARTICLE = BIB.partition("@book")[0]


@pytest.fixture
def crossref_of():
    """Starts a Crossref on the loopback that knows the works given."""
    with contextlib.ExitStack() as running:

        def start(*works):
            stand_in = running.enter_context(StandIn(works))
            return Crossref(url=stand_in.url, sleep=lambda _: None), stand_in

        yield start


@pytest.fixture
def no_crossref():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    return Crossref(url=f"http://127.0.0.1:{port}")


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(databases.address_of(tmp_path))
    yield opened
    opened.close()


def work(doi="10.1037/0033-3204.38.4.357", **fields):
    return invented_work(doi, 1) | {
        "title": ["Research summary on the therapeutic relationship"],
        "author": [{"family": "Lambert", "given": "Michael J."}, {"family": "Barley", "given": "Dean E."}],
        "issued": {"date-parts": [[2001]]},
        "published-print": {"date-parts": [[2001]]},
        "container-title": ["Psychotherapy"],
        "volume": "38",
        "page": "357-361",
        **fields,
    }


def typed(*dois):
    return [TypedDOI(text=doi, line=line) for line, doi in enumerate(dois, start=1)]


def test_blog_entry_comes_in_with_its_month_text_contact_and_citation(catalogue):
    report = import_blog(catalogue, PAGE, "anna")
    assert [item.id for item in report.added] == ["listening-well", "a-study-without-its-reference"]
    with catalogue.reading() as read:
        summary = read.summary_at("listening-well")
        assert summary.month == Month(2019, 5)
        assert summary.status is Status.PUBLISHED
        assert summary.contact == "lambert@example.org"
        assert summary.implications == "Listen well."
        (record,) = read.records_of(summary)
        assert record.source.kind is SourceKind.PRINTED
        assert record.reference.volume == "38"


def test_entry_that_could_not_be_read_whole_is_a_draft_that_says_so(catalogue):
    report = import_blog(catalogue, PAGE, "anna")
    with catalogue.reading() as read:
        summary = read.summary_at("a-study-without-its-reference")
    assert summary.status is Status.DRAFT
    assert summary.remarks
    assert "line" in str(report.added[1].reason)


def test_citation_with_authors_left_out_waits_for_the_editor(catalogue):
    elided = PAGE.replace("Lambert, M. J., & Barley, D. E. (2001)", "Lambert, M. J., et al. (2001)")
    import_blog(catalogue, elided, "anna")
    with catalogue.reading() as read:
        summary = read.summary_at("listening-well")
    assert summary.status is Status.DRAFT
    assert "leaves authors out" in summary.remarks[0]


def test_drafts_are_asked_for(catalogue):
    import_blog(catalogue, PAGE, "anna", draft=True)
    with catalogue.reading() as read:
        assert list(read.published()) == []


def test_blog_page_imported_twice_adds_nothing(catalogue):
    import_blog(catalogue, PAGE, "anna")
    with catalogue.reading() as read:
        before = read.revision()
    again = import_blog(catalogue, PAGE, "anna")
    assert len(again.unchanged) == 2
    with catalogue.reading() as read:
        assert read.revision() == before


def test_changed_text_under_a_known_title_is_reported_and_left_out(catalogue):
    import_blog(catalogue, PAGE, "anna")
    report = import_blog(catalogue, PAGE.replace("Listen well.", "Listen better."), "anna")
    assert [item.id for item in report.duplicate] == ["listening-well"]
    with catalogue.reading() as read:
        assert read.summary_at("listening-well").implications == "Listen well."


def test_references_come_in_under_the_keys_of_their_file(catalogue):
    report = import_references(catalogue, read_bibtex(BIB), "anna")
    assert [item.id for item in report.added] == ["lambert2001", "norcross2011"]
    assert len(report.refused) == 1
    assert report.refused[0].line == 10


def test_references_imported_twice_add_nothing(catalogue):
    import_references(catalogue, read_bibtex(BIB), "anna")
    again = import_references(catalogue, read_bibtex(BIB), "anna")
    assert [item.id for item in again.unchanged] == ["lambert2001", "norcross2011"]
    assert again.added == []


def test_entry_too_bare_to_tell_by_is_known_again_by_its_text(catalogue):
    bare = "@misc{notes, title = {Notes}}"
    import_references(catalogue, read_bibtex(bare), "anna")
    again = import_references(catalogue, read_bibtex(bare), "anna")
    assert [item.id for item in again.unchanged] == ["notes"]
    assert again.added == []


def test_reference_that_may_be_a_known_one_comes_in_with_a_doubt(catalogue):
    import_references(catalogue, read_bibtex(BIB), "anna")
    elsewhere = ARTICLE.replace("lambert2001", "other").replace("journal = {Psychotherapy}, ", "")
    report = import_references(catalogue, read_bibtex(elsewhere), "anna")
    assert "perhaps lambert2001" in str(report.added[0].reason)


def test_reply_to_a_known_article_is_no_duplicate(catalogue):
    import_references(catalogue, read_bibtex(BIB), "anna")
    reply = ARTICLE.replace("lambert2001", "reply").replace("{Research", "{Reply to: Research")
    assert [item.id for item in import_references(catalogue, read_bibtex(reply), "anna").added] == ["reply"]


def test_doi_that_leads_to_another_work_changes_nothing_and_is_offered(catalogue, crossref_of):
    wrong = ARTICLE.replace("year = 2001", "year = 2001, doi = {10.1000/slip}")
    import_references(catalogue, read_bibtex(wrong), "anna")
    other = work("10.1000/slip", title=["Softening techniques"], author=[{"family": "Lewin", "given": "K."}])
    report = import_dois(catalogue, crossref_of(other)[0], typed("10.1000/slip"), "anna")
    assert "leads to another work" in str(report.unchanged[0].reason)
    assert [each.doi for each in report.unchanged[0].candidates] == ["10.1000/slip"]
    with catalogue.reading() as read:
        assert read.record_at("lambert2001").source.kind is SourceKind.BIBTEX


def test_doi_that_became_an_alias_resolves_the_reference_that_bears_it(catalogue, crossref_of):
    aliased = ARTICLE.replace("year = 2001", "year = 2001, doi = {10.1000/old}")
    import_references(catalogue, read_bibtex(aliased), "anna")
    crossref, stand_in = crossref_of(work("10.1000/new"))
    stand_in.aliases["10.1000/old"] = "10.1000/new"
    report = import_dois(catalogue, crossref, typed("10.1000/old"), "anna")
    assert [item.id for item in report.updated] == ["lambert2001"]
    with catalogue.reading() as read:
        assert read.record_at("lambert2001").reference.doi == "10.1000/new"


def test_reference_known_from_the_blog_is_a_duplicate_in_a_file(catalogue):
    import_blog(catalogue, PAGE, "anna")
    report = import_references(catalogue, read_bibtex(BIB), "anna")
    assert [item.title for item in report.duplicate] == ["Research summary on the therapeutic relationship"]
    assert [item.id for item in report.added] == ["norcross2011"]


def test_every_doi_of_the_input_is_accounted_for_once(catalogue, crossref_of):
    crossref, _ = crossref_of(work("10.1000/1", title=["One"]), work("10.1000/2", title=["Two"]))
    dois = typed("10.1000/1", "10.1000/2", "https://doi.org/10.1000/1", "nonsense", "10.1000/404")
    report = import_dois(catalogue, crossref, dois, "anna")
    assert [item.input for item in report.added] == ["10.1000/1", "10.1000/2"]
    assert [(item.line, item.reason) for item in report.duplicate] == [(3, "given twice; line 1 has it too")]
    assert [(item.line, item.input) for item in report.refused] == [(4, "nonsense"), (5, "10.1000/404")]


def test_doi_that_crossref_cannot_answer_waits_and_comes_in_later(catalogue, crossref_of, no_crossref):
    report = import_dois(catalogue, no_crossref, typed("10.1000/1"), "anna")
    assert len(report.queued) == 1
    with catalogue.reading() as read:
        waiting = [TypedDOI(text=each.doi) for each in read.queued()]
    later = import_dois(catalogue, crossref_of(work("10.1000/1"))[0], waiting, "anna")
    assert len(later.added) == 1
    with catalogue.reading() as read:
        assert read.queued() == ()


def test_import_cut_off_keeps_what_was_not_asked_yet(catalogue, crossref_of):
    def interrupt(done, total):
        if done == 1:
            raise KeyboardInterrupt

    crossref, _ = crossref_of(work("10.1000/1", title=["One"]), work("10.1000/2", title=["Two"]))
    with pytest.raises(KeyboardInterrupt):
        import_dois(catalogue, crossref, typed("10.1000/1", "10.1000/2"), "anna", interrupt)
    with catalogue.reading() as read:
        assert read.record_with_doi("10.1000/1")
        assert [each.doi for each in read.queued()] == ["10.1000/2"]


def test_doi_imported_twice_is_not_asked_again(catalogue, crossref_of):
    crossref, stand_in = crossref_of(work("10.1000/1"))
    import_dois(catalogue, crossref, typed("10.1000/1"), "anna")
    asked = len(stand_in.requests)
    again = import_dois(catalogue, crossref, typed("10.1000/1"), "anna")
    assert len(again.unchanged) == 1
    assert len(stand_in.requests) == asked


def test_crossref_fills_in_what_was_printed_and_keeps_the_key(catalogue, crossref_of):
    import_blog(catalogue, PAGE, "anna")
    with catalogue.reading() as read:
        printed = read.record_with_doi("10.1037/0033-3204.38.4.357")
    report = import_dois(
        catalogue, crossref_of(work(issue="4"))[0], typed("10.1037/0033-3204.38.4.357"), "anna"
    )
    assert [item.id for item in report.updated] == [printed.citekey]
    with catalogue.reading() as read:
        renewed = read.record(printed.id)
    assert renewed.source.kind is SourceKind.CROSSREF
    assert renewed.reference.issue == "4"


def test_reference_without_doi_is_resolved_when_title_year_and_name_agree(catalogue, crossref_of):
    import_references(catalogue, read_bibtex(BIB), "anna")
    report = resolve(catalogue, crossref_of(work())[0], "anna")
    assert [item.id for item in report.updated] == ["lambert2001"]
    assert [item.id for item in report.unchanged] == ["norcross2011"]
    with catalogue.reading() as read:
        assert read.record_at("lambert2001").reference.doi == "10.1037/0033-3204.38.4.357"


def test_demonstration_corpus_is_53_published_summaries_with_all_they_need(catalogue):
    report = load_demonstration(catalogue)
    assert len(report.added) == 53
    with catalogue.reading() as read:
        assert is_demonstration(read)
        for summary in read.published():
            assert 100 <= len(summary.body.split()) <= 250, summary.slug
            assert summary.implications
            assert summary.topics
            assert summary.research_type
            assert len(read.records_of(summary)) == 1


def test_demonstration_corpus_spreads_over_the_years(catalogue):
    load_demonstration(catalogue)
    with catalogue.reading() as read:
        years = {summary.month.year for summary in read.published()}
    assert min(years) == 2013
    assert max(years) == 2026
    assert len(years) >= 12


def test_demonstration_loaded_twice_adds_nothing(catalogue):
    load_demonstration(catalogue)
    assert len(load_demonstration(catalogue).unchanged) == 53


def test_real_blog_page_gives_its_two_summaries(catalogue, shared_data):
    page = (shared_data / "blog" / "blog-2013.txt").read_text(encoding="utf-8")
    report = import_blog(catalogue, page, "anna")
    with catalogue.reading() as read:
        helpful, tears = (read.summary_at(item.id) for item in report.added)
        assert (str(helpful.month), str(tears.month)) == ("2013-08", "2013-03")
        assert (helpful.contact, tears.contact) == ("lgc3@psu.edu", "ablume@alliant.edu")
        (events,), (crying,) = read.records_of(helpful), read.records_of(tears)
    assert len(events.reference.author) == 16
    assert events.reference.issued.year == 2010
    assert events.reference.container_title == ("Psychotherapy: Theory, Research, Practice, and Training")
    assert (events.reference.volume, events.reference.page) == ("47", "327-344")
    assert events.reference.doi is None
    assert crying.reference.doi == "10.1037/a0031384"
    assert crying.reference.status == "advance online publication"
    assert len(import_blog(catalogue, page, "anna").unchanged) == 2


def undo_last(catalogue, kind, entity):
    with catalogue.writing("anna") as write:
        write.undo(write.history(kind, entity)[-1].revision)


def test_summary_taken_away_and_imported_again_is_known_again_by_its_text(catalogue):
    slug = import_blog(catalogue, PAGE, "anna").added[0].id
    with catalogue.reading() as read:
        first = read.summary_at(slug)
    undo_last(catalogue, "summary", first.id)
    assert len(import_blog(catalogue, PAGE, "anna").added) == 1
    with catalogue.writing("anna") as write:
        write.change_summary(replace(write.summary_at(slug), title="Listening Better"))
    report = import_blog(catalogue, PAGE, "anna")
    assert (len(report.added), len(report.unchanged)) == (0, 2)


def test_demonstration_summary_taken_away_comes_back_with_the_next_loading(catalogue):
    slug = load_demonstration(catalogue).added[0].id
    with catalogue.reading() as read:
        first = read.summary_at(slug)
    undo_last(catalogue, "summary", first.id)
    assert [item.id for item in load_demonstration(catalogue).added] == [slug]
    assert len(load_demonstration(catalogue).unchanged) == 53


def test_what_an_editor_writes_while_crossref_is_asked_is_not_lost(catalogue):
    import_references(catalogue, read_bibtex(BIB), "anna")

    class WhileAsked(Crossref):
        def works(self, dois):
            with catalogue.writing("ben") as write:
                present = write.record_at("lambert2001")
                write.change_record(replace(present, overrides={"note": "Read this first"}))
            yield dois[0], work()

    report = import_dois(catalogue, WhileAsked(), typed("10.1037/0033-3204.38.4.357"), "anna")
    assert [item.id for item in report.updated] == ["lambert2001"]
    with catalogue.reading() as read:
        assert read.record_at("lambert2001").overrides == {"note": "Read this first"}


def test_key_of_a_file_too_long_for_an_address_is_not_taken(catalogue):
    import_references(catalogue, read_bibtex(BIB.replace("lambert2001", "k" * 300)), "anna")
    with catalogue.reading() as read:
        assert read.record_at("Lambert2001")
