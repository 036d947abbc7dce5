import pytest
from hypothesis import given
from hypothesis import strategies as st

from bib.capitals import calm_container, calm_given, calm_name, calm_title


@pytest.mark.parametrize(
    ("deposited", "calm"),
    [
        ("THE EFFECTS OF PSYCHOTHERAPY: AN EVALUATION", "The Effects of Psychotherapy: An Evaluation"),
        ("CBT FOR PTSD IN WORLD WAR II VETERANS", "CBT for PTSD in World War II Veterans"),
        ("LETTER FROM LONDON", "Letter from London"),
        ("CLIENTS' VIEWS AND O'BRIEN'S REPLY", "Clients' Views and O'Brien's Reply"),
        ("DSM-5 AND ICD-11: A COMPARISON", "DSM-5 and ICD-11: A Comparison"),
        ("PRODUÇÃO DE SOJA NO NORTE", "Produção de Soja no Norte"),
        ("DIE WIRKUNG DER PSYCHOTHERAPIE", "Die Wirkung der Psychotherapie"),
        ("TREATMENT WITH LITHIUM (ACTH)", "Treatment with Lithium (ACTH)"),
        ("ТЕРАПИЯ И ПАЦИЕНТ", "Терапия И Пациент"),
        ("NECROLOGY", "Necrology"),
        ("PTSD", "PTSD"),
        ("Therapy AND Practice", "Therapy AND Practice"),
        ("1984", "1984"),
        ("", ""),
    ],
)
def test_a_title_set_in_capitals_is_calmed(deposited, calm):
    assert calm_title(deposited) == calm


@pytest.mark.parametrize("name", ["JAMA", "PLOS ONE", "BMJ OPEN", "Psychotherapy"])
def test_a_journal_may_be_called_in_capitals(name):
    assert calm_container(name) == name


def test_a_journal_of_many_words_is_not_called_in_capitals():
    shouted = "JOURNAL OF CONSULTING AND CLINICAL PSYCHOLOGY"
    assert calm_container(shouted) == "Journal of Consulting and Clinical Psychology"


@pytest.mark.parametrize(
    ("deposited", "calm"),
    [
        ("PATTERSON", "Patterson"),
        ("LOPEZ-BERESTEIN", "Lopez-Berestein"),
        ("JABŁOŃSKI", "Jabłoński"),
        ("O'TOOLE", "O'Toole"),
        ("MCDONALD", "McDonald"),
        ("McEvoy", "McEvoy"),
        ("DeRosa", "DeRosa"),
        ("NG", "Ng"),
        ("LU", "Lu"),
        ("MG", "MG"),
        ("K", "K"),
    ],
)
def test_a_family_name_set_in_capitals_is_calmed(deposited, calm):
    assert calm_name(deposited) == calm


@pytest.mark.parametrize(
    ("deposited", "calm"),
    [
        ("HAROLD A.", "Harold A."),
        ("D. TOD", "D. Tod"),
        ("AJS", "AJS"),
        ("L", "L"),
        ("A. E.", "A. E."),
        ("TIM", "Tim"),
    ],
)
def test_given_names_are_told_from_initials(deposited, calm):
    assert calm_given(deposited) == calm


@given(st.text(max_size=80))
def test_calming_changes_nothing_but_the_case(title):
    assert calm_title(title).casefold() == title.casefold()
