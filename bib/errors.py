"""What can go wrong between us and Crossref, in words an editor can act on."""

from kb.errors import KnowledgeBaseError
from kb.identifiers import DOI


class CrossrefError(KnowledgeBaseError):
    """Crossref did not give the work asked for. `doi` is None when no single DOI was asked for."""

    def __init__(self, sentence: str, doi: DOI | None = None) -> None:
        super().__init__(sentence)
        self.doi = doi


class DOINotRegistered(CrossrefError):
    """Crossref knows no work by that DOI: it is mistyped, too new or registered elsewhere."""

    def __init__(self, doi: DOI) -> None:
        super().__init__(
            f"Crossref does not know {doi}. Check the DOI for a slip; "
            "one registered with another agency, such as DataCite, has to be entered by hand.",
            doi,
        )


class CrossrefUnavailable(CrossrefError):
    """Crossref could not be reached or gave no usable answer; the same request may do later.

    `reachable` is False when no connection came about, so that asking for more is in vain.
    """

    def __init__(self, doi: DOI | None, reason: str, *, reachable: bool = True) -> None:
        super().__init__(f"{doi or 'This'} could not be looked up: {reason}. Try again later.", doi)
        self.reason = reason
        self.reachable = reachable
