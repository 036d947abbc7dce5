from dataclasses import replace
from typing import Any

import pytest

from bib import proposals
from bib.apa import read_printed
from bib.doi_intake import read_work
from bib.duplicates import KnownWorks
from bib.proposals import Duplicate, Proposal
from bib.report import Read
from bib.side_by_side import cleanings, side_by_side, word_changes
from kb.identifiers import parse_doi
from kb.reference import Name, Notice, NoticeKind, Reference, Source, SourceKind
from kb.serial import dump, load
from tests.crossref_stand_in import invented_work
from tests.factories import a_record, a_reference

NOBODY = KnownWorks(())
# What may be absent from a proposal is there in these tests.
settled: Any = proposals.settled
matched: Any = proposals.matched
chosen: Any = proposals.chosen
edited: Any = proposals.edited
as_read: Any = proposals.as_read
unknown: Any = proposals.unknown
with_duplicates: Any = proposals.with_duplicates
RETRACTED = {"updated-by": [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]}


def work(number=1, **fields):
    return {**invented_work(f"10.5555/invented.{number}", number), **fields}


def of_doi(doi):
    reference = Reference(type="document", title="", doi=parse_doi(doi))
    return Proposal(read=Read(reference=reference, source=Source(kind=SourceKind.EDITOR, payload=doi)))


def of_print(text):
    source = Source(kind=SourceKind.PRINTED, payload=text)
    return Proposal(read=Read(reference=read_printed(text).reference, source=source))


def of_works(*works):
    return [(each, read_work(each)) for each in works]


PRINT = (
    "Castellanos, I., & Okafor, C. (1992). Therapist responsiveness and outcome: An invented study, part 2. "
    "Journal of Counseling Psychology, 22(3), 102-112."
)


def test_a_work_that_crossref_knows_and_we_do_not_is_clean():
    proposal = with_duplicates(settled(of_doi("10.5555/invented.1"), read_work(work())), NOBODY)
    assert proposal.clean
    assert proposal.reference.doi == "10.5555/invented.1"


def test_a_retracted_work_is_never_clean():
    proposal = settled(of_doi("10.5555/invented.1"), read_work(work(**RETRACTED)))
    told = with_duplicates(proposal, NOBODY)
    assert told.retracted
    assert not told.clean
    assert told.acceptable


def test_a_work_that_one_we_hold_retracts_is_not_clean():
    notice = work(9, **{"update-to": [{"DOI": "10.5555/invented.1", "type": "retraction"}]})
    read = read_work(notice)
    known = KnownWorks([a_record(described=read.reference, source=read.source)])
    told = with_duplicates(settled(of_doi("10.5555/invented.1"), read_work(work())), known)
    assert told.retracted


def test_a_doi_that_nobody_knows_leaves_nothing_to_accept():
    proposal = unknown(of_doi("10.5555/nobody"), "Crossref does not know it.")
    assert (proposal.reference, proposal.acceptable) == (None, False)


def test_a_printed_reference_whose_doi_leads_elsewhere_is_doubtful():
    proposal = of_print(f"{PRINT} https://doi.org/10.5555/invented.1")
    elsewhere = work(1, title=["Quite another matter in the world of bees"])
    (doubt,) = settled(proposal, read_work(elsewhere)).doubts
    assert "another work" in doubt


def test_a_doi_that_is_another_name_of_a_work_is_told():
    (doubt,) = settled(of_doi("10.5555/alias"), read_work(work())).doubts
    assert "another name" in doubt


def test_a_deleted_work_cannot_be_accepted():
    deleted = work(**{"container-title": ["Crossref Listing of Deleted DOIs"]})
    assert not settled(of_doi("10.5555/invented.1"), read_work(deleted)).acceptable


def test_a_printed_reference_becomes_the_one_work_that_surely_is_it():
    proposal = matched(of_print(PRINT), of_works(work(5), work(2, **{"container-title": [JCP]})))
    assert proposal.found.reference.doi == "10.5555/invented.2"
    assert with_duplicates(proposal, NOBODY).clean


JCP = "Journal of Counseling Psychology"


def test_works_that_may_be_it_are_offered_with_what_speaks_for_and_against_each():
    proposal = matched(of_print(PRINT), of_works(work(5), work(2, **{"container-title": ["Bees"]})))
    assert proposal.found is None
    first = proposal.choices[0]
    assert first.read.reference.doi == "10.5555/invented.2"
    assert "title" in first.agreeing
    assert any("differ" in each for each in first.against)
    assert not proposal.clean


