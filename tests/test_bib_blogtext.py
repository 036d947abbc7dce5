import re
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from bib.blogpage import BlogPage, Entry
from bib.blogtext import read_blog
from bib.markdown_text import as_typed
from kb.summary import Month

REFERENCE = "Moss, A. B., & Rook, C. (2013). Silence in the session: What it does. Psychotherapy, 50, 12-19."
OTHER_REFERENCE = "Fenn, D. (2012). Chairs and how they stand. Journal of Rooms, 4(2), 101-110."
THIRD_REFERENCE = (
    "Vale, E., Birch, F., et al. (2011). Clocks. Journal of Rooms, 3(1), 1-9. doi:10.1037/a0011111"
)


def page(*lines: str) -> str:
    return "\n".join(("Some furniture of the page.", "- Silence", *lines))


def only_entry(text: str) -> Entry:
    read = read_blog(text)
    assert read.refused == ()
    assert len(read.entries) == 1
    return read.entries[0]


def remarks(entry: Entry) -> list[tuple[int, str]]:
    return [(remark.line, remark.text) for remark in entry.remarks]


FULL = (
    "August 2013",
    "What silence does",
    REFERENCE,
    "Two rooms were compared.",
    "One of them was quiet.",
    "Practice Implications",
    "Leave some quiet in the hour.",
    "Author email: moss@example.org",
)


def test_entry_has_title_reference_text_implications_and_contact():
    entry = only_entry(page(*FULL))
    assert entry == Entry(
        title="What silence does",
        month=Month(2013, 8),
        line=4,
        body="Two rooms were compared.\n\nOne of them was quiet.",
        implications="Leave some quiet in the hour.",
        contact="moss@example.org",
        printed=REFERENCE,
        source="\n".join(FULL[1:]),
    )


def test_blank_lines_windows_ends_and_odd_spaces_change_nothing_but_line_numbers():
    odd = "\ufeff" + "\r\n\r\n".join(f"\u00a0{line}\u00a0 " for line in page(*FULL).split("\n"))
    plain, read = only_entry(page(*FULL)), only_entry(odd)
    assert (read.title, read.body, read.implications, read.printed, read.contact) == (
        plain.title,
        plain.body,
        plain.implications,
        plain.printed,
        plain.contact,
    )
    assert read.line == 7


def test_several_entries_of_a_month_are_parted_by_the_address():
    second = (
        "Where chairs stand",
        OTHER_REFERENCE,
        "Chairs were moved.",
        "Practice Implication",
        "Move chairs.",
    )
    read = read_blog(page(*FULL, *second, "Author email: fenn@example.org"))
    assert [entry.title for entry in read.entries] == ["What silence does", "Where chairs stand"]
    assert [entry.contact for entry in read.entries] == ["moss@example.org", "fenn@example.org"]


def test_entry_without_an_address_ends_where_a_title_and_reference_follow():
    second = (
        "Where chairs stand",
        OTHER_REFERENCE,
        "Chairs were moved.",
        "Practice Implications",
        "Move chairs.",
    )
    third = ("What clocks say", THIRD_REFERENCE, "Clocks ticked.", "Practice Implications", "Wind them.")
    read = read_blog(page(*FULL[:-1], *second, *third))
    assert [entry.title for entry in read.entries] == [
        "What silence does",
        "Where chairs stand",
        "What clocks say",
    ]
    assert [entry.contact for entry in read.entries] == [None, None, None]
    assert all(entry.remarks == () for entry in read.entries)


def test_entry_without_address_and_reference_ends_where_implications_come_again():
    second = ("Where chairs stand", "Chairs were moved.", "Practice Implications", "Move chairs.")
    read = read_blog(page(*FULL[:-1], *second))
    assert [entry.title for entry in read.entries] == ["What silence does", "Where chairs stand"]
    assert remarks(read.entries[1]) == [(10, "The entry has no printed reference.")]


def test_months_keep_their_order_and_may_be_empty():
    read = read_blog(page(*FULL, "July 2013", "", "June 2013", *FULL[1:]))
    assert [entry.month for entry in read.entries] == [Month(2013, 8), Month(2013, 6)]
    assert read.refused == ()


