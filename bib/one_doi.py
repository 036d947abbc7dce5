"""One work by its DOI, looked up while its summary is being written."""

from bib.crossref import Crossref
from bib.doi_intake import read_work
from bib.duplicates import KnownWorks
from bib.intake import add_reference
from bib.proposals import Proposal, settled, with_duplicates
from bib.report import Read
from kb.errors import KnowledgeBaseError
from kb.identifiers import DOI
from kb.reference import Record
from kb.writing import Writer


def look_up(crossref: Crossref, doi: DOI) -> Read:
    """Crossref's word on a DOI. Raises DOINotRegistered or CrossrefUnavailable."""
    return read_work(crossref.work(doi))


def proposed(read: Read, known: KnownWorks) -> Proposal:
    """What a work would become, and what to know before saying yes."""
    return with_duplicates(settled(Proposal(), read), known)


def take_in(write: Writer, known: KnownWorks, read: Read) -> Record:
    """The reference of a work: the one we surely hold of it, else a new one."""
    present, _ = known.search(read.reference)
    held = write.record(present.id) if present else None
    if held is None and read.reference.doi:
        held = write.record_with_doi(read.reference.doi)
    if held is None and not read.reference.title:
        raise KnowledgeBaseError("Crossref has no title of this work; enter it by hand.")
    return held or add_reference(write, known, read)
