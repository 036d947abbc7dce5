import pytest

from bib.contributors import to_names
from kb.reference import Name


def name(**parts) -> Name:
    (only,) = to_names([parts])
    return only


def test_an_organisation_keeps_its_whole_name():
    assert name(name="World Health &amp; Peace") == Name(literal="World Health & Peace")


def test_a_particle_in_lower_case_stands_before_the_family_name():
    assert name(family="van der Kolk", given="Bessel A.") == Name(
        family="Kolk", given="Bessel A.", non_dropping_particle="van der"
    )


@pytest.mark.parametrize(
    "family", ["Van Langenhove", "De Vries", "el-Azhary", "d'Aquili", "García Sánchez", "da"]
)
def test_what_is_no_particle_stays_in_the_family_name(family):
    assert name(family=family, given="A.").family == family


def test_a_particle_after_the_given_names_drops_in_sorting():
    assert name(family="Carvalho", given="Marco Antonio de") == Name(
        family="Carvalho", given="Marco Antonio", dropping_particle="de"
    )


@pytest.mark.parametrize(
    ("parts", "suffix"),
    [
        ({"family": "Fox", "given": "James W.", "suffix": "IV"}, "IV"),
        ({"family": "Fox", "given": "James W.", "suffix": "Jr"}, "Jr."),
        ({"family": "Fox Jr", "given": "James W."}, "Jr."),
        ({"family": "Fox", "given": "James W., Jr."}, "Jr."),
        ({"family": "Fox", "given": "James W.", "suffix": "Ph.D"}, ""),
        ({"family": "Fox", "given": "James W.", "suffix": "MD, PhD"}, ""),
        ({"family": "Fox", "given": "James W.", "suffix": "Jr., M.D."}, "Jr."),
    ],
)
def test_a_generation_is_a_suffix_and_a_degree_is_not(parts, suffix):
    assert name(**parts) == Name(family="Fox", given="James W.", suffix=suffix)


def test_a_person_of_one_name_is_a_family_name():
    assert name(family="Govindjee") == Name(family="Govindjee")
    assert name(given="Sukarno") == Name(family="Sukarno")


def test_a_name_in_one_piece_is_not_cut_by_guesswork():
    assert name(family="Climate Editorial Office") == Name(literal="Climate Editorial Office")
    assert name(family="Jin-Fu Chang") == Name(literal="Jin-Fu Chang")


def test_an_initial_shows_where_a_name_in_one_piece_divides():
    assert name(family="Newell P. Campbell") == Name(family="Campbell", given="Newell P.")
    assert to_names([{"family": "Michael E. Hohn, Donald W. Neal"}]) == (
        Name(family="Hohn", given="Michael E."),
        Name(family="Neal", given="Donald W."),
    )


@pytest.mark.parametrize(
    "contributors", [None, "Smith", {}, [None, "Smith", 3, {}, {"family": None}, {"family": " "}]]
)
def test_what_is_no_list_of_contributors_names_nobody(contributors):
    assert to_names(contributors) == ()