def test_repeated_title_is_one_title():
    assert only_entry(page(*FULL[:2], *FULL[1:])) == only_entry(page(*FULL[:2], *FULL[1:]))
    entry = only_entry(page(*FULL[:2], FULL[1].upper(), *FULL[2:]))
    assert entry.title == "What silence does"
    assert "SILENCE" not in entry.body


@pytest.mark.parametrize("glued", ["blogWhat silence does", "BlogWhat silence does"])
def test_word_blog_glued_to_a_title_is_no_part_of_it(glued):
    assert only_entry(page(FULL[0], glued, *FULL[2:])).title == "What silence does"


def test_title_about_blogs_keeps_the_word():
    assert only_entry(page(FULL[0], "Blogs that clients read", *FULL[2:])).title == "Blogs that clients read"


def test_text_before_the_reference_is_kept_and_remarked():
    boilerplate = "Every month we read about rooms and what happens in them."
    entry = only_entry(page(*FULL[:2], boilerplate, *FULL[2:]))
    assert entry.printed == REFERENCE
    assert entry.body.startswith(boilerplate)
    assert remarks(entry) == [
        (5, "Text stands between the title and the reference; it became the first of the text.")
    ]


def test_entry_without_a_reference_comes_in_with_a_remark():
    entry = only_entry(page(*FULL[:2], *FULL[3:]))
    assert entry.printed is None
    assert remarks(entry) == [(4, "The entry has no printed reference.")]


def test_entry_without_implications_comes_in_with_a_remark():
    entry = only_entry(page(*FULL[:5], FULL[-1]))
    assert entry.implications == ""
    assert remarks(entry) == [(4, "The entry has no practice implications.")]


def test_entry_without_a_title_bears_its_studys():
    entry = only_entry(page(FULL[0], *FULL[2:]))
    assert entry.title == "Silence in the session: What it does"
    assert entry.remarks[0].line == 4


def test_further_reference_is_left_in_the_text_and_remarked():
    entry = only_entry(page(*FULL[:3], OTHER_REFERENCE, *FULL[3:]))
    assert entry.printed == REFERENCE
    assert entry.body.startswith(OTHER_REFERENCE)
    assert entry.remarks[0].line == 6


def test_page_without_a_month_is_refused_whole():
    read = read_blog("What silence does\n" + REFERENCE)
    assert read.entries == ()
    assert [(each.line, "month" in each.reason) for each in read.refused] == [(1, True)]


def test_lines_that_are_no_entry_are_refused_with_their_line():
    read = read_blog(page(*FULL, "Back to the top", "All rights reserved"))
    assert len(read.entries) == 1
    assert [(each.line, each.input) for each in read.refused] == [
        (11, "Back to the top\nAll rights reserved")
    ]


@pytest.mark.parametrize(
    ("line", "contact"),
    [
        ("Author email: a@example.org", "a@example.org"),
        ("Author Email: mailto:a@example.org", "a@example.org"),
        ("Author email: a@example.org; b.c@uni.example.edu", "a@example.org, b.c@uni.example.edu"),
        ("Author's e-mail: a@example.org.", "a@example.org"),
        ("Authors email a@example.org", "a@example.org"),
        ("Author email:", None),
    ],
)
def test_contact_is_the_address_behind_author_email(line, contact):
    assert only_entry(page(*FULL[:-1], line)).contact == contact


def test_address_on_the_line_after_its_label_belongs_to_the_entry():
    read = read_blog(page(*FULL[:-1], "Author email:", "a@example.org", *FULL[1:]))
    assert [entry.contact for entry in read.entries] == ["a@example.org", "moss@example.org"]


def test_sentence_about_author_email_ends_nothing():
    entry = only_entry(page(*FULL[:3], "Author email surveys were sent.", *FULL[3:]))
    assert entry.body.startswith("Author email surveys were sent.")


def test_label_without_a_readable_address_is_remarked():
    entry = only_entry(page(*FULL[:-1], "Author email: moss at example dot org"))
    assert entry.contact is None
    assert remarks(entry) == [(10, "No address could be read in 'Author email: moss at example dot org'.")]


