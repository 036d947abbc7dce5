import json
import re
from dataclasses import astuple, fields
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bib.apa import MAX_CHARACTERS, Printed, read_printed
from bib.printed_sentences import tidy
from kb.identifiers import DOI
from kb.reference import FIELDS, Name, PartialDate, Reference

GOLDEN = json.loads(
    (Path(__file__).parent / "golden" / "printed" / "references.json").read_text(encoding="utf-8")
)
# Words of a reference that say what a field is, or that a field keeps in another form.
FURNITURE = set(
    re.findall(
        r"\w+",
        "et al and und others doi pmid http https www dx org ed eds editor editors vol volume no issue pp p "
        "pages in chapter article id retrieved available accessed from at internet the nd sept "
        "january february march april may june july august september october november december "
        "jan feb mar apr jun jul aug sep oct nov dec",
    )
)


def plain(reference: Reference) -> dict[str, object]:
    values: dict[str, object] = {}
    for field in FIELDS:
        value = getattr(reference, field)
        if field in {"author", "editor"}:
            value = [
                {part.name: held for part in fields(name) if (held := getattr(name, part.name))}
                for name in value
            ]
        elif isinstance(value, PartialDate):
            value = str(value)
        if value:
            values[field] = value
    return values


def words_no_one_took(text: str, printed: Printed) -> list[str]:
    taken = [printed.unread]
    for field in FIELDS:
        value = getattr(printed.reference, field)
        if field in {"author", "editor"}:
            taken += ["".join(astuple(name)) for name in value] + [name.given + name.suffix for name in value]
        elif isinstance(value, PartialDate):
            taken += [str(value), f"{value.year} {value.month} {value.day}"]
        elif value:
            taken.append(str(value))
    joined = ["".join(re.findall(r"\w", each.lower())) for each in taken]
    words = [
        re.sub(r"^(\d+)(?:[a-z]|st|nd|rd|th)$", r"\1", word)
        for word in re.findall(r"\w+", tidy(text).lower())
    ]
    return [word for word in words if word not in FURNITURE and not any(word in each for each in joined)]


