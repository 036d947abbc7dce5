"""A catalogue like a real one of any size: summaries and references that mix sentences of true texts."""

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from random import Random

from index.documents import Document, reference_document, summary_document
from kb.catalogue import Catalogue
from kb.reference import Name, PartialDate, Record
from kb.summary import Month, Status, Summary
from kb.vocabulary import TermKind, Vocabulary
from tests.factories import a_record, a_reference, a_summary

_DEMONSTRATION = Path(__file__).resolve().parents[1] / "kb" / "demo" / "summaries"
_FAMILIES = """
    Safran Muran Sjöström Norcross Wampold Lambert Brown Gordon Moss Müller García van O'Brien Smith-Jones
    Nguyen Bohart Greenberg Watson Elliott Barkham Castonguay Hill Knox Ladany Strauss Hayes Gelso Bedi
""".split()  # noqa: SIM905 - a list of thirty strings reads worse
_JOURNALS = (
    *(
        "Psychotherapy",
        "Psychotherapy Research",
        "Journal of Counseling Psychology",
        "The Counseling Psychologist",
    ),
    *("Behaviour Research and Therapy", "Clinical Psychology & Psychotherapy", "Depression and Anxiety"),
    *("Revista de Psicología", "Journal of Clinical Psychology", "Cognitive and Behavioral Practice"),
)

Text = tuple[str, Sequence[str]]


def demonstration_texts() -> list[Text]:
    """The titles and sentences of the demonstration's summaries."""
    told = (tomllib.loads(file.read_text(encoding="utf-8")) for file in sorted(_DEMONSTRATION.glob("*.toml")))
    return [(each["title"], _sentences(f"{each['body']} {each['implications']}")) for each in told]


def corpus_texts(corpus: Path, most: int = 5_000) -> list[Text]:
    """The titles and sentences of a benchmark corpus (`make_corpus.py`)."""
    with (corpus / "docs.jsonl").open(encoding="utf-8") as lines:
        told = [json.loads(line) for line in islice(lines, most)]
    return [(each["title"], _sentences(f"{each['body']} {each['implications']}")) for each in told]


def fill(catalogue: Catalogue, texts: Sequence[Text], count: int, random: Random) -> None:
    """Put so many summaries and references into a catalogue, in one change."""
    with catalogue.reading() as read:
        vocabulary = read.vocabulary()
    with catalogue.writing("corpus") as write:
        for number in range(count):
            record = _record(texts, number, random)
            write.add_record(record)
            if random.random() < 0.7:
                write.add_summary(_summary(texts, number, record, vocabulary, random))


def documents_of(catalogue: Catalogue) -> Iterator[Document]:
    """What is to be found of a catalogue: its published summaries, and the references."""
    with catalogue.reading() as read:
        vocabulary = read.vocabulary()
        for summary in read.published():
            yield summary_document(summary, read.records_of(summary), vocabulary)
        for record in read.records():
            yield reference_document(record)


def _record(texts: Sequence[Text], number: int, random: Random) -> Record:
    year = random.choice([None, *range(1990, 2024)])
    months = [None, None, *range(1, 13)]
    return a_record(
        f"Corpus{number}",
        described=a_reference(
            title=_title(texts, random),
            author=tuple(_name(random) for _ in range(random.choice([0, 1, 1, 2, 3, 4]))),
            container_title=random.choice([None, *_JOURNALS, *_JOURNALS]),
            issued=PartialDate(year, random.choice(months)) if year else None,
            doi=f"10.5555/corpus.{number}",
            abstract=_prose(texts, random, 5) if random.random() < 0.4 else None,
        ),
    )


def _summary(
    texts: Sequence[Text], number: int, record: Record, vocabulary: Vocabulary, random: Random
) -> Summary:
    topics = [each.slug for each in vocabulary.of(TermKind.TOPIC)]
    types = [each.slug for each in vocabulary.of(TermKind.RESEARCH_TYPE)]
    return a_summary(
        record,
        slug=f"corpus-{number}",
        title=_title(texts, random),
        month=Month(random.randint(2010, 2023), random.randint(1, 12)),
        body=_prose(texts, random, 9),
        implications=_prose(texts, random, 2),
        topics=tuple(dict.fromkeys(_early(topics, random) for _ in range(random.choice([1, 1, 2, 3])))),
        research_type=random.choice([None, *types]),
        status=random.choice([*[Status.PUBLISHED] * 12, Status.DRAFT, Status.WITHDRAWN]),
    )


def _early(values: Sequence[str], random: Random) -> str:
    """One of them, the first much oftener than the last."""
    return values[int(len(values) * random.random() ** 2)]


def _title(texts: Sequence[Text], random: Random) -> str:
    title = random.choice(texts)[0]
    if random.random() < 0.6:
        title = f"{title}: {' '.join(random.choice(texts)[0].split()[:4])}"
    return title[:250]


def _prose(texts: Sequence[Text], random: Random, most: int) -> str:
    sentences = [*random.choice(texts)[1], *random.choice(texts)[1]]
    return " ".join(random.sample(sentences, min(len(sentences), random.randint(1, most))))


def _name(random: Random) -> Name:
    initials = random.sample("ABCDEFGHJKLMRST", 2)
    return Name(family=_early(_FAMILIES, random), given=" ".join(f"{each}." for each in initials))


def _sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.!?])\s+", text.strip()) if each]


def words_of(texts: Iterable[str]) -> list[str]:
    """The words of texts as they are written, in their order."""
    return [word for text in texts for word in re.findall(r"[^\W\d_][^\W_]*(?:[-'’][^\W_]+)*", text)]