@pytest.mark.parametrize(
    "heading", ["Practice Implications", "Practice Implication", "PRACTICE IMPLICATIONS:"]
)
def test_implications_begin_at_their_heading(heading):
    assert only_entry(page(*FULL[:5], heading, *FULL[6:])).implications == "Leave some quiet in the hour."


def test_implications_may_begin_on_the_line_of_their_heading():
    entry = only_entry(page(*FULL[:5], "Practice Implications: Be quiet.", *FULL[6:]))
    assert entry.implications == "Be quiet.\n\nLeave some quiet in the hour."


@pytest.mark.parametrize(
    "link", ["doi:10.1037/a0031384", "DOI: 10.1037/a0031384", "http://dx.doi.org/10.1037/a0031384"]
)
def test_doi_on_the_line_after_the_reference_belongs_to_it(link):
    entry = only_entry(page(*FULL[:3], link, *FULL[3:]))
    assert entry.printed == f"{REFERENCE} {link}"
    assert entry.body.startswith("Two rooms")


def test_reference_broken_over_two_lines_is_whole():
    begin, end = REFERENCE.split("What it ")
    entry = only_entry(page(*FULL[:2], f"{begin}What it", end, *FULL[3:]))
    assert entry.printed == REFERENCE


@pytest.mark.parametrize(
    "printed",
    [
        REFERENCE,
        THIRD_REFERENCE,
        "Moss, A., . . . Rook, C. (2017, December 21). On rooms. Psychotherapy. Advance online publication.",
        "Mo Rook & Ada Moss (2012). On rooms, Nordic Rooms, 64:2, 128-146.",
        "Moss AB, Rook C, et al. On rooms. J Rooms. 2019;29(1):68-75.",
        "Moss, A. (2013). On rooms. In C. Rook (Ed.), Handbook of rooms (pp. 1-9). New York: Wiley.",
        "Moss, A., Rook, Cleo M. Fenn, D. (2000). On rooms. Room studies, 24(2), 115-134.",
    ],
)
def test_line_that_is_a_printed_reference_is_found(printed):
    assert only_entry(page(*FULL[:2], printed, *FULL[3:])).printed == printed


@pytest.mark.parametrize(
    "sentence",
    [
        "Moss and colleagues (2013) compared two rooms, and found one of them quiet.",
        "Ada Moss (2013) compared two rooms. One of them was quiet.",
        "In 2013, the rooms (N = 12) were compared by Moss, A. and others.",
        "The Society for Rooms (2012) counted rooms. Most were empty.",
        "In a study by the Centre (2010), rooms were counted. There were many of them.",
    ],
)
def test_sentence_that_names_a_study_is_no_reference(sentence):
    entry = only_entry(page(*FULL[:2], sentence, *FULL[2:]))
    assert entry.printed == REFERENCE


def test_real_page_gives_its_two_entries(shared_data):
    read = read_blog((shared_data / "blog" / "blog-2013.txt").read_text(encoding="utf-8"))
    assert read.refused == ()
    assert [entry.month for entry in read.entries] == [Month(2013, 8), Month(2013, 3)]
    assert [entry.contact for entry in read.entries] == ["lgc3@psu.edu", "ablume@alliant.edu"]
    assert all(
        entry.printed and entry.body and entry.implications and not entry.remarks for entry in read.entries
    )


# Pages made up, read back.

WORDS = ("rooms", "chairs", "clocks", "doors", "quiet", "windows", "stand", "open", "seen", "twice")
PHRASE = st.lists(st.sampled_from(WORDS), min_size=2, max_size=9).map(
    lambda words: " ".join(words).capitalize()
)
PARAGRAPHS = st.lists(PHRASE.map(lambda phrase: f"{phrase}."), min_size=1, max_size=3)


@dataclass(frozen=True)
class Made:
    title: str
    printed: str
    body: list[str]
    implications: list[str]
    email: str | None

    def lines(self) -> list[str]:
        last = [f"Author email: {self.email}"] if self.email else []
        return [self.title, self.printed, *self.body, "Practice Implications", *self.implications, *last]


