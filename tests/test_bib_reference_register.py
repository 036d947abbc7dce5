"""References on the desk beneath its pages: the list that follows the catalogue, choosing, merging."""

from dataclasses import replace
from datetime import date

import pytest

from bib.merging import merge, merged_reference, only_theirs, preferred, undo_merge
from bib.reference_changes import edited, given_back, offers, taken_over
from bib.reference_register import Register
from bib.report import Read
from bib.typed import BadFields
from bib.typed_whole import whole_fields, whole_reference
from kb.errors import CannotUndo, Outdated
from kb.identifiers import DOI
from kb.reference import FIELDS, Name, Notice, NoticeKind, PartialDate, Source, SourceKind
from tests.factories import a_record, a_reference, a_summary


@pytest.fixture
def register():
    return Register(lambda: date(2026, 5, 4))


def listed(register, catalogue):
    with catalogue.reading() as read:
        return register.at(read)


def stored(catalogue, records, summaries=()):
    with catalogue.writing("anna") as write:
        for each in records:
            write.add_record(each)
        for each in summaries:
            write.add_summary(each)


def keys(entries):
    return [each.record.citekey for each in entries]


def test_the_list_is_found_by_words_of_title_people_year_and_key(catalogue, register):
    stored(
        catalogue,
        [a_record("One"), a_record("Two", title="Laughter", author=(Name(family="Ünal", given="A."),))],
    )
    whole = listed(register, catalogue)
    assert keys(whole.found("unal laugh 2015")) == ["Two"]
    assert keys(whole.found("ONE")) == ["One"]
    assert keys(whole.found("moss laughter")) == []


def test_the_list_follows_changes_citations_and_removals(catalogue, register):
    one, two = a_record("One"), a_record("Two", title="Laughter in the waiting room")
    stored(catalogue, [one, two])
    assert [each.cited for each in listed(register, catalogue).entries] == [0, 0]
    with catalogue.writing("anna") as write:
        write.add_summary(a_summary(one))
        write.change_record(replace(one, overrides={"page": None}))
        write.remove_record(two.id)
    (entry,) = listed(register, catalogue).entries
    assert (entry.cited, [each.code for each in entry.faults]) == (1, ["no-pages"])


def test_duplicates_are_followed_as_well(catalogue, register):
    one, two = a_record("One"), a_record("Two", title="Laughter in the waiting room", volume="13", page="1")
    stored(catalogue, [one, two])
    assert listed(register, catalogue).groups == ()
    with catalogue.writing("anna") as write:
        write.change_record(replace(two, described=one.described))
    (group,) = listed(register, catalogue).groups
    assert ([each.citekey for each in group.records], group.sure) == (["One", "Two"], True)
    with catalogue.writing("anna") as write:
        write.change_record(two)
    assert listed(register, catalogue).groups == ()


def test_a_list_read_at_once_and_one_followed_are_the_same(catalogue, register):
    stored(catalogue, [a_record(f"K{number}", volume=str(number % 3)) for number in range(6)])
    listed(register, catalogue)
    with catalogue.writing("anna") as write:
        for key, volume in (("K0", "1"), ("K1", "7"), ("K5", "0")):
            record = write.record_at(key)
            write.change_record(replace(record, overrides={"volume": volume}))
    followed, anew = listed(register, catalogue), listed(Register(lambda: date(2026, 5, 4)), catalogue)
    assert followed.entries == anew.entries
    assert {frozenset(r.id for r in each.records) for each in followed.groups} == {
        frozenset(r.id for r in each.records) for each in anew.groups
    }


def test_every_field_can_be_typed_and_comes_back_as_it_was():
    whole = a_reference(
        author=(
            Name(family="Berg", given="Joost", non_dropping_particle="van der"),
            Name(literal="Moss, Inc."),
        ),
        translator=(Name(family="Adler", given="Nora"),),
        abstract="One.\n\nTwo.",
        doi=DOI("10.5555/tears"),
    )
    typed = whole_fields(whole)
    assert tuple(typed) == FIELDS
    assert whole_reference(whole, typed) == whole
    assert whole_reference(a_reference(), typed) == whole


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("doi", "tears"),
        ("pmid", "PMC1"),
        ("issn", "0033-3205"),
        ("isbn", "123"),
        ("url", "see there"),
        ("issued", "June"),
        ("translator", "Moss,"),
        ("title", ""),
        ("language", "x" * 3000),
    ],
)
def test_what_cannot_be_taken_is_said_at_its_field(name, text):
    with pytest.raises(BadFields) as refused:
        whole_reference(a_reference(), {name: text, "volume": "99"})
    assert list(refused.value.fields) == [name]


