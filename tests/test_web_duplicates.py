"""The commands about references that are one work: `resolve`, `check-updates`, `duplicates`, `merge`."""

import json
import os
import subprocess
import sys

import pytest
from click.testing import CliRunner

from tests.crossref_stand_in import StandIn, invented_work
from web.cli import kb

BIB = """@article{first, author = {Adler, Nora}, title = {Listening well in psychotherapy}, year = 2010,
  journal = {Psychotherapy Research}, volume = 20, pages = {1--9}}

@article{second, author = {Adler, N. B.}, title = {Listening well in psychotherapy}, year = 2010}

@article{reply, author = {Adler, Nora}, title = {Reply to: Listening well in psychotherapy}, year = 2010,
  journal = {Psychotherapy Research}, volume = 20, pages = {1--9}}
"""
WORK = invented_work("10.5555/listening", 1) | {
    "title": ["Listening well in psychotherapy"],
    "author": [{"family": "Adler", "given": "Nora B."}],
    "container-title": ["Psychotherapy Research"],
    "published-print": {"date-parts": [[2010]]},
    "issued": {"date-parts": [[2010]]},
    "volume": "20",
    "page": "1-9",
}


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Runs `kb` in a fresh home that has taken in the file; `crossref` is where it asks."""
    monkeypatch.setenv("KB_CROSSREF_URL", "http://127.0.0.1:1")

    def run_here(*arguments, crossref=None):
        environment = {"KB_CROSSREF_URL": crossref} if crossref else {}
        home = ("--home", str(tmp_path / "home"))
        return CliRunner(env=environment).invoke(kb, [*home, *arguments])

    (tmp_path / "refs.bib").write_text(BIB, encoding="utf-8")
    assert run_here("import-refs", str(tmp_path / "refs.bib")).exit_code == 0
    return run_here


def test_duplicates_are_listed_with_their_reason_and_no_reply_among_them(run):
    (group,) = json.loads(run("duplicates", "--json").stdout)["groups"]
    assert [each["id"] for each in group["references"]] == ["first", "second"]
    assert group["sure"] is False
    shown = run("duplicates").stdout
    assert "perhaps the same work: only one of the two names a journal or book" in shown
    assert "1 group of duplicates" in shown


def test_merge_makes_two_one_and_leaves_no_duplicate(run):
    done = run("merge", "first", "second")
    assert done.stdout == "second now answers as first, cited by no summary\n"
    assert json.loads(run("duplicates", "--json").stdout) == {"groups": []}
    exported = json.loads(run("export", "--format", "csl-json").stdout)
    assert {item["id"] for item in exported} == {"first", "reply"}


def test_merge_prints_json_when_asked(run):
    merged = json.loads(run("merge", "first", "second", "--json").stdout)
    assert (merged["kept"], merged["gone"], merged["cited_by"]) == ("first", "second", [])


def test_merge_with_itself_or_nothing_is_said_in_a_sentence(tmp_path):
    bib = tmp_path / "refs.bib"
    bib.write_text(BIB, encoding="utf-8")
    ask = [sys.executable, "-c", "from web.cli import main; main()", "--home", str(tmp_path / "home")]
    subprocess.run([*ask, "import-refs", str(bib)], check=True, capture_output=True, env=os.environ)
    refused = subprocess.run(
        [*ask, "merge", "first", "first"], check=False, capture_output=True, text=True, env=os.environ
    )
    assert refused.returncode == 1
    assert "same reference" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_resolve_takes_what_agrees_and_offers_the_rest(run):
    with StandIn([WORK]) as crossref:
        report = json.loads(run("resolve", "--json", crossref=crossref.url).stdout)
    assert [item["id"] for item in report["updated"]] == ["first"]
    reply, second = sorted(report["unchanged"] + report["duplicate"], key=lambda item: item["id"])
    assert [each["doi"] for each in reply["candidates"]] == ["10.5555/listening"]
    assert "only one of the two is a reply" in reply["reason"]
    assert "kb resolve second DOI" in second["reason"]


def test_resolve_takes_the_editors_word_for_a_doi(run):
    with StandIn([WORK]) as crossref:
        done = run("resolve", "second", "10.5555/LISTENING", crossref=crossref.url)
    assert (done.exit_code, done.stdout) == (0, "1 updated\n")


def test_resolve_with_a_key_alone_is_wrong_usage(run):
    assert run("resolve", "second").exit_code == 2


def test_check_updates_shows_changes_and_takes_them_over_when_told_to(run):
    with StandIn([WORK]) as crossref:
        run("resolve", "first", "10.5555/listening", crossref=crossref.url)
        crossref.works["10.5555/listening"] = WORK | {"volume": "21", "page": "3-9"}
        shown = run("check-updates", crossref=crossref.url)
        assert "volume: 20 → 21" in shown.stdout
        assert "kb check-updates --accept first" in shown.stdout
        taken = run("check-updates", "--accept", "first", "--keep-out", "page", crossref=crossref.url)
        assert "changed: volume" in taken.stdout
        assert "1 updated" in taken.stdout
        crossref.works["10.5555/listening"] = WORK | {"volume": "22"}
        assert "1 updated" in run("check-updates", "--accept", crossref=crossref.url).stdout
    (first,) = (
        item for item in json.loads(run("export", "--format", "csl-json").stdout) if item["id"] == "first"
    )
    assert (first["volume"], first["page"]) == ("22", "1-9")


def test_keeping_a_field_out_without_accepting_is_wrong_usage(run):
    assert run("check-updates", "--keep-out", "page").exit_code == 2
    assert run("check-updates", "--accept", "first", "--keep-out", "colour").exit_code == 2