MADE = st.builds(
    Made,
    title=PHRASE,
    printed=st.sampled_from([REFERENCE, OTHER_REFERENCE, THIRD_REFERENCE]),
    body=PARAGRAPHS,
    implications=PARAGRAPHS,
    email=st.sampled_from(["a@example.org", "b.c@uni.example.edu", None]),
)
MONTHS = st.lists(
    st.tuples(st.sampled_from(["August 2013", "July 2013", "March 2009"]), st.lists(MADE, max_size=3)),
    min_size=1,
    max_size=4,
)


def is_month(line: str) -> bool:
    return bool(re.fullmatch(r"(?:August|July|March) \d{4}", " ".join(line.split())))


def accounted(read: BlogPage) -> list[str]:
    parts = [(entry.line, entry.source) for entry in read.entries]
    parts += [(refused.line or 0, refused.input) for refused in read.refused]
    return [line for _, source in sorted(parts) for line in source.split("\n")]


@settings(max_examples=100, deadline=None)
@given(months=MONTHS, blank=st.booleans(), end=st.sampled_from(["\n", "\r\n"]))
def test_made_page_is_read_back_entry_for_entry(months, blank, end):
    lines = [
        line for month, made in months for line in (month, *(each for one in made for each in one.lines()))
    ]
    read = read_blog((end * 2 if blank else end).join(["Furniture", *lines]))
    expected = [one for _, made in months for one in made]
    assert read.refused == ()
    assert [entry.title for entry in read.entries] == [one.title for one in expected]
    assert [entry.printed for entry in read.entries] == [one.printed for one in expected]
    assert [entry.body for entry in read.entries] == ["\n\n".join(one.body) for one in expected]
    assert [entry.implications for entry in read.entries] == [
        "\n\n".join(one.implications) for one in expected
    ]
    assert [entry.contact for entry in read.entries] == [one.email for one in expected]


@settings(max_examples=150, deadline=None)
@given(months=MONTHS, data=st.data())
def test_every_line_of_a_mangled_page_belongs_to_one_entry_or_refused_part(months, data):
    lines = [
        line for month, made in months for line in (month, *(each for one in made for each in one.lines()))
    ]
    odd = st.sampled_from(
        ["", "Practice Implications", "Author email:", "a@b.org", REFERENCE, "Rooms", "Rooms.", "#", "\u00a0"]
    )
    for _ in range(data.draw(st.integers(0, 8))):
        at = data.draw(st.integers(1, len(lines)))
        if data.draw(st.booleans()):
            lines.insert(at, data.draw(odd))
        elif at < len(lines):
            del lines[at]
    read = read_blog("\n".join(lines))
    kept = [line for line in lines if line.strip() and not is_month(line)]
    assert accounted(read) == kept


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=300))
def test_no_page_is_too_odd_to_be_read(text):
    read = read_blog("May 2013\n" + text)
    assert isinstance(read, BlogPage)


@settings(max_examples=300, deadline=None)
@given(
    st.text(
        alphabet=st.sampled_from("ab 1.)#>-+*_`[](){}<&;~=!\\|/:@é"),
        min_size=1,
        max_size=40,
    )
)
def test_plain_text_as_markdown_reads_as_typed(text):
    html = MarkdownIt("commonmark").render(as_typed(text))
    shown = re.sub(r"</?p>", "", html).strip()
    for entity, character in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        shown = shown.replace(entity, character)
    assert shown == text.strip()


@pytest.mark.parametrize(
    "text", ["p < .05 & N = 12", "well_known words", "see [sic] there", "5 * was *", "ends with 3.5"]
)
def test_little_is_escaped(text):
    assert as_typed(text).count("\\") == text.count("*")


@pytest.mark.parametrize(
    ("text", "markdown"),
    [
        ("# Rooms", r"\# Rooms"),
        ("1. Rooms", r"1\. Rooms"),
        ("- Rooms", r"\- Rooms"),
        ("> Rooms", r"\> Rooms"),
    ],
)
def test_line_that_would_begin_a_block_is_escaped(text, markdown):
    assert as_typed(text) == markdown
