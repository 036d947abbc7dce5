from dataclasses import replace

from bib.differences import differences, renewed
from bib.report import Read
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind, PartialDate, Record, Reference, Source, SourceKind

OLD = Reference(type="article-journal", title="Old title", volume="1", issued=PartialDate(2010))
NEW = replace(OLD, title="New title", volume="2", issue="3")
SOURCE = Source(kind=SourceKind.CROSSREF, payload="{}")


def record(**overrides):
    return Record(citekey="Key2010", described=OLD, source=SOURCE, overrides=overrides)


def read(**fields):
    return Read(reference=NEW, source=replace(SOURCE, payload="{1}"), **fields)


def test_difference_says_what_stands_there_what_is_offered_and_whose_it_is():
    title, volume, issue = differences(record(), NEW)
    assert (title.field, title.present, title.offered) == ("title", "Old title", "New title")
    assert title.origin is SourceKind.CROSSREF
    assert str(volume) == "volume: 1 → 2"
    assert (issue.origin, str(issue)) == (None, "issue: nothing → 3")


def test_field_with_the_editors_word_is_no_difference():
    assert [each.field for each in differences(record(title="Mine"), NEW)] == ["volume", "issue"]


def test_accepted_fields_follow_the_source_and_the_editors_stay():
    whole = renewed(record(title="Mine"), read())
    assert (whole.reference.title, whole.reference.volume, whole.described.title) == (
        "Mine",
        "2",
        "New title",
    )


def test_field_kept_out_stays_for_good():
    whole = renewed(record(), read(), keep_out={"title", "issue"})
    assert (whole.reference.title, whole.reference.issue, whole.reference.volume) == ("Old title", None, "2")
    assert whole.origin("title") is SourceKind.EDITOR
    assert differences(whole, NEW) == ()


def test_notice_told_again_with_another_date_or_label_is_known():
    known = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1/r"), date=PartialDate(2020), label="Retraction")
    again = replace(known, date=PartialDate(2020, 5), label="Retracted", source="retraction-watch")
    whole = renewed(replace(record(), notices=(known,)), read(notices=(again,)))
    assert whole.notices == (known,)


def test_notices_without_doi_are_told_apart_by_kind_and_source():
    mine = Notice(kind=NoticeKind.CORRECTION, source="publisher")
    theirs = replace(mine, source="retraction-watch")
    dated = replace(mine, date=PartialDate(2021))
    whole = renewed(replace(record(), notices=(mine,)), read(notices=(theirs, dated)))
    assert whole.notices == (dated, theirs)