def printed_references(shared_data: Path) -> list[str]:
    rows = (shared_data / "references.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [row.split("\t")[1] for row in rows]


@pytest.mark.parametrize("pair", GOLDEN, ids=[pair["printed"][:40] for pair in GOLDEN])
def test_printed_reference_is_read_as_a_person_reads_it(pair):
    printed = read_printed(pair["printed"])
    assert plain(printed.reference) == pair["reference"]
    assert printed.unread == pair["unread"]
    assert printed.authors_elided == pair["authors_elided"]


def test_sixteen_authors_with_a_stray_comma_are_sixteen_authors():
    printed = read_printed(
        next(pair["printed"] for pair in GOLDEN if pair["printed"].startswith("Castonguay"))
    )
    assert len(printed.reference.author) == 16
    assert printed.reference.author[-1] == Name(family="Grosse Holtforth", given="M.")


def test_journal_with_commas_and_colon_keeps_its_whole_name():
    read = read_printed(
        "Doe, J. (2001). On tears. Psychotherapy: Theory, Research, Practice, and Training, 47, 327-344."
    ).reference
    assert read.container_title == "Psychotherapy: Theory, Research, Practice, and Training"
    assert (read.title, read.volume, read.page) == ("On tears", "47", "327-344")


def test_advance_online_article_has_a_status_and_no_volume():
    read = read_printed(
        "Doe, J. (2013). On tears. Psychotherapy. Advance online publication. doi:10.1037/A1"
    ).reference
    assert (read.status, read.volume, read.container_title) == (
        "advance online publication",
        None,
        "Psychotherapy",
    )
    assert read.doi == DOI("10.1037/a1")


def test_date_of_the_online_version_makes_the_same_year_more_exact():
    text = "Doe, J. (2016). On tears. Psychotherapy. Online First Publication, April 28, 2016."
    assert read_printed(text).reference.issued == PartialDate(2016, 4, 28)


def test_online_date_of_another_year_is_left_unread():
    printed = read_printed(
        "Doe, J. (2015). On tears. Psychotherapy. Online First Publication, April 28, 2016."
    )
    assert printed.reference.issued == PartialDate(2015)
    assert printed.unread == "2016-04-28"


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("(2017, December 21)", PartialDate(2017, 12, 21)),
        ("(2021, Nov 9)", PartialDate(2021, 11, 9)),
        ("(21 December 2017)", PartialDate(2017, 12, 21)),
        ("(2012, August)", PartialDate(2012, 8)),
        ("(2008a)", PartialDate(2008)),
        ("(2013, in press)", PartialDate(2013)),
        ("(n.d.)", None),
        ("(in press)", None),
        ("(2019, February 30)", PartialDate(2019, 2)),
    ],
)
def test_date_in_brackets_is_as_exact_as_printed(printed, date):
    assert read_printed(f"Doe, J. {printed}. On tears. Psychotherapy, 4, 1-2.").reference.issued == date


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("Swift, J.K. & Greenberg, R.P.", ["Swift, J. K.", "Greenberg, R. P."]),
        ("Leichsenring, F, Abbass, A.A.", ["Leichsenring, F.", "Abbass, A. A."]),
        (
            "Furukawa, T. A., Shinohara, K., &Furukawa, Y.",
            ["Furukawa, T. A.", "Shinohara, K.", "Furukawa, Y."],
        ),
        ("Andrzej Werbart & Mo Wang", ["Werbart, Andrzej", "Wang, Mo"]),
        ("Ruehlman, L. and P. Karoly", ["Ruehlman, L.", "Karoly, P."]),
        ("Huang, C.-Y., & Sartre, J-P.", ["Huang, C.-Y.", "Sartre, J.-P."]),
        ("Kivlighan, D. M., Jr., & Hill, C. E.", ["Kivlighan, D. M., Jr.", "Hill, C. E."]),
        ("van der Kolk, B. A., & Van Lieshout, R.", ["van der Kolk, B. A.", "Van Lieshout, R."]),
        ("Rahnama, Shirin & Tarkhan, Morteza", ["Rahnama, Shirin", "Tarkhan, Morteza"]),
        ("Fu Z, Xie H", ["Fu, Z.", "Xie, H."]),
        ("World Health Organization", ["World Health Organization"]),
        ("Smith, J., & The Cochrane Depression Group", ["Smith, J.", "The Cochrane Depression Group"]),
    ],
)
def test_authors_are_read_in_the_order_and_form_they_are_printed(printed, names):
    read = read_printed(f"{printed} (2012). On tears. Psychotherapy, 4, 1-2.")
    assert [name.sort_form for name in read.reference.author] == names
    assert read.unread == ""


def test_particle_is_one_only_when_printed_small():
    author = read_printed(
        "van der Kolk, B., & Van Lieshout, R. (2012). On tears. Mind, 4, 1-2."
    ).reference.author
    assert author[0] == Name(non_dropping_particle="van der", family="Kolk", given="B.")
    assert author[1] == Name(family="Van Lieshout", given="R.")


@pytest.mark.parametrize("mark", [". . .", "...", "…", "… &", "... &"])
def test_authors_left_out_are_noted(mark):
    printed = read_printed(f"Tasca, G. A., Ritchie, K., {mark} Lo Coco, G. (2016). On tears. Mind, 4, 1-2.")
    assert [name.family for name in printed.reference.author] == ["Tasca", "Ritchie", "Lo Coco"]
    assert printed.authors_elided


def test_names_that_are_no_list_are_unread_together():
    printed = read_printed(
        "Range, M., Stacey H. Kovac, Michelle S. Marion, L. (2000). On tears. Mind, 4, 1-2."
    )
    assert printed.reference.author == ()
    assert printed.unread == "Range, M., Stacey H. Kovac, Michelle S. Marion, L."


@pytest.mark.parametrize(
    ("printed", "stored"),
    [
        ("210-7", "210-217"),
        ("707‐16", "707-716"),
        ("80 – 87", "80-87"),
        ("e190-e9", "e190-e199"),
        ("NP1-NP7", "NP1-NP7"),
        ("iii–60", "iii-60"),
    ],
)
def test_page_range_is_stored_whole_with_an_ascii_hyphen(printed, stored):
    assert read_printed(f"Doe J. On tears. Mind. 2018;5(9):{printed}.").reference.page == stored


@pytest.mark.parametrize("number", ["e15172", "108806", "d682"])
def test_article_number_is_no_page(number):
    read = read_printed(f"Doe, J. (2001). On tears. Mind, 22(3), {number}.").reference
    assert (read.page, read.number) == (None, number)


