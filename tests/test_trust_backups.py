"""A few of the trials of backups (tests.trials.backups)."""

import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner

import kb.migrations.versions
from kb.backup import BackupFailed, backup, copy_as_it_is, restore
from kb.catalogue import Catalogue
from kb.editors import Editor
from tests.databases import databases
from tests.factories import a_record, a_summary
from tests.trials.backups import (
    SCHEMAS,
    brought_forward,
    catalogue_of,
    contents,
    damaged,
    same_answers,
    url_of,
    while_writing,
)
from web.cli import kb as kb_command


@pytest.fixture
def filled(catalogue):
    record = a_record("Moss2015", doi="10.5555/tears")
    with catalogue.writing("anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="tears"))
    return catalogue


def test_backups_taken_while_somebody_writes_hold_all_that_was_acknowledged(filled, tmp_path):
    assert while_writing(filled.url, tmp_path, 3)[0] == 0


def test_damaged_backup_is_refused_and_the_catalogue_stays_as_it_is(filled, tmp_path):
    found = damaged(filled.url, tmp_path, 20)
    assert found["wrong"] == 0
    assert found["refused"] > 5


def test_nobody_else_can_read_a_backup(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    copy_as_it_is(filled.url, tmp_path / "before-repair.kb")
    assert {each.stat().st_mode & 0o777 for each in tmp_path.glob("*.kb")} == {0o600}


def test_one_flipped_letter_in_a_text_is_damage(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    whole = (tmp_path / "copy.kb").read_bytes()
    assert b"Sixty therapists" in whole
    (tmp_path / "copy.kb").write_bytes(whole.replace(b"Sixty therapists", b"Sixtx therapists"))
    with pytest.raises(BackupFailed, match="damaged"):
        restore(url_of(tmp_path / "new.db"), tmp_path / "copy.kb")


def test_backup_that_lost_its_seal_is_refused(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    with sqlite3.connect(tmp_path / "copy.kb") as connection:
        connection.execute("DROP TABLE seal")
    connection.close()
    with pytest.raises(BackupFailed, match="seal"):
        restore(url_of(tmp_path / "new.db"), tmp_path / "copy.kb")


def test_restored_home_answers_searches_as_the_first(site, tmp_path):
    record = a_record("Moss2015")
    with site.catalogue.writing("anna") as write:
        write.add_record(record)
        write.add_summary(a_summary(record, slug="tears"))
        write.add_summary(a_summary(record, slug="sobs", title="Sobs", body="Nobody wept."))
    assert same_answers(site.settings.home, tmp_path / "other", 10) == 0


def test_every_schema_there_was_has_a_catalogue_to_bring_forward():
    versions = {each.name[:4] for each in Path(kb.migrations.versions.__path__[0]).glob("[0-9]*.py")}
    assert {each.stem for each in SCHEMAS.glob("*.sql")} == versions


@pytest.mark.parametrize("schema", sorted(SCHEMAS.glob("*.sql")), ids=lambda each: each.stem)
def test_catalogue_of_every_released_schema_is_brought_forward_whole(schema, tmp_path):
    catalogue_of(schema, tmp_path / "old.db")
    assert brought_forward(tmp_path / "old.db") == []


def test_backup_of_an_earlier_release_is_restored(tmp_path):
    catalogue_of(SCHEMAS / "0001.sql", tmp_path / "old.kb")
    said = restore(url_of(tmp_path / "catalogue.db"), tmp_path / "old.kb")
    assert (said.sealed, said.counts["summaries"]) == (False, 3)
    assert brought_forward(tmp_path / "catalogue.db") == []


def test_catalogue_with_nothing_but_accounts_is_not_overwritten_unasked(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    there = Catalogue(url_of(tmp_path / "there.db"))
    with there.writing("root") as write:
        write.put_editor(Editor(name="anna", role="editor", password_hash=""))
    there.close()
    before = contents(tmp_path / "there.db")
    with pytest.raises(BackupFailed, match="--replace"):
        restore(url_of(tmp_path / "there.db"), tmp_path / "copy.kb")
    assert contents(tmp_path / "there.db") == before


def test_catalogue_that_cannot_be_read_is_moved_aside_when_told(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    (tmp_path / "there.db").write_bytes(b"no database at all" * 500)
    with pytest.raises(BackupFailed, match="moved aside"):
        restore(url_of(tmp_path / "there.db"), tmp_path / "copy.kb")
    restore(url_of(tmp_path / "there.db"), tmp_path / "copy.kb", replace=True)
    there = Catalogue(url_of(tmp_path / "there.db"))
    with there.reading() as read:
        assert read.summary_at("tears")
    there.close()
    (aside,) = tmp_path.glob("there.db.damaged-*")
    assert aside.read_bytes().startswith(b"no database")


def test_index_is_let_go_before_another_catalogue_takes_the_place(filled, tmp_path):
    backup(filled.url, tmp_path / "copy.kb")
    asked = []

    def ready():
        asked.append(contents(tmp_path / "there.db"))
        raise OSError("no power")

    Catalogue(url_of(tmp_path / "there.db")).close()
    before = contents(tmp_path / "there.db")
    with pytest.raises(BackupFailed):
        restore(url_of(tmp_path / "there.db"), tmp_path / "copy.kb", ready=ready)
    assert asked == [before]
    assert contents(tmp_path / "there.db") == before


def test_check_mends_what_it_can_and_says_so(filled, tmp_path):
    with databases.outside(filled.url) as connection:
        connection.exec_driver_sql("DELETE FROM slugs")
    first = _kb(tmp_path, "check")
    assert "--repair" in str(first.exception)
    assert "There is no readable search index." in first.stderr
    mended = _kb(tmp_path, "check", "--repair")
    assert (mended.exception, mended.stderr) == (None, "")
    assert "mended: tears has its address kept for it again." in mended.stdout
    assert "The index was built anew" in mended.stdout
    assert len(list(tmp_path.glob("before-repair-*.kb"))) == 1
    with filled.writing("anna") as write:
        write.add_record(a_record("Later2020"))
    assert _kb(tmp_path, "check").exception is None  # that nobody searched since is no fault


def _kb(home, *arguments):
    return CliRunner().invoke(kb_command, ["--home", str(home), *arguments])
