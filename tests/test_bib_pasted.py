from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib import pasted
from bib.blogpage import Entry
from bib.pasted import NothingToImport, counted
from bib.pasted_dois import dois_in, is_doi_alone
from bib.pasted_files import file_text, kind_of_file
from bib.webpage import page_text
from kb.summary import Month

read_pasted: Any = pasted.read_pasted  # what may be absent from an item is there in these tests
PRINTED = (
    "Blume-Marcovici, A. C., Stolberg, R. A., & Khademi, M. (2013). Do therapists cry in therapy? The role "
    "of experience and other factors in therapists’ tears. Psychotherapy, 50(2), 224-234."
)
SAFRAN = "Safran, J. D., & Muran, J. C. (2000). Negotiating the therapeutic alliance. Guilford Press."
TEXT = """Listening Well
Lambert, M. J., & Barley, D. E. (2001). Research summary on the therapeutic relationship. Psychotherapy, 38, \
357-361.
Listening was studied in many clinics.
Practice Implications
Listen well.
Author email: lambert@example.org
"""
MIXED = f"""Some words about it; https://doi.org/10.1037/a0031384 is good
@article{{a, title={{Hello {{World}}}}, year=2001,
  doi={{10.1000/x}}}}
@string{{p = {{Psychotherapy}}}}
@article{{b, title={{Other}}, journal=p, year=2002}}
then 10.1000/y

TY  - JOUR
TI  - A RIS title
PY  - 2001
ER  -

[{{"type": "article-journal", "title": "A JSON title", "DOI": "10.1000/z"}},
 {{"type": "book", "title": "A book"}}]
{PRINTED}
"""


@pytest.mark.parametrize(
    "written",
    [
        "10.1037/a0031384",
        "doi:10.1037/A0031384.",
        "DOI 10.1037/a0031384",
        "https://doi.org/10.1037%2Fa0031384",
        "http://dx.doi.org/10.1037/a0031384?utm_source=mail",
        "https://psycnet.apa.org/doi/10.1037/a0031384",
        "https://publisher.example/doi/full/10.1037/a0031384",
        "https://publisher.example/10.1037/a0031384/pdf?download=true",
        "https://doi-org.proxy.example.edu/10.1037/a0031384",
        "https://publisher.example/article?id=10.1037/a0031384&type=printable",
        "<https://doi.org/10.1037/a0031384>",
        "3. info:doi/10.1037/a0031384",
        "[Crossref](https://doi.org/10.1037/a0031384)",
        "10.1037 / a0031384",
        "10.1037\u200b/a0031384",
        "doi = {10.1037/a0031384},",
    ],
)
def test_a_doi_is_read_in_every_form_it_is_copied_in(written):
    assert dois_in(written) == ("10.1037/a0031384",)
    assert is_doi_alone(written)


def test_a_doi_with_brackets_of_its_own_keeps_them():
    old = "10.1002/(SICI)1097-4679(199907)55:7<881::AID-JCLP7>3.0.CO;2-X"
    assert dois_in(f"({old}).") == (old.lower(),)


def test_the_same_doi_twice_on_a_line_is_one():
    link = '<a href="https://doi.org/10.1037/a0031384">10.1037/A0031384</a>'
    assert dois_in(link) == ("10.1037/a0031384",)


def test_a_line_with_words_beside_its_doi_is_no_doi_alone():
    assert not is_doi_alone("As was shown long ago: 10.1037/a0031384")


def test_every_part_of_a_mixed_text_is_read_as_what_it_is():
    given = read_pasted(MIXED)
    assert [(each.line, each.kind) for each in given if not each.refused] == [
        (1, "doi"),
        (2, "bibtex"),
        (5, "bibtex"),
        (6, "doi"),
        (8, "ris"),
        (13, "csl-json"),
        (14, "csl-json"),
        (15, "printed"),
    ]
    assert counted(given) == {"doi": 2, "printed": 1, "bibtex": 2, "ris": 1, "csl-json": 2}


def test_abbreviations_hold_between_entries_that_stand_apart():
    entry = next(each for each in read_pasted(MIXED) if each.line == 5)
    assert entry.read.reference.container_title == "Psychotherapy"


def test_dois_in_running_text_are_found_and_the_other_lines_kept_as_refused():
    given = read_pasted("We read 10.1000/a and also\n10.1000/b, then went home.\nNothing here.\n\nNor here.")
    assert [each.read.reference.doi for each in given if each.read] == ["10.1000/a", "10.1000/b"]
    (left,) = [each for each in given if each.refused]
    assert left.input == "Nothing here.\nNor here."


def test_a_reference_broken_over_lines_is_whole():
    broken = PRINTED.replace("role of ", "role of\n").replace("224-", "224-\n")
    (one,) = read_pasted(broken)
    assert (one.kind, one.read.reference.page) == ("printed", "224-234")


def test_references_on_lines_without_blank_lines_between_are_told_apart():
    given = read_pasted(f"{PRINTED}\n{SAFRAN}")
    assert [each.read.reference.first_names()[0].family for each in given] == ["Blume-Marcovici", "Safran"]


def test_numbered_references_are_told_apart():
    assert len(read_pasted(f"1. {PRINTED}\n2. {SAFRAN}")) == 2