@pytest.mark.parametrize(
    "printed",
    ["doi:10.1037/A1", "DOI: 10.1037/a1", "https://doi.org/10.1037/a1.", "doi:https://doi.org/10.1037/a1"],
)
def test_doi_is_read_however_it_is_printed(printed):
    read = read_printed(f"Doe, J. (2001). On tears. Mind, 22(3), 1-9. {printed}")
    assert read.reference.doi == DOI("10.1037/a1")
    assert read.unread == ""


def test_second_reference_run_on_to_the_first_is_unread():
    second = "174.Roe, R. (2000). On joy. Mind, 7, 4-9. https://doi.org/10.1016/x"
    printed = read_printed(f"Doe, J. (2017). On tears. Mind, 7(1), 2-3. https://doi.org/10.1136/y {second}")
    assert printed.reference.doi == DOI("10.1136/y")
    assert printed.unread == second


def test_title_and_journal_without_a_mark_between_are_unread():
    printed = read_printed("Doe J, Roe R, Poe E. On tears in therapy Journal of Mind 2019;6(10):1-9")
    assert (printed.reference.title, printed.reference.container_title) == ("", None)
    assert printed.unread == "On tears in therapy Journal of Mind"


def test_edited_book_has_editors_and_no_authors():
    read = read_printed(
        "Doe, J., & Roe, R. (Eds.). (2013). Handbook of tears (6th ed.). Hoboken, NJ: Wiley."
    ).reference
    assert (read.type, read.author, read.edition) == ("book", (), "6")
    assert [name.family for name in read.editor] == ["Doe", "Roe"]
    assert (read.publisher_place, read.publisher) == ("Hoboken, NJ", "Wiley")


def test_title_without_source_is_a_document():
    printed = read_printed("Doe, J. (2013). On tears in a randomized trial.")
    assert (printed.reference.type, printed.reference.title) == ("document", "On tears in a randomized trial")


def test_nothing_is_read_from_nothing():
    assert read_printed("") == Printed(reference=Reference(type="document", title=""), unread="")


def test_text_too_long_for_a_reference_is_unread_whole():
    text = "a" * (MAX_CHARACTERS + 1)
    assert read_printed(text).unread == text


def test_every_printed_reference_of_real_reviews_is_read_or_named_as_unread(shared_data):
    references = printed_references(shared_data)
    read = [read_printed(each) for each in references]
    full = sum(not each.unread for each in read)
    assert len(references) == 548
    assert full >= 520, f"{full} of {len(references)} references read in full"
    assert sum(bool(each.reference.title and each.reference.author) for each in read) >= 544


def test_no_word_of_a_real_reference_is_dropped(shared_data):
    proxy = {"vu", "nl", "idm", "oclc"}
    for text in printed_references(shared_data):
        lost = {
            word for word in words_no_one_took(text, read_printed(text)) if not re.fullmatch(r"e\d+", word)
        }
        assert lost <= proxy, text


@settings(max_examples=200, deadline=None)
@given(first=st.sampled_from(GOLDEN), second=st.sampled_from(GOLDEN), data=st.data())
def test_mangled_reference_loses_no_word(first, second, data):
    cut = data.draw(st.integers(0, len(first["printed"])))
    join = data.draw(st.integers(0, len(second["printed"])))
    text = f"{first['printed'][:cut]} {second['printed'][join:]}"
    lost = [
        word for word in words_no_one_took(text, read_printed(text)) if not re.fullmatch(r"[a-z]?\d+", word)
    ]
    assert set(lost) <= {"vu", "nl", "idm", "oclc", "org"}


@settings(max_examples=200, deadline=None)
@given(
    st.text(alphabet=st.sampled_from("AbÉß12.,;:()[]&'\"“”?! -–…\u200b\n/@"), max_size=200)
    | st.text(max_size=200)
)
def test_no_text_is_too_odd_to_be_read(text):
    printed = read_printed(text)
    assert isinstance(printed.reference.title, str)


def test_a_body_that_publishes_the_report_of_its_own_task_force_is_no_journal():
    printed = read_printed(
        "Nordic Psychological Association, Task Force on Clocks. (2018). Clocks in rooms: A report. "
        "Nordic Psychological Association."
    )
    reference = printed.reference
    assert (reference.type, reference.publisher, reference.container_title, printed.unread) == (
        "report",
        "Nordic Psychological Association",
        None,
        "",
    )
