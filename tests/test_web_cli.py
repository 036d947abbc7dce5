"""The `kb` command as people run it: a process of its own, with its own home."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from tests.crossref_stand_in import StandIn, invented_work
from tests.databases import databases
from web.cli import kb as kb_group

DESIGNED = {
    *("serve", "demo", "import-blog", "import-doi", "import-refs", "resolve", "check-updates"),
    *("duplicates", "merge"),
    *(
        "search",
        "export",
        "digest",
        "sync",
        "rebuild",
        "check",
        "editor",
        "backup",
        "restore",
        "copy-database",
    ),
}
NOWHERE = "http://127.0.0.1:1"  # no server listens on port 1


@pytest.fixture(scope="module")
def demo_home(tmp_path_factory):
    """A home with the demonstration corpus; tests only read it."""
    home = tmp_path_factory.mktemp("demo")
    assert run(home, "demo").returncode == 0
    return home


@pytest.fixture
def kb(tmp_path):
    """Runs `kb` in a fresh home."""

    def run_here(*arguments, **options):
        return run(tmp_path / "home", *arguments, **options)

    return run_here


def run(home: Path, *arguments, crossref=NOWHERE, stdin=""):
    environment = {
        **os.environ,
        **databases.environment_of(home),
        "KB_CROSSREF_URL": crossref,
        "KB_CROSSREF_MAILTO": "a@example.org",
    }
    return subprocess.run(
        [sys.executable, "-c", "from web.cli import main; main()", "--home", home, *map(str, arguments)],
        env=environment,
        input=stdin,
        text=True,
        capture_output=True,
        timeout=100,
        check=False,
    )


def answer(done):
    assert done.returncode in {0, 1}, done.stderr
    return json.loads(done.stdout)


def test_every_command_of_the_design_is_there():
    assert set(kb_group.commands) == DESIGNED


def test_every_command_is_in_the_readme():
    readme = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
    assert [name for name in DESIGNED if f"`kb {name}" not in readme] == []


def test_demonstration_loaded_twice_is_unchanged(demo_home):
    again = run(demo_home, "demo", "--json")
    assert len(answer(again)["unchanged"]) == 53
    assert again.returncode == 0


def test_search_answers_as_the_api_does(demo_home):
    found = answer(run(demo_home, "search", "CBT", "--per-page", "3", "--json"))
    assert set(found) >= {
        *("total", "page", "per_page", "match", "relaxed", "did_you_mean", "warnings", "hits", "facets"),
    }
    assert found["total"] >= 5
    assert len(found["hits"]) == 3
    assert set(found["hits"][0]) >= {
        *("kind", "id", "slug", "title", "score", "month", "topics", "research_type"),
        *("snippets", "references", "notices"),
    }


def test_filters_take_names_as_people_know_them(demo_home):
    by_name = answer(run(demo_home, "search", "--topic", "CBT", "--type", "RCT", "--json"))
    by_slug = answer(
        run(
            demo_home,
            *("search", "--topic", "cognitive-behavioural-therapy"),
            *("--type", "randomized-controlled-trial", "--json"),
        )
    )
    assert by_name["total"] == by_slug["total"] > 0
    assert answer(run(demo_home, "search", "--author", "Cuijpers", "--json"))["total"] >= 4
    assert answer(run(demo_home, "search", "--year", "2010-2012", "--json"))["total"] >= 5


def test_search_prints_titles_and_citations(demo_home):
    shown = run(demo_home, "search", "crying").stdout
    assert "found" in shown
    assert "Blume-Marcovici" in shown


@pytest.mark.parametrize(
    ("name", "mark"),
    [
        ("bibtex", "@article{"),
        ("biblatex", "journaltitle"),
        ("ris", "TY  - JOUR"),
        ("csl-json", '"DOI"'),
        ("csv", "doi"),
        ("apa", "https://doi.org/"),
    ],
)
def test_export_in_each_format(demo_home, tmp_path, name, mark):
    done = run(demo_home, "export", "--format", name, "-o", tmp_path / "out")
    assert done.returncode == 0, done.stderr
    assert mark in (tmp_path / "out").read_text(encoding="utf-8")


def test_export_of_a_search_holds_what_the_search_finds(demo_home):
    exported = run(demo_home, "export", "crying").stdout
    found = answer(run(demo_home, "search", "crying", "--json"))
    keys = {entry.key for entry in parse_string(exported).entries}
    assert keys == {item["id"] for hit in found["hits"] for item in hit["references"]}


def test_export_carries_the_implications_in_ascii_when_asked_to(demo_home):
    exported = run(demo_home, "export", "crying", "--annotate", "--ascii").stdout
    assert "annote = {If you have" in exported
    assert exported.isascii()
    assert "annote" not in run(demo_home, "export", "crying").stdout


def test_a_reader_who_stops_reading_is_no_failure_to_tell_of(demo_home):
    command = [sys.executable, "-c", "from web.cli import main; main()", "--home", demo_home, "export"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as exporting:
        assert exporting.stdout
        assert exporting.stderr
        exporting.stdout.close()  # as `kb export | head` does
        told = exporting.stderr.read()
    assert told == ""


def test_check_finds_a_fresh_home_sound(demo_home):
    done = run(demo_home, "check")
    assert done.returncode == 0, done.stderr
    assert "sound" in done.stdout


def test_sync_and_rebuild_say_how_many_documents(demo_home):
    assert run(demo_home, "sync").stdout.startswith("0 documents")
    assert run(demo_home, "rebuild").stdout.startswith("53 documents")


def test_backup_and_restore_give_the_same_answers(demo_home, tmp_path):
    assert run(demo_home, "backup", tmp_path / "copy.kb").returncode == 0
    restored = tmp_path / "restored"
    assert run(restored, "restore", tmp_path / "copy.kb").returncode == 0
    for query in ("alliance", "CBT depression", "drop-out", '"therapist effects"'):
        answers = [answer(run(home, "search", query, "--json")) for home in (demo_home, restored)]
        assert answers[0] == answers[1]


def test_wrong_usage_is_status_2(kb):
    assert kb("frobnicate").returncode == 2
    assert kb("search", "--sort", "sideways").returncode == 2
    assert kb("import-refs", __file__).returncode == 2


def test_editors_are_added_listed_and_disabled(kb):
    assert kb("editor", "add", "anna", stdin="long enough a password\n" * 2).returncode == 0
    assert "anna\teditor\tin use" in kb("editor", "list").stdout
    assert kb("editor", "disable", "anna").returncode == 0
    assert "anna\teditor\tdisabled" in kb("editor", "list").stdout


def test_short_password_is_refused_in_a_sentence(kb):
    refused = kb("editor", "add", "anna", stdin="short\nshort\n")
    assert refused.returncode == 1
    assert "at least 12 characters" in refused.stderr
    assert "Traceback" not in refused.stderr


def test_import_without_network_says_so_once_and_keeps_the_dois(kb):
    done = kb("import-doi", "10.1037/a0031384", "10.1037/pst0000172")
    assert done.returncode == 1
    assert len(re.findall("cannot be reached", done.stderr)) == 1
    with StandIn(
        invented_work(f"10.1037/{name}", n) for n, name in enumerate(("a0031384", "pst0000172"))
    ) as up:
        later = kb("import-doi", "--json", crossref=up.url)
    assert len(answer(later)["added"]) == 2
    assert later.returncode == 0


def test_hundred_dois_with_faults_among_them_are_all_accounted_for(kb, tmp_path):
    dois = [f"10.5555/study-{n}" for n in range(100)]
    listed = tmp_path / "dois.txt"
    listed.write_text("# a reading list\n" + "\n".join(dois), encoding="utf-8")
    known = [invented_work(doi, n) for n, doi in enumerate(dois) if n != 40]
    with StandIn(known) as crossref:
        crossref.fail(2, "429")
        crossref.fail(dois[55], "hang", times=9)
        crossref.fail(dois[75], "truncated", times=9)
        first = kb("import-doi", "--file", listed, "--json", crossref=crossref.url)
    report = answer(first)
    inputs = [item["input"] for items in report.values() for item in items]
    assert sorted(inputs) == sorted(dois)
    assert [(item["input"], item["line"]) for item in report["refused"]] == [(dois[40], 42)]
    assert {item["input"] for item in report["queued"]} == {dois[55], dois[75]}
    assert first.returncode == 1
    assert "line 42" in first.stderr
    assert "Asking Crossref: 100 of 100" in first.stderr

    with StandIn(known) as crossref:
        second = kb("import-doi", "--file", listed, "--json", crossref=crossref.url)
        asked = len(crossref.requests)
    report = answer(second)
    assert len(report["unchanged"]) == 97
    assert {item["input"] for item in report["added"]} == {dois[55], dois[75]}
    assert asked <= 4


def test_dois_are_asked_for_in_batches(kb, tmp_path):
    works = [invented_work(f"10.5555/study-{n}", n) for n in range(100)]
    listed = tmp_path / "dois.txt"
    listed.write_text("\n".join(work["DOI"] for work in works), encoding="utf-8")
    with StandIn(works) as crossref:
        report = answer(kb("import-doi", "--file", listed, "--json", crossref=crossref.url))
        assert len(crossref.requests) <= 10
    assert len(report["added"]) == 100


def test_blog_page_that_is_not_utf8_is_refused_with_its_line(kb, tmp_path):
    page = tmp_path / "page.txt"
    page.write_bytes("May 2019\nFlückiger".encode("latin-1"))
    done = kb("import-blog", page)
    assert done.returncode == 1
    assert "line 2" in done.stderr


def test_real_blog_page_end_to_end(kb, shared_data, tmp_path):
    page = shared_data / "blog" / "blog-2013.txt"
    assert len(answer(kb("import-blog", page, "--json"))["added"]) == 2
    assert len(answer(kb("import-blog", page, "--json"))["unchanged"]) == 2
    (crying,) = answer(kb("search", "crying", "--json"))["hits"]
    assert crying["month"] == "2013-03"
    assert answer(kb("search", "self awareness", "--json"))["hits"][0]["month"] == "2013-08"
    exported = kb("export", "--format", "bibtex").stdout
    library = parse_string(exported)
    assert len(library.entries) == 2
    assert library.failed_blocks == []
    assert all(entry.key.isascii() for entry in library.entries)


def test_export_of_the_real_blog_page_passes_bibtex(kb, shared_data, tmp_path):
    if not shutil.which("bibtex"):
        pytest.skip("TeX is not installed")
    kb("import-blog", shared_data / "blog" / "blog-2013.txt")
    kb("export", "--format", "bibtex", "-o", tmp_path / "out.bib")
    (tmp_path / "out.aux").write_text(
        "\\citation{*}\n\\bibdata{out}\n\\bibstyle{apalike}\n", encoding="utf-8"
    )
    done = subprocess.run(["bibtex", "out"], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout
    assert "Warning" not in done.stdout


def test_export_that_cannot_be_written_is_told_in_a_sentence(demo_home, tmp_path):
    done = run(demo_home, "export", "-o", tmp_path / "nowhere" / "all.bib")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_dois_beside_a_list_that_is_refused_are_asked_for(kb, tmp_path):
    (tmp_path / "list.txt").write_bytes(b"10.1000/1\n\xff\n")
    report = answer(kb("import-doi", "10.1037/a0031384", "--file", tmp_path / "list.txt", "--json"))
    assert [item["input"] for item in report["queued"]] == ["10.1037/a0031384"]
    assert [(item["input"], item["line"]) for item in report["refused"]] == [("list.txt", 2)]


def test_lines_of_a_list_are_counted_as_editors_count_them(kb, tmp_path):
    (tmp_path / "list.txt").write_text("# one\u2028line\n10.1037/a0031384\n")
    report = answer(kb("import-doi", "--file", tmp_path / "list.txt", "--json"))
    assert report["refused"] == []
    assert [item["line"] for item in report["queued"]] == [2]


def test_refused_text_cannot_steer_the_terminal(kb, tmp_path):
    (tmp_path / "list.txt").write_text("10.1000/\x1b]0;gone\x07red\n")
    assert "\x1b" not in kb("import-doi", "--file", tmp_path / "list.txt").stderr


def test_author_outside_the_most_frequent_hundred_is_found_by_name(kb, tmp_path):
    entries = [
        f"@article{{k{number}, author = {{Writer{number}, Ann}}, title = {{Study number {number}}},"
        f" journal = {{Journal}}, year = 2001, volume = {number}, pages = {number}}}"
        for number in range(120)
    ]
    (tmp_path / "many.bib").write_text("\n".join(entries))
    assert kb("import-refs", tmp_path / "many.bib").returncode == 0
    for number in (3, 99):
        assert answer(kb("search", "--author", f"Writer{number}", "--json"))["total"] == 1


def test_family_name_is_no_part_of_a_double_one(kb, tmp_path):
    (tmp_path / "two.bib").write_text(
        "@article{a, author = {Blume, Ann}, title = {On Tears}, year = 2001}\n"
        "@article{b, author = {Blume-Marcovici, Amy}, title = {On Crying}, year = 2013}"
    )
    kb("import-refs", tmp_path / "two.bib")
    assert answer(kb("search", "--author", "Blume", "--json"))["total"] == 1
    assert answer(kb("search", "--author", "blume-marcovici", "--json"))["total"] == 1


def test_work_accepted_without_network_says_how_to_go_on(kb, tmp_path):
    (tmp_path / "one.bib").write_text("@article{one2001, title = {On Empathy}, year = 2001}")
    kb("import-refs", tmp_path / "one.bib")
    assert "`kb resolve one2001 10.1000/1`" in kb("resolve", "one2001", "10.1000/1").stderr
