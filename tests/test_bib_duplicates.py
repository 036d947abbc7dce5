from dataclasses import replace

from bib import duplicates
from bib.duplicates import KnownWorks, duplicate_groups, same_work
from kb.identifiers import DOI, PMID
from kb.reference import Name, PartialDate, Record, Reference, Source, SourceKind

TITLE = "Therapist empathy and client outcome: An updated meta-analysis"


def article(**fields):
    values = {
        "type": "article-journal",
        "title": TITLE,
        "author": (Name(family="Elliott", given="Robert"),),
        "issued": PartialDate(2018),
        "container_title": "Psychotherapy",
        "volume": "55",
        "page": "399-410",
    }
    return Reference(**{**values, **fields})


def record(citekey="Elliott2018", **fields):
    return Record(citekey=citekey, described=article(**fields), source=Source(kind=SourceKind.BIBTEX))


def test_same_doi_is_the_same_work_whatever_else_is_said():
    assert same_work(article(doi=DOI("10.1000/1"), title="A"), article(doi=DOI("10.1000/1"), title="B"))


def test_two_dois_are_never_one_work_unasked():
    assert not same_work(article(doi=DOI("10.1000/1")), article(doi=DOI("10.1000/2")))


def test_two_pubmed_numbers_are_never_one_work_unasked():
    assert not same_work(article(pmid=PMID("1")), article(pmid=PMID("2")))
    assert same_work(article(pmid=PMID("1"), container_title=None, page=None), article(pmid=PMID("1")))


def test_works_described_alike_in_every_field_are_one_though_little_is_said():
    leaflet = Reference(type="webpage", title="Coping with exam nerves: a leaflet")
    assert same_work(leaflet, leaflet)
    assert not same_work(Reference(type="document", title="Notes"), Reference(type="document", title="Notes"))


def test_known_work_is_found_under_an_abbreviated_journal_and_without_subtitle():
    known = KnownWorks([record()])
    assert known.find(article(title="Therapist empathy and client outcome", container_title="Psychother"))
    assert known.find(article(title="Empathy and client outcome")) is None


def test_known_work_is_found_by_its_place_when_its_title_begins_with_a_slip():
    assert KnownWorks([record()]).find(article(title=TITLE.replace("Therapist", "Therapits")))


def test_known_work_is_found_under_the_year_before():
    assert KnownWorks([record()]).find(article(issued=PartialDate(2017)))


def test_doubtful_likeness_is_told_with_its_reason():
    found, (perhaps,) = KnownWorks([record()]).search(article(page="1-9"))
    assert found is None
    assert perhaps.record.citekey == "Elliott2018"
    assert "pages differ" in perhaps.reason


def test_reference_in_its_new_state_is_the_one_known():
    known = KnownWorks([first := record()])
    known.add(changed := replace(first, described=replace(first.described, issue="4")))
    assert known.find(article()) == changed


def test_like_works_are_compared_in_small_blocks(monkeypatch):
    compared = []
    real = duplicates.resemblance

    def counted(one, other):
        compared.append(one)
        return real(one, other)

    monkeypatch.setattr(duplicates, "resemblance", counted)
    known = KnownWorks(())
    for number in range(300):
        editorial = article(title="Editorial", volume=str(number), page=str(number), author=())
        assert known.find(editorial) is None
        known.add(record(f"E{number}", title="Editorial", volume=str(number), page=str(number), author=()))
    assert len(compared) <= 300 * 15


def test_groups_are_sure_ones_first_then_pairs_that_may_be():
    records = [
        record("a"),
        record("b", container_title="Psychother"),
        record("c", title="Therapist empathy and client outcome"),
        record("d", page="1-9"),
        record("e", title="Something else altogether", page="7", author=(Name(family="Lewin"),)),
    ]
    sure, *doubtful = duplicate_groups(records)
    assert [each.citekey for each in sure.records] == ["a", "b", "c"]
    assert sure.sure
    assert "title, year, first author and container agree" in sure.reason
    assert all(not group.sure and group.records[1].citekey == "d" for group in doubtful)


def test_article_and_its_reply_are_no_group():
    assert duplicate_groups([record("a"), record("b", title=f"Reply to: {TITLE}")]) == ()
