"""Is the catalogue sound? What `kb check` finds and mends."""

from kb.catalogue import Catalogue
from kb.faults import Fault
from kb.repair import Repair

_BY = "kb check"


def faults(catalogue: Catalogue) -> tuple[Fault, ...]:
    """Each thing in the catalogue that is not as it should be."""
    with catalogue.reading() as read:
        return read.faults()


def repair(catalogue: Catalogue) -> Repair:
    """Mend what can be mended without loss, in one transaction."""
    with catalogue.writing(_BY) as write:
        return write.repairs.repair()
