from index.query import FacetValue
from web.directories import AT_ONCE, directory


def names(*slugs, count=1):
    return [FacetValue(value=slug, label=slug, count=count) for slug in sorted(slugs)]


def slugs_of(listed):
    return {letter: [each.value for each in values] for letter, values in listed.shown}


def many(*more):
    return names(*more, *(f"{letter}{number:04d}" for letter in "mn" for number in range(AT_ONCE)))


def test_a_short_list_is_shown_whole_by_letter():
    assert slugs_of(directory(names("barber-j", "baker-s", "hill-ce"))) == {
        "B": ["baker-s", "barber-j"],
        "H": ["hill-ce"],
    }


def test_what_begins_with_no_letter_stands_under_a_sign():
    assert slugs_of(directory(names("2gether", "hill-ce"))) == {"#": ["2gether"], "H": ["hill-ce"]}


def test_a_letter_shows_its_names_only():
    listed = directory(names("barber-j", "hill-ce"), letter="H")
    assert (slugs_of(listed), listed.letters) == ({"H": ["hill-ce"]}, ("B", "H"))


def test_a_letter_that_no_name_has_shows_all():
    listed = directory(names("barber-j"), letter="Q")
    assert (slugs_of(listed), listed.letter) == ({"B": ["barber-j"]}, "")


def test_words_are_found_at_the_beginning_of_any_word_of_a_name():
    known = names("american-journal-of-psychiatry", "journal-of-affective-disorders", "psychotherapy")
    assert slugs_of(directory(known, find="psych jour")) == {"A": ["american-journal-of-psychiatry"]}


def test_accents_and_capitals_do_not_matter():
    assert slugs_of(directory(names("pena-a", "perez-b"), find="  PEÑ ")) == {"P": ["pena-a"]}


def test_what_is_found_comes_from_all_letters():
    assert slugs_of(directory(names("ahill-b", "hill-ce"), letter="A", find="hill")) == {"H": ["hill-ce"]}


def test_signs_alone_find_nothing():
    assert directory(names("hill-ce"), find="?!").found == 0


def test_a_long_list_begins_with_the_names_that_come_most_often():
    listed = directory(sorted(many() + names("zilcha-s", count=9), key=lambda each: each.value))
    assert listed.by_page
    assert listed.shown == ()
    assert listed.often[0].value == "zilcha-s"


def test_a_long_list_shows_a_letter_whole():
    assert len(dict(directory(many(), letter="M").shown)["M"]) == AT_ONCE


def test_no_more_is_shown_of_what_is_found_than_a_page_takes():
    listed = directory(names(*(f"x{number:04d}" for number in range(AT_ONCE + 7))), find="x")
    assert (listed.found, sum(len(values) for _, values in listed.shown)) == (AT_ONCE + 7, AT_ONCE)
