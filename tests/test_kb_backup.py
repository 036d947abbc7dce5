import sqlite3

import pytest

from kb.backup import BackupFailed, backup, restore
from kb.catalogue import Catalogue
from kb.check import faults
from kb.summary import Month, Summary
from tests.databases import databases


@pytest.fixture
def url(tmp_path):
    return databases.address_of(tmp_path)


@pytest.fixture
def catalogue(url):
    opened = Catalogue(url)
    with opened.writing("anna") as write:
        write.add_summary(Summary(slug="empathy", title="Empathy", month=Month(2018, 12)))
    yield opened
    opened.close()


def test_backup_taken_in_use_brings_everything_back(catalogue, url, tmp_path):
    counts = backup(url, tmp_path / "copy.kb")
    (tmp_path / "other").mkdir()
    other = databases.address_of(tmp_path / "other")
    assert restore(other, tmp_path / "copy.kb") == counts
    restored = Catalogue(other)
    with restored.reading() as read, catalogue.reading() as original:
        assert list(read.summaries()) == list(original.summaries())
        assert read.revision() == original.revision()
    restored.close()


def test_backup_never_writes_over_a_file(catalogue, url, tmp_path):
    (tmp_path / "copy.kb").write_text("precious")
    with pytest.raises(BackupFailed, match="exists already"):
        backup(url, tmp_path / "copy.kb")
    assert (tmp_path / "copy.kb").read_text() == "precious"


def test_restore_does_not_write_over_a_full_catalogue_unasked(catalogue, url, tmp_path):
    backup(url, tmp_path / "copy.kb")
    with pytest.raises(BackupFailed, match="--replace"):
        restore(url, tmp_path / "copy.kb")
    assert restore(url, tmp_path / "copy.kb", replace=True).counts["summaries"] == 1


def test_what_is_no_backup_is_not_restored(url, tmp_path):
    (tmp_path / "copy.kb").write_text("not a database" * 100)
    with pytest.raises(BackupFailed, match="cannot be restored"):
        restore(url, tmp_path / "copy.kb")


def test_sound_catalogue_has_no_faults(catalogue):
    assert faults(catalogue) == ()


def test_unreadable_summary_is_named(catalogue):
    with databases.outside(catalogue.url) as connection:
        connection.exec_driver_sql("UPDATE summaries SET value = '{\"slug\": 1}'")
    assert "summaries" in str(faults(catalogue)[0])


def test_backup_of_a_later_version_leaves_the_catalogue_as_it_is(catalogue, url, tmp_path):
    backup(url, tmp_path / "copy.kb")
    with sqlite3.connect(tmp_path / "copy.kb") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("DROP TABLE seal")  # as a later version might do without
        connection.execute("PRAGMA user_version = 0")
    connection.close()
    with pytest.raises(BackupFailed, match="later"):
        restore(url, tmp_path / "copy.kb", replace=True)
    with catalogue.reading() as read:
        assert read.summary_at("empathy")
    Catalogue(url).close()
    assert sorted(each.name for each in tmp_path.iterdir() if "restoring" in each.name) == []


def test_unreadable_term_is_named_and_not_a_crash(catalogue, url):
    with databases.outside(url) as connection:
        connection.exec_driver_sql("UPDATE terms SET value = '[]' WHERE slug = 'empathy'")
    again = Catalogue(url)
    assert "terms" in str(faults(again)[0])
    again.close()
