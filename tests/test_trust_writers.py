"""A little of the trials of tests/trials/writers.py and searchers.py (`python -m tests.trials.writers`)."""

import subprocess
import sys

import pytest

from tests.postgresql import what_is_missing
from tests.trials.searchers import search_during_commits


@pytest.mark.sqlite
def test_of_four_writers_at_once_none_loses_a_change_or_is_refused():
    write_at_once("--changes", "12", "--references", "60")


@pytest.mark.skipif(bool(what_is_missing()), reason="PostgreSQL is not installed")
def test_of_eight_writers_on_postgresql_every_change_is_kept_and_indexed():
    write_at_once("--database", "postgresql", "--writers", "8", "--changes", "4", "--references", "60")


def write_at_once(*little):
    # In a process of its own: it forks, which one with threads must not.
    command = [sys.executable, "-m", "tests.trials.writers", *little]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost=0 refused=0" in done.stdout


def test_threads_that_search_during_commits_get_the_answers_of_a_commit(tmp_path):
    searched = search_during_commits(tmp_path, 40)
    assert searched.wrong == []
    assert searched.commits


def test_a_busy_database_is_no_mistake_in_the_form(site, desk_client, monkeypatch):
    site.catalogue.close()
    for module in ("kb.sqlite", "kb.postgresql"):
        monkeypatch.setattr(f"{module}.PATIENCE", 0.05)  # of connections opened from now on
    form = {"type": "article-journal", "title": "Tears", "author": "Moss, Anna", "anyway": "1"}
    with site.catalogue.writing("ben"):
        answer = desk_client.post("/editor/new-reference", data=form)
    assert answer.status_code == 503
    assert "busy" in answer.text
    assert desk_client.post("/editor/new-reference", data=form).status_code == 303