def test_what_an_editor_types_stands_over_the_source_and_what_they_leave_does_not():
    record = a_record(source=Source(kind=SourceKind.CROSSREF), overrides={"issue": "9"})
    changed = edited(record, replace(record.reference, volume="99", issue="3", page=None))
    assert changed.overrides == {"volume": "99", "page": None}
    assert given_back(changed, "page").reference.page == "201-214"


def test_crossrefs_word_is_taken_field_by_field_and_the_rest_stays_for_good():
    record = a_record(source=Source(kind=SourceKind.CROSSREF), overrides={"issue": "9"})
    new = a_reference(volume="13", page="1-9", issue="4")
    read = Read(
        reference=new,
        source=Source(kind=SourceKind.CROSSREF, payload="{}"),
        notices=(Notice(kind=NoticeKind.CORRECTION),),
    )
    assert [(each.field, each.own) for each in offers(record, read)] == [
        ("volume", False),
        ("issue", True),
        ("page", False),
    ]
    whole = taken_over(record, read, {"volume", "issue"})
    assert (whole.reference.volume, whole.reference.issue, whole.reference.page) == ("13", "4", "201-214")
    assert whole.overrides == {"page": "201-214"}
    assert [each.kind for each in whole.notices] == [NoticeKind.CORRECTION]


def test_of_two_the_one_from_crossref_is_kept_then_the_more_cited():
    printed = a_record("A", source=Source(kind=SourceKind.PRINTED))
    crossref = a_record("B", source=Source(kind=SourceKind.CROSSREF))
    other = a_record("C", source=Source(kind=SourceKind.CROSSREF))
    assert preferred((printed, crossref, other), {printed.id: 9, other.id: 1}) is other


def test_what_a_merge_would_do_is_told_as_it_is_done(catalogue):
    kept = a_record("Kept", page=None, issued=None, overrides={"volume": "99"})
    gone = a_record(
        "Gone", doi=DOI("10.5555/tears"), publisher="Society", overrides={"issue": "7", "volume": "1"}
    )
    stored(catalogue, [kept, gone])
    assert only_theirs(kept, gone) == ("publisher", "page", "issued")
    told = merged_reference(kept, gone, take={"page"})
    with catalogue.writing("anna") as write:
        assert merge(write, "Kept", "Gone", take={"page", "title"}).reference == told
    assert (told.volume, told.issue, told.page, told.doi) == ("99", "7", "201-214", "10.5555/tears")
    assert (told.issued, told.publisher) == (None, None)


def test_a_merge_is_undone_as_a_whole(catalogue):
    kept, gone = a_record("Kept", page=None), a_record("Gone", doi=DOI("10.5555/tears"))
    texts = [a_summary(gone), a_summary(kept, gone)]
    stored(catalogue, [kept, gone], texts)
    with catalogue.writing("anna") as write:
        merge(write, "Kept", "Gone", take={"page"})
        assert undo_merge(write, "Kept").citekey == "Gone"
    with catalogue.reading() as read:
        assert read.record_at("Kept") == kept
        assert read.record_at("Gone").reference == gone.reference
        assert [read.summary(each.id) for each in texts] == texts


def test_a_merge_whose_summary_was_changed_since_is_not_undone_by_half(catalogue):
    kept, gone = a_record("Kept"), a_record("Gone")
    text = a_summary(gone)
    stored(catalogue, [kept, gone], [text])
    with catalogue.writing("anna") as write:
        merge(write, "Kept", "Gone")
        write.change_summary(replace(write.summary(text.id), title="Changed"))
    with pytest.raises(CannotUndo), catalogue.writing("anna") as write:
        undo_merge(write, "Kept")
    with catalogue.reading() as read:
        assert read.record(gone.id) is None


def test_two_merges_in_a_row_are_undone_one_by_one(catalogue):
    stored(catalogue, [a_record("Kept"), a_record("One"), a_record("Two")])
    with catalogue.writing("anna") as write:
        merge(write, "Kept", "One")
        merge(write, "Kept", "Two")
        assert undo_merge(write, "Kept").citekey == "Two"
        with pytest.raises(CannotUndo):
            undo_merge(write, "Kept")


def test_references_that_changed_since_they_were_seen_are_not_merged(catalogue):
    stored(catalogue, [a_record("Kept"), a_record("Gone")])
    with catalogue.writing("anna") as write, pytest.raises(Outdated):
        merge(write, "Kept", "Gone", seen_kept=1, seen_gone=1)


def test_a_reference_that_nobody_cites_can_go_and_come_back(catalogue):
    record = a_record("One", issued=PartialDate(2015))
    stored(catalogue, [record])
    with catalogue.writing("anna") as write:
        write.remove_record(record.id, seen=write.version("reference", record.id))
        assert write.record_at("One") is None
        assert write.citekey_taken("One")
        write.undo(write.revision())
        assert write.record_at("One") == record
