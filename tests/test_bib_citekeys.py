import pytest

from bib.citekeys import propose, unique
from kb.reference import Name, PartialDate, Reference


def made(title="Crying in therapy", year=2013, **fields):
    return Reference(type="book", title=title, issued=PartialDate(year) if year else None, **fields)


@pytest.mark.parametrize(
    ("reference", "key"),
    [
        (made(author=(Name(family="Blume-Marcovici", given="Amy C."),)), "BlumeMarcovici2013"),
        (made(author=(Name(family="Berg", non_dropping_particle="van den"),)), "VanDenBerg2013"),
        (made(author=(Name(family="O’Brien"),)), "OBrien2013"),
        (made(author=(Name(family="Čapek"),)), "Capek2013"),
        (made(author=(Name(family="羊", given="憶蓉"),)), "Yang2013"),
        (made(author=(Name(literal="World Health Organization"),)), "WorldHealthOrganization2013"),
        (made(editor=(Name(family="Norcross"),)), "Norcross2013"),
        (made(title="The alliance"), "Alliance2013"),
        (made(title="???"), "Untitled2013"),
        (made(author=(Name(family="Doe"),), year=None), "Doend"),
    ],
)
def test_a_key_names_the_first_author_and_the_year(reference, key):
    assert propose(reference) == key


def test_a_long_organisation_gives_a_key_one_can_type():
    group = Name(literal="Canadian Task Force on Preventive Health Care and Its Many Working Groups")
    assert propose(made(author=(group,))) == "CanadianTaskForceOnPreventiveHealthCare2013"


def test_a_taken_key_gets_the_next_letter():
    taken = {"Doe2013", "Doe2013a"}
    assert unique("Doe2013", taken.__contains__) == "Doe2013b"
    assert unique("Roe2013", taken.__contains__) == "Roe2013"


def test_letters_go_on_after_z():
    taken = {"D", *(f"D{letter}" for letter in "abcdefghijklmnopqrstuvwxyz")}
    assert unique("D", taken.__contains__) == "Daa"
