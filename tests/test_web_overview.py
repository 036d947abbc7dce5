import re
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import html

from index.query import Query
from kb.reference import PartialDate
from tests.factories import a_record, a_summary
from web.addresses import read_query
from web.overview import SHADES, Line, broken, counts_by_column, heat_map, year_columns


def drawn_in(page):
    return {each.get("href"): each.findtext("text") for each in page.iterfind(".//svg//a")}


def listed_in(page):
    return {each.get("href"): each.text for each in page.iterfind(".//table//td/a")}


def columns_of(*years):
    return [column.value for column in year_columns(years)]


def test_a_map_has_a_cell_only_where_there_is_something():
    rows = [(Line("empathy", "Empathy"), 3), (Line("training", "Training"), 1)]
    columns = [Line("2012", "2012"), Line("2013", "2013")]
    drawn = heat_map(rows, columns, {("empathy", "2013"): 3, ("training", "2012"): 1})
    assert [[(cell.column, cell.count) for cell in row.cells] for row in drawn.rows] == [[(1, 3)], [(0, 1)]]


def test_a_row_says_what_is_under_each_column():
    row = heat_map([(Line("a", "A"), 3)], [Line("1", "1"), Line("2", "2")], {("a", "2"): 3}).rows[0]
    assert [cell.count if cell else None for cell in row.across(2)] == [None, 3]


def test_a_map_of_nothing_is_empty():
    assert heat_map([], [], {}).shades == ()


@pytest.mark.parametrize("most", [1, 2, 3, 5, 12, 400, 10_000])
def test_shades_deepen_with_the_count_and_leave_none_out(most):
    counts = {("row", str(count)): count for count in range(1, most + 1)}
    drawn = heat_map(
        [(Line("row", "Row"), most)], [Line(str(each), "") for each in range(1, most + 1)], counts
    )
    shades = [cell.shade for cell in drawn.rows[0].cells]
    assert shades == sorted(shades)
    assert set(shades) == set(range(1, len(drawn.shades) + 1))
    assert len(drawn.shades) <= SHADES
    for cell in drawn.rows[0].cells:
        first, last = drawn.shades[cell.shade - 1]
        assert first <= cell.count <= last


def test_years_without_a_study_keep_their_place():
    assert columns_of(2010, 2012) == ["2010", "2011", "2012"]


def test_years_far_back_share_columns():
    assert columns_of(1998, 2010, 2023) == [
        *("1995-1999", "2000-2004", "2005-2009"),
        *(str(year) for year in range(2010, 2024)),
    ]


def test_years_further_back_than_that_are_one_column():
    assert columns_of(1905, 2023)[:2] == ["1905-1974", "1975-1979"]


@pytest.mark.parametrize("first", range(1890, 2024))
def test_every_year_stands_in_one_column(first):
    columns = year_columns({first, 2023})
    for year in (first, *range(max(first, 1980), 2024)):
        assert sum(year in range(int(each.value[:4]), int(each.value[-4:]) + 1) for each in columns) == 1


def test_no_years_make_no_columns():
    assert year_columns(()) == ()


def test_a_shared_column_counts_its_years_together():
    shared = [Line("2000-2004", "2000–2004"), Line("2010", "2010")]
    assert counts_by_column(shared, {2000: 1, 2004: 2, 2005: 9}) == {"2000-2004": 3}


@pytest.mark.parametrize(
    ("label", "lines"),
    [
        ("Survey", ("Survey",)),
        ("Meta-analysis", ("Meta-", "analysis")),
        ("Practice research network study", ("Practice", "research", "network", "study")),
        ("Process-outcome study", ("Process-", "outcome", "study")),
    ],
)
def test_a_heading_is_broken_between_words_and_after_hyphens(label, lines):
    assert broken(label, 10) == lines


def test_every_number_of_the_overview_is_the_total_of_the_search_behind_it(client, demo_site):
    page = html.fromstring(client.get("/overview").data)
    drawn = drawn_in(page)
    listed = listed_in(page)
    assert len(drawn) > 150
    found = {address: demo_site.index.search(_asked(address)).total for address in {*drawn, *listed}}
    assert {address: str(total) for address, total in found.items()} == listed | drawn


def test_drawing_and_table_say_the_same(client):
    page = html.fromstring(client.get("/overview").data)
    drawn = drawn_in(page)
    listed = listed_in(page)
    assert {address: number for address, number in listed.items() if "&" in address} == drawn


def test_every_number_is_named_by_its_row_and_column(client):
    page = html.fromstring(client.get("/overview").data)
    names = {each.get("href"): each.findtext("title") for each in page.iterfind(".//svg//a")}
    assert names["/search?topic=alliance&year=2018"] == "Alliance and Therapeutic Relationship, 2018: 4"


def test_the_overview_counts_long_times_by_ranges(site, site_client):
    records = [a_record(issued=PartialDate(year)) for year in (1972, 1973, 2023)]
    with site.catalogue.writing(by="anna") as write:
        for record in records:
            write.add_record(record)
            write.add_summary(a_summary(record))
    page = html.fromstring(site_client.get("/overview").data)
    drawn = drawn_in(page)
    assert drawn["/search?topic=empathy&year=1972-1974"] == "2"
    assert site.index.search(_asked("/search?topic=empathy&year=1972-1974")).total == 2


def test_an_empty_overview_says_so(site_client):
    assert "Nothing has been published yet." in site_client.get("/overview").text


def test_a_summary_that_cites_nothing_has_no_year(site, site_client):
    with site.catalogue.writing(by="anna") as write:
        write.add_summary(a_summary())
    page = site_client.get("/overview").text
    assert not re.search(r"[?&]year=", page.replace("&amp;", "&"))
    assert "type=survey" in page


def _asked(address: str) -> Query:
    pairs = [(name, value) for name, values in parse_qs(urlsplit(address).query).items() for value in values]
    return replace(read_query(pairs), per_page=1)