def test_a_doi_on_the_line_behind_its_reference_belongs_to_it():
    (one,) = read_pasted(f"{PRINTED}\nhttps://doi.org/10.1037/a0031384")
    assert (one.kind, one.read.reference.doi) == ("printed", "10.1037/a0031384")


def test_dois_in_a_list_behind_a_reference_are_items_of_their_own():
    given = read_pasted(f"{PRINTED}\n10.1000/a\n10.1000/b")
    assert [each.kind for each in given] == ["printed", "doi", "doi"]


def test_a_slip_in_a_doi_is_told_as_such():
    refused = read_pasted("10.1000/a\n\ndoi: 10.13/a0031384")[1]
    assert "slip" in refused.refused


def test_a_pubmed_number_alone_is_refused_with_what_to_do():
    refused = read_pasted("10.1000/a\n\nPMID: 23458290")[1]
    assert "Paste the DOI" in refused.refused


def test_a_text_with_implications_is_an_entry_of_the_month_given_when_it_names_none():
    (one,) = read_pasted(TEXT, month=Month(2026, 3))
    assert isinstance(one.entry, Entry)
    assert (one.entry.title, one.entry.month, one.line) == ("Listening Well", Month(2026, 3), 1)
    assert one.read.reference.page == "357-361"


def test_a_page_of_months_keeps_its_own():
    (one,) = read_pasted(f"The blog\nMay 2019\n{TEXT}", month=Month(2026, 3))
    assert (one.entry.month, one.line) == (Month(2019, 5), 3)


def test_a_doi_above_the_first_month_is_not_lost():
    given = read_pasted(f"See 10.1000/a too\nMay 2019\n{TEXT}")
    assert [each.kind for each in given] == ["doi", "blog"]


def test_the_editor_can_say_what_a_text_is():
    (one,) = read_pasted(PRINTED + " doi:10.1037/a0031384", kind="doi")
    assert (one.kind, one.read.reference.title) == ("doi", "")
    (other,) = read_pasted("Moss on tears, in the Journal, 2001", kind="printed")
    assert other.kind == "printed"


def test_broken_bibtex_says_what_is_wrong_with_it():
    (broken,) = read_pasted("@article{broken, title = {No end\n")
    assert (broken.kind, broken.refused) == ("bibtex", "The file ends inside this entry.")


def test_broken_json_is_refused_where_it_breaks():
    given = read_pasted('[{"type": "book", "title": "A book"},\n {"type": "bo')
    assert [bool(each.refused) for each in given] == [False, True]


@pytest.mark.parametrize(
    ("text", "words"),
    [("  \n", "nothing here"), ("Just prose.", "No DOI"), ("x" * 11_000_000, "10 MB")],
    ids=["empty", "prose", "large"],
)
def test_a_text_with_nothing_to_import_is_refused_with_what_to_do(text, words):
    with pytest.raises(NothingToImport, match=words):
        read_pasted(text)


def test_more_items_than_an_import_takes_are_refused_as_a_whole():
    with pytest.raises(NothingToImport, match="10,000"):
        read_pasted("\n".join(f"10.1000/{number}" for number in range(20_001)))


def test_a_web_page_is_read_as_the_lines_a_reader_sees():
    page = """<!doctype html><html><head><title>x</title><script>10.1000/no</script></head><body>
    <ul><li>A study, <a href="https://doi.org/10.1000/a">here</a></li><li>10.1000/b &amp; more</li></ul>"""
    assert page_text(page) == "A study, here 10.1000/a\n\n10.1000/b & more\n"
    assert [each.read.reference.doi for each in read_pasted(page)] == ["10.1000/a", "10.1000/b"]


def test_a_deep_page_is_read():
    assert [each.read.reference.doi for each in read_pasted("<div>" * 300 + "10.1000/a")] == ["10.1000/a"]


@pytest.mark.parametrize(
    ("data", "words"),
    [(b"%PDF-1.7 ...", "a PDF"), (b"PK\x03\x04word", "a Word document"), (b"a\0b", "no text file")],
)
def test_a_file_that_is_no_text_is_refused_with_what_to_do(data, words):
    with pytest.raises(NothingToImport, match=words):
        file_text("list.pdf", data)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_a_file_is_read_whatever_program_wrote_it(encoding):
    assert file_text("list.txt", "Müller – tears".encode(encoding)) == "Müller – tears"


def test_the_name_of_a_file_tells_what_it_holds():
    assert [kind_of_file(name) for name in ("a.BIB", "b.ris", "c.json", "d.txt")] == [
        "bibtex",
        "ris",
        "csl-json",
        None,
    ]


@given(st.text(alphabet=st.sampled_from('@{}[]"\n TYER-:.,10/()abc<>&;#ö2013'), max_size=400))
@settings(deadline=None)
def test_no_text_is_too_strange_to_be_read_or_refused(text):
    try:
        given_items = read_pasted(text, month=Month(2026, 3))
    except NothingToImport:
        return
    assert all(each.refused or each.read or each.entry for each in given_items)


def test_printed_references_of_real_reviews_are_recognised_as_such(shared_data):
    rows = (shared_data / "references.tsv").read_text(encoding="utf-8").splitlines()[1:]
    references = [row.split("\t")[1] for row in rows]
    given_items = read_pasted("\n\n".join(references))
    assert counted(given_items)["printed"] >= 0.96 * len(references)
