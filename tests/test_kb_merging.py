import contextlib

import pytest

from kb.catalogue import Catalogue
from kb.errors import CannotUndo, KnowledgeBaseError, NotFound
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, Record, Reference, Source, SourceKind
from kb.summary import Citation, Month, Summary
from tests.databases import databases


@pytest.fixture
def catalogue(tmp_path):
    opened = Catalogue(databases.address_of(tmp_path))
    yield opened
    opened.close()


def reference(citekey, doi=None, overrides=None, **fields):
    described = Reference(type="article-journal", title=f"Title of {citekey}", doi=doi and DOI(doi), **fields)
    return Record(
        citekey=citekey,
        described=described,
        source=Source(kind=SourceKind.PRINTED, payload=citekey),
        overrides=overrides or {},
    )


def summary(slug, *records):
    citations = tuple(Citation(reference=each.id) for each in records)
    return Summary(slug=slug, title=slug, month=Month(2020, 1), citations=citations)


def stored(catalogue, records, summaries=()):
    with catalogue.writing("anna") as write:
        for record in records:
            write.add_record(record)
        for each in summaries:
            write.add_summary(each)


def merge(catalogue, kept="kept", gone="gone"):
    with catalogue.writing("bert") as write:
        return write.merge_records(kept, gone)


def cited(catalogue, slug):
    with catalogue.reading() as read:
        return [record.citekey for record in read.records_of(read.summary_at(slug))]


def test_summaries_cite_the_kept_reference_in_place_of_the_other(catalogue):
    kept, gone, other = reference("kept"), reference("gone"), reference("other")
    stored(catalogue, [kept, gone, other], [summary("s", other, gone)])
    merge(catalogue)
    assert cited(catalogue, "s") == ["other", "kept"]


def test_summary_that_cited_both_cites_the_kept_once_in_the_first_place(catalogue):
    kept, gone, other = reference("kept"), reference("gone"), reference("other")
    stored(catalogue, [kept, gone, other], [summary("s", gone, other, kept)])
    merge(catalogue)
    assert cited(catalogue, "s") == ["kept", "other"]


def test_old_citekey_answers_as_the_kept_reference_also_after_further_merges(catalogue):
    stored(catalogue, [reference("kept"), reference("gone"), reference("final")])
    merge(catalogue)
    merge(catalogue, "final", "gone")
    with catalogue.reading() as read:
        assert {read.record_at(key).citekey for key in ("kept", "gone", "final")} == {"final"}
        assert read.citekey_taken("GONE")


def test_doi_comes_along_when_only_the_other_had_one(catalogue):
    stored(catalogue, [reference("kept"), reference("gone", "10.1000/1")])
    assert merge(catalogue).reference.doi == "10.1000/1"
    with catalogue.reading() as read:
        assert read.record_with_doi("10.1000/1").citekey == "kept"


def test_doi_of_the_kept_reference_stays(catalogue):
    gone = reference("gone", overrides={"doi": "10.1000/2"})
    stored(catalogue, [reference("kept", "10.1000/1"), gone])
    assert merge(catalogue).reference.doi == "10.1000/1"


def test_editors_words_are_joined_and_the_kept_ones_win(catalogue):
    kept = reference("kept", overrides={"title": "Kept"})
    gone = reference("gone", overrides={"title": "Gone", "volume": "7"})
    stored(catalogue, [kept, gone])
    whole = merge(catalogue).reference
    assert (whole.title, whole.volume) == ("Kept", "7")


def test_notices_are_joined_without_repetition(catalogue):
    retraction = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/r"))
    stored(catalogue, [reference("kept"), reference("gone")])
    with catalogue.writing("anna") as write:
        for key in ("kept", "gone"):
            record = write.record_at(key)
            more = (Notice(kind=NoticeKind.CORRECTION),) if key == "gone" else ()
            write.change_record(
                Record(
                    **{**{n: getattr(record, n) for n in record.__slots__}, "notices": (retraction, *more)}
                )
            )
    assert [notice.kind for notice in merge(catalogue).notices] == [
        NoticeKind.RETRACTION,
        NoticeKind.CORRECTION,
    ]