def test_the_editor_says_which_work_it_is_or_that_it_is_none():
    proposal = matched(of_print(PRINT), of_works(work(5), work(2, **{"container-title": ["Bees"]})))
    taken = chosen(proposal, 0)
    assert taken.found.reference.doi == "10.5555/invented.2"
    assert taken.choices == proposal.choices
    assert as_read(taken).source.source.kind is SourceKind.PRINTED


def test_a_reference_nothing_is_like_is_accepted_only_by_hand():
    proposal = matched(of_print(PRINT), [])
    assert proposal.acceptable
    assert not proposal.clean


def test_what_we_hold_is_named_as_duplicate_whatever_it_came_from():
    printed = a_record(described=read_printed(PRINT).reference, source=Source(kind=SourceKind.PRINTED))
    found = read_work(work(2, **{"container-title": [JCP]}))
    (duplicate,) = with_duplicates(
        settled(of_doi("10.5555/invented.2"), found), KnownWorks([printed])
    ).duplicates
    assert (duplicate.kind, duplicate.id, duplicate.sure) == ("reference", printed.id, True)


def test_what_may_be_the_same_is_named_as_perhaps_the_same():
    like = a_record(described=replace(read_printed(PRINT).reference, container_title="Bees"))
    (duplicate,) = with_duplicates(of_print(PRINT), KnownWorks([like])).duplicates
    assert not duplicate.sure


def test_an_item_that_repeats_another_of_its_import_is_not_accepted_with_the_clean():
    again = Duplicate(kind="item", id="0", reason="given twice", sure=True)
    proposal = replace(settled(of_doi("10.5555/invented.1"), read_work(work())), duplicates=(again,))
    assert not with_duplicates(proposal, NOBODY).acceptable


def test_changes_that_put_back_what_the_source_says_are_none():
    proposal = settled(of_doi("10.5555/invented.1"), read_work(work()))
    changed = edited(proposal, replace(proposal.reference, volume="99"))
    assert changed.reference.volume == "99"
    assert edited(changed, proposal.reference).edited is None


def test_a_proposal_can_be_kept_as_text():
    proposal = matched(of_print(PRINT), of_works(work(5), work(2)))
    told = replace(proposal, edited=a_reference(), notices=(Notice(kind=NoticeKind.RETRACTION),))
    assert load(dump(told), Proposal) == told


def test_fields_stand_side_by_side_and_those_that_differ_are_told():
    mine = a_reference(title="TEARS in the consulting-room", volume="12", issue=None, page="201-214")
    other = a_reference(title="Tears in the Consulting Room", volume="13", issue="3", page="201-214")
    rows = {each.field: each.differs for each in side_by_side(mine, other)}
    assert {name for name, differs in rows.items() if differs} == {"volume"}
    assert "issue" in rows


def test_initials_and_given_names_of_one_person_do_not_differ():
    mine = a_reference(author=(Name(family="Moss", given="A. B."),))
    rows = {each.field: each.differs for each in side_by_side(mine, a_reference())}
    assert not rows["author"]


def test_a_reference_without_what_was_given_differs():
    rows = {each.field: each.differs for each in side_by_side(a_reference(), a_reference(page=None))}
    assert rows["page"]


@pytest.mark.parametrize(
    ("fields", "field", "after"),
    [
        ({"title": ["TEARS IN THE CONSULTING ROOM"]}, "title", "Tears in the Consulting Room"),
        ({"title": ["Alliance &amp;amp; <i>outcome</i>"]}, "title", "Alliance & outcome"),
        (
            {"container-title": ["Psychotherapy &amp; Research"]},
            "container_title",
            "Psychotherapy & Research",
        ),
        ({"author": [{"family": "MOSS", "given": "ANNA B."}]}, "author", "Anna B. Moss"),
        ({"page": "101–101"}, "page", "101"),
    ],
)
def test_what_was_cleaned_is_told_with_what_it_was(fields, field, after):
    (cleaning,) = cleanings(read_work(work(**fields)))
    assert (cleaning.field, cleaning.after) == (field, after)
    assert cleaning.before != after


def test_what_needed_no_cleaning_is_not_told():
    assert cleanings(read_work(work())) == ()


def test_words_that_differ_are_marked():
    before, after = word_changes("Alliance &amp; outcome", "Alliance & outcome")
    assert before == (("Alliance ", False), ("&amp; ", True), ("outcome", False))
    assert after == (("Alliance ", False), ("& ", True), ("outcome", False))


def test_capitals_are_no_difference_unless_they_count():
    assert word_changes("TEARS again", "Tears again", exact=False)[0] == (("TEARS again", False),)
