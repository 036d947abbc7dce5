"""Is the catalogue sound? What `kb check` finds, in sentences."""

from collections.abc import Iterator

from kb.catalogue import Catalogue
from kb.reading import Reader


def faults(catalogue: Catalogue) -> tuple[str, ...]:
    """One sentence for each thing in the catalogue that is not as it should be.

    Values that cannot be read at all are named by the reader's own check.
    """
    with catalogue.reading() as read:
        damage = (*read.damage(), *read.unreadable())
        return damage or tuple(_published_without_citation(read))


def _published_without_citation(read: Reader) -> Iterator[str]:
    for summary in read.published():
        if not summary.citations:
            yield f"{summary.slug} is published without a citation."