def test_reference_is_not_merged_with_itself_or_nothing(catalogue):
    stored(catalogue, [reference("kept"), reference("gone")])
    with pytest.raises(KnowledgeBaseError, match="same reference"):
        merge(catalogue, "kept", "kept")
    with pytest.raises(NotFound):
        merge(catalogue, "kept", "nobody")
    merge(catalogue)
    with pytest.raises(KnowledgeBaseError, match="same reference"):
        merge(catalogue)


def test_histories_of_both_are_kept_and_say_who_merged(catalogue):
    kept, gone = reference("kept"), reference("gone")
    stored(catalogue, [kept, gone], [summary("s", gone)])
    merge(catalogue)
    with catalogue.reading() as read:
        assert read.merged_into(kept.id) == (gone.id,)
        for entity, last in ((kept.id, "kept"), (gone.id, None)):
            added, merged = read.history("reference", entity)
            assert (added.action, merged.action, merged.by) == ("added", "merged", "bert")
            assert (merged.after is None) is (last is None)
        slug = read.summary_at("s").id
        assert [change.action for change in read.history("summary", slug)] == ["added", "merged"]


def test_text_imported_for_the_gone_reference_is_known_as_the_kept(catalogue):
    kept, gone = reference("kept"), reference("gone")
    stored(catalogue, [kept, gone])
    with catalogue.writing("anna") as write:
        write.remember_import("digest", "reference", gone.id)
    merge(catalogue)
    with catalogue.reading() as read:
        assert read.imported("digest") == kept.id


def test_merge_is_followed_by_what_shows_the_references(catalogue):
    kept, gone = reference("kept"), reference("gone")
    cites = summary("s", gone)
    stored(catalogue, [kept, gone], [cites])
    with catalogue.reading() as read:
        before = read.revision()
    merge(catalogue)
    with catalogue.reading() as read:
        changes = read.changes_since(before)
    assert changes.references >= {kept.id, gone.id}
    assert changes.summaries == {cites.id}


def test_pieces_of_a_merge_are_undone_latest_first(catalogue):
    kept, gone = reference("kept"), reference("gone", "10.1000/1")
    cites = summary("s", gone)
    stored(catalogue, [kept, gone], [cites])
    merge(catalogue)
    with catalogue.writing("anna") as write:
        of_summary, of_gone, of_kept = (
            write.history(kind, entity)[-1].revision
            for kind, entity in (("summary", cites.id), ("reference", gone.id), ("reference", kept.id))
        )
        assert of_summary < of_gone < of_kept
        with pytest.raises(CannotUndo, match="bring that back first"):
            write.undo(of_summary)
        for change in (of_kept, of_gone, of_summary):
            write.undo(change)
    assert cited(catalogue, "s") == ["gone"]
    with catalogue.reading() as read:
        assert read.record_at("gone").id == gone.id
        assert read.record_at("kept").reference.doi is None
        assert read.merged_into(kept.id) == ()


def test_undone_merge_is_redone_by_merging_again(catalogue):
    kept, gone = reference("kept"), reference("gone")
    stored(catalogue, [kept, gone])
    merge(catalogue)
    with catalogue.writing("anna") as write:
        back = write.undo(write.history("reference", gone.id)[-1].revision)
        with pytest.raises(CannotUndo, match="merge it again"):
            write.undo(back.revision)
    merge(catalogue)
    with catalogue.reading() as read:
        assert read.record_at("gone").id == kept.id


def test_merge_that_fails_changes_nothing(catalogue):
    stored(catalogue, [reference("kept"), reference("gone")])
    with catalogue.reading() as read:
        before = read.revision()
    with contextlib.suppress(RuntimeError), catalogue.writing("anna") as write:
        write.merge_records("kept", "gone")
        raise RuntimeError
    with catalogue.reading() as read:
        assert (read.revision(), read.record_at("gone").citekey) == (before, "gone")
