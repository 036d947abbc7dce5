"""A catalogue moved between databases: from SQLite to SQLite, and with PostgreSQL on either side."""

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from kb.backup import BackupFailed, backup, restore
from kb.batches import Batch, BatchItem
from kb.catalogue import Catalogue
from kb.copying import CopyFailed, copy_database, digest_of
from kb.editors import Editor
from kb.errors import CatalogueUnusable
from kb.tables import metadata
from tests.databases import databases
from tests.factories import a_record, a_summary
from web.cli import kb


@pytest.fixture
def full(catalogue):
    """A catalogue with a little of everything, and a history."""
    one = a_record("Moss2015", title="Tears \u0000 and Çabuk’s “quotes” 🙂")
    with catalogue.writing("anna") as write:
        write.add_record(one)
        summary = a_summary(one, slug="tears")
        write.add_summary(summary)
        write.working_copies.put("anna", summary, 3)
        write.batches.add(
            Batch(by="anna", title="One\u0000two"), [BatchItem(position=0, kind="doi", input="x")]
        )
        write.put_editor(Editor(name="Żaneta", role="editor", password_hash="argon"))  # noqa: S106
        write.enqueue(["10.1000/ä"], "no\u0000network")
        write.remember_import("d1", "reference", one.id)
        write.ended_sessions.add("s1", write.last_change()[1])
    with catalogue.writing("ben") as write:
        write.change_record(a_record("Moss2015", id=one.id, title="Sobs"))
    return catalogue


def rows(url):
    with databases.outside(url) as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
        }


def test_a_copy_has_every_row_and_the_history(full, new_address):
    target = new_address("target")
    told = []
    copied = copy_database(full.url, target, lambda done, total: told.append((done, total)))
    assert rows(target) == rows(full.url)
    assert copied.counts == {name: len(found) for name, found in rows(target).items()}
    assert all(copied.counts.values())
    assert told[-1] == (sum(copied.counts.values()),) * 2
    again = Catalogue(target)
    with again.writing("carl") as write:
        assert [each.by for each in write.history("reference", next(write.records()).id)] == ["anna", "ben"]
        revision = write.revision()
        write.add_record(a_record("Weber2020"))
        assert write.revision() == revision + 1
    again.close()


def test_a_copy_of_a_copy_has_the_same_checksum(full, new_address, tmp_path):
    there = new_address("there")
    first = copy_database(full.url, there)
    back = copy_database(there, f"sqlite:///{tmp_path / 'back.db'}")
    assert first == back


def test_a_database_that_holds_anything_is_not_written_over(full, new_address):
    target = new_address("target")
    copy_database(full.url, target)
    before = rows(target)
    with pytest.raises(CopyFailed, match="not empty"):
        copy_database(full.url, target)
    assert rows(target) == before


def test_a_database_that_is_something_elses_is_left_alone(full, new_address):
    target = new_address("target")
    with databases.outside(target) as connection:
        connection.exec_driver_sql("CREATE TABLE recipes (name TEXT)")
    with pytest.raises(CopyFailed, match="something else"):
        copy_database(full.url, target)


def test_a_catalogue_of_another_schema_is_not_copied(full, new_address):
    other = new_address("other")
    Catalogue(other).close()
    with databases.outside(other) as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0003'")
    with pytest.raises(CopyFailed, match="schema"):
        copy_database(other, new_address("target"))


def test_a_copy_that_fails_leaves_nothing(full, new_address, monkeypatch):
    target = new_address("target")
    digests = iter(["one", "another"])
    with monkeypatch.context() as patched:
        patched.setattr("kb.copying.digest_of", lambda _: next(digests))
        with pytest.raises(CopyFailed, match="not what"):
            copy_database(full.url, target)
    copy_database(full.url, target)
    assert rows(target) == rows(full.url)


def test_what_is_not_there_is_said(tmp_path):
    with pytest.raises(CopyFailed, match="no file"):
        copy_database(f"sqlite:///{tmp_path / 'none.db'}", f"sqlite:///{tmp_path / 'new.db'}")
    with pytest.raises(CatalogueUnusable, match="connection"):
        copy_database("postgresql+psycopg://kb@127.0.0.1:1/kb", f"sqlite:///{tmp_path / 'new.db'}")


def test_the_digest_tells_any_difference(full, new_address):
    target = new_address("target")
    digest = copy_database(full.url, target).digest
    with databases.outside(target) as connection:
        assert digest_of(connection) == digest
        connection.exec_driver_sql("UPDATE terms SET position = position + 1 WHERE slug = 'empathy'")
        assert digest_of(connection) != digest


def test_a_backup_goes_back_into_a_database_of_either_kind(full, new_address, tmp_path):
    made = backup(full.url, tmp_path / "copy.kb")
    target = new_address("target")
    assert restore(target, tmp_path / "copy.kb") == made
    assert rows(target) == rows(full.url)
    with pytest.raises(BackupFailed, match="--replace"):
        restore(target, tmp_path / "copy.kb")
    assert restore(target, tmp_path / "copy.kb", replace=True) == made


def test_the_command_tells_what_was_copied(full, new_address):
    done = CliRunner().invoke(kb, ["copy-database", full.url, new_address("target")])
    assert "1 reference records" in done.stdout
    assert "Both hold the same; checksum " in done.stdout
