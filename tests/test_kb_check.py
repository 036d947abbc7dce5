"""What `kb check` finds when a catalogue was damaged from outside, and what it mends."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select, text

from kb.batches import Batch, BatchItem, ItemState
from kb.check import faults, repair
from kb.errors import CatalogueUnusable
from kb.faults import FaultKind
from kb.summary import Status
from kb.tables import metadata
from kb.vocabulary import TermKind
from tests.databases import databases
from tests.factories import a_record, a_summary


@pytest.fixture
def filled(catalogue):
    """A catalogue with one published summary of two references, and everything else a little."""
    one, two = a_record("Moss2015a", doi="10.5555/one"), a_record("Moss2015b", overrides={"volume": "9"})
    summary = a_summary(one, two, slug="tears", id="s" * 32)
    with catalogue.writing("anna") as write:
        for each in (one, two):
            write.add_record(each)
        write.add_summary(summary)
        write.working_copies.put("anna", replace(summary, title="Tears again"), 3)
        items = [BatchItem(position=n, kind="doi", input=f"10.5555/{n}") for n in range(2)]
        write.batches.add(Batch(by="anna", title="Two DOIs", id="b" * 32), items)
    return catalogue


def damage(catalogue, *statements, **values):
    """Change rows as another program would, which asks no questions."""
    with databases.outside(catalogue.url) as connection:
        for each in statements:
            connection.execute(text(each), values)


def kinds(found):
    return {each.kind for each in found}


def only(catalogue, kind):
    (found,) = faults(catalogue)
    assert found.kind is kind
    return found


def mended(catalogue):
    """Mend a catalogue in which nothing may be left, and the sentences that say what was done."""
    result = repair(catalogue)
    assert result.left == ()
    assert faults(catalogue) == ()
    return result.done


def test_sound_catalogue_has_no_faults_and_is_left_alone(filled):
    with filled.reading() as read:
        revision = read.revision()
    assert faults(filled) == ()
    assert repair(filled).done == ()
    with filled.reading() as read:
        assert read.revision() == revision


def test_unreadable_summary_comes_back_from_its_history(filled):
    damage(filled, "UPDATE summaries SET value = '{\"slug\": 1}'")
    assert "summaries" in only(filled, FaultKind.UNREADABLE).sentence
    (sentence,) = mended(filled)
    assert sentence == "tears was put back as its history has it."
    with filled.reading() as read:
        assert read.summary_at("tears").body.startswith("Sixty therapists")
        last = read.latest(1)[0]
        assert (last.action, last.by) == ("repaired", "kb check")


def test_lost_reference_comes_back_and_is_cited_again(filled):
    damage(filled, "DELETE FROM reference_records WHERE citekey = 'Moss2015a'")
    assert kinds(faults(filled)) == {FaultKind.LOST, FaultKind.CITED}
    mended(filled)
    with filled.reading() as read:
        summary = read.summary_at("tears")
        assert [each.citekey for each in read.records_of(summary)] == ["Moss2015a", "Moss2015b"]


def test_orphan_citations_are_taken_away(filled):
    damage(filled, "INSERT INTO citations VALUES ('nobody', 0, 'nothing')")
    assert "not there" in only(filled, FaultKind.CITATIONS).sentence
    mended(filled)


def test_citations_are_listed_again_as_the_summary_has_them(filled):
    damage(filled, "DELETE FROM citations WHERE position = 1")
    only(filled, FaultKind.CITATIONS)
    mended(filled)
    with filled.reading() as read:
        assert [each.slug for each in read.cited_by(read.record_at("Moss2015b").id)] == ["tears"]


def test_summary_of_a_merged_reference_cites_what_it_became_part_of(filled):
    with filled.writing("anna") as write:
        kept, gone = write.record_at("Moss2015a"), write.record_at("Moss2015b")
        write.merge_records("Moss2015a", "Moss2015b")
    with filled.writing("anna") as write:
        summary = write.summary_at("tears")
        value = json.dumps({**json.loads(_value(write)), "citations": [{"reference": gone.id}]})
    damage(filled, "UPDATE summaries SET value = :value", value=value)
    assert FaultKind.CITED in kinds(faults(filled))
    mended(filled)
    with filled.reading() as read:
        assert [each.id for each in read.records_of(read.summary(summary.id))] == [kept.id]


def test_two_references_with_one_doi_are_named_with_what_makes_them_one(filled):
    other = a_record("Moss2016", doi="10.5555/other")
    with filled.writing("anna") as write:
        write.add_record(other)
    damage(
        filled,
        "UPDATE reference_records SET doi = NULL, value = replace(value, '10.5555/other', '10.5555/ONE')"
        " WHERE citekey = 'Moss2016'",
    )
    found = [each for each in faults(filled) if each.kind is FaultKind.DOI_TWICE]
    assert "`kb merge Moss2015a Moss2016`" in found[0].sentence
    assert FaultKind.DOI_TWICE in kinds(repair(filled).left)


def test_columns_follow_their_value(filled):
    damage(
        filled,
        "UPDATE summaries SET status = 'draft', month = '1999-01'",
        "UPDATE reference_records SET doi = NULL",
    )
    assert kinds(faults(filled)) == {FaultKind.COLUMNS}
    mended(filled)
    with filled.reading() as read:
        assert [each.slug for each in read.published()] == ["tears"]
        assert read.record_with_doi("10.5555/one").citekey == "Moss2015a"


def test_broken_override_comes_back_from_the_history(filled):
    damage(
        filled,
        'UPDATE reference_records SET value = replace(value, \'"volume": "9"\', \'"wolume": "9"\')'
        " WHERE citekey = 'Moss2015b'",
    )
    assert "Moss2015b" not in only(filled, FaultKind.UNREADABLE).at
    mended(filled)
    with filled.reading() as read:
        assert read.record_at("Moss2015b").overrides == {"volume": "9"}


def test_override_that_nobody_can_read_is_left_out_and_stays_in_the_history(filled):
    broken = 'replace({}, \'"volume": "9"\', \'"wolume": "9"\')'
    damage(
        filled,
        f"UPDATE reference_records SET value = {broken.format('value')} WHERE citekey = 'Moss2015b'",  # noqa: S608
        f"UPDATE changes SET after = {broken.format('after')}",  # noqa: S608
    )
    result = repair(filled)
    assert "what an editor set for wolume" in result.done[0]
    assert kinds(result.left) == {FaultKind.CHANGE}
    with filled.reading() as read:
        record = read.record_at("Moss2015b")
        assert record.overrides == {}
        assert any("wolume" in (each.after or "") for each in read.history("reference", record.id))


def test_payload_that_cannot_be_read_is_named(filled):
    damage(
        filled,
        'UPDATE reference_records SET value = replace(value, \'"kind": "editor"\','
        ' \'"kind": "crossref", "payload": "{half"\') WHERE citekey = \'Moss2015a\'',
    )
    assert FaultKind.PAYLOAD in kinds(faults(filled))
    assert kinds(repair(filled).left) == {FaultKind.PAYLOAD}


def test_addresses_and_keys_are_kept_again(filled):
    damage(filled, "DELETE FROM slugs", "UPDATE citekeys SET reference = 'x', folded = 'y' || citekey")
    assert kinds(faults(filled)) == {FaultKind.ADDRESS, FaultKind.KEY}
    mended(filled)
    with filled.reading() as read:
        assert read.record_at("Moss2015a")
        assert read.citekey_taken("MOSS2015A")
        assert read.slug_taken("tears")


def test_unreadable_working_copy_is_shown_to_its_editor_as_a_remark(filled):
    damage(filled, 'UPDATE working_copies SET value = \'{"title": "half of wh\'')
    only(filled, FaultKind.WORKING_COPY)
    mended(filled)
    with filled.reading() as read:
        (copy,) = read.working_copies.by("anna")
        assert copy.summary.remarks == ('{"title": "half of wh',)
        assert copy.summary.body == read.summary_at("tears").body


def test_unreadable_item_of_an_import_keeps_its_text_and_holds_up_no_other(filled):
    damage(filled, 'UPDATE batch_items SET value = \'{"input": "10.5555/0", "kind": 7}\' WHERE position = 0')
    only(filled, FaultKind.ITEM)
    mended(filled)
    with filled.reading() as read:
        first, second = read.batches.items("b" * 32)
        assert (first.input, first.state) == ("10.5555/0", ItemState.REFUSED)
        assert second.state is ItemState.WAITING


def test_items_get_their_import_back(filled):
    damage(filled, "DELETE FROM batches")
    assert kinds(faults(filled)) == {FaultKind.BATCH}
    mended(filled)


def test_counter_behind_the_changes_would_refuse_every_change(filled):
    damage(filled, "UPDATE revision_counter SET value = 1")
    only(filled, FaultKind.COUNTER)
    mended(filled)
    with filled.writing("anna") as write:
        write.add_record(a_record("Moss2020"))


def test_value_changed_behind_the_history_is_noted_there(filled):
    damage(filled, "UPDATE summaries SET value = replace(value, 'Sixty', 'Seventy')")
    only(filled, FaultKind.NOT_IN_HISTORY)
    mended(filled)
    with filled.reading() as read:
        summary = read.summary_at("tears")
        assert "Seventy" in read.history("summary", summary.id)[-1].after
        assert "Sixty" in read.history("summary", summary.id)[0].after


@pytest.mark.sqlite
def test_damaged_index_of_the_database_is_built_anew(filled):
    damage(
        filled,
        "PRAGMA writable_schema = ON",
        "UPDATE sqlite_master SET sql = replace(sql, 'status, month', 'month, status')"
        " WHERE name = 'ix_summaries_published'",
    )
    filled.close()
    assert kinds(faults(filled)) == {FaultKind.INDEX}
    assert mended(filled) == ("The indexes of the database were built anew.",)


def overwrite(catalogue, place, content):
    """Damage the file itself, of which the database knows nothing."""
    catalogue.close()
    file = Path(catalogue.url.removeprefix("sqlite:///"))
    with file.open("r+b") as opened:
        opened.seek(place)
        opened.write(content)
    return file


@pytest.mark.sqlite
def test_damaged_file_is_named_alone_and_left_as_it_is(filled):
    file = overwrite(filled, 36, b"\0\0\0\7")  # how many of its pages are free
    only(filled, FaultKind.FILE)
    before = file.read_bytes()
    result = repair(filled)
    assert (result.done, kinds(result.left)) == ((), {FaultKind.FILE})
    filled.close()
    assert file.read_bytes() == before


@pytest.mark.sqlite
def test_file_that_cannot_be_looked_through_is_called_damaged(filled):
    with closing(sqlite3.connect(filled.url.removeprefix("sqlite:///"))) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'changes'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    overwrite(filled, (page - 1) * size, bytes(size))
    with pytest.raises(CatalogueUnusable, match="is damaged"):
        faults(filled)


def test_what_its_history_does_not_know_is_left_and_named(filled):
    damage(
        filled,
        "UPDATE summaries SET value = '{half'",
        "UPDATE changes SET after = '{half' WHERE kind = 'summary'",
    )
    before = _rows(filled)
    result = repair(filled)
    assert {FaultKind.UNREADABLE, FaultKind.CHANGE} <= kinds(result.left)
    assert _rows(filled) == before


def test_address_that_another_summary_has_is_left_to_an_editor(filled):
    with filled.writing("anna") as write:
        write.add_summary(replace(write.summary_at("tears"), id="t" * 32, slug="sobs"))
    claimed = 'replace({}, \'"slug": "sobs"\', \'"slug": "tears"\')'
    damage(filled, f"UPDATE summaries SET value = {claimed.format('value')} WHERE slug = 'sobs'")  # noqa: S608
    assert kinds(repair(filled).left) == {FaultKind.COLUMNS, FaultKind.ADDRESS}
    with filled.reading() as read:
        assert read.summary_at("tears").id == "s" * 32
        assert read.summary_at("sobs").id == "t" * 32


def test_lost_topic_comes_back_with_its_names(filled):
    with filled.reading() as read:
        before = read.vocabulary().find(TermKind.TOPIC, "alliance")
    assert before
    damage(filled, "DELETE FROM terms WHERE slug = 'alliance'")
    only(filled, FaultKind.LOST)
    mended(filled)
    with filled.reading() as read:
        assert read.vocabulary().find(TermKind.TOPIC, "alliance") == before


def test_pages_and_the_index_outlive_an_unreadable_change(filled):
    damage(filled, "UPDATE changes SET after = '[]' WHERE kind = 'summary'")
    with filled.reading() as read:
        assert read.changes_since(0).summaries
    assert kinds(faults(filled)) == {FaultKind.CHANGE, FaultKind.NOT_IN_HISTORY}


def test_summary_without_citation_is_left_to_its_editor(filled):
    with filled.writing("anna") as write:
        write.change_summary(replace(write.summary_at("tears"), citations=()))
    assert kinds(repair(filled).left) == {FaultKind.UNCITED}
    with filled.reading() as read:
        assert read.summary_at("tears").status is Status.PUBLISHED


def _value(read):
    return read._connection.execute(text("SELECT value FROM summaries")).scalar_one()


def _rows(catalogue):
    """All that is stored, as another program sees it."""
    with databases.outside(catalogue.url) as connection:
        return [tuple(row) for table in metadata.sorted_tables for row in connection.execute(select(table))]
