"""What can go wrong in the knowledge base, in words an editor understands."""


class KnowledgeBaseError(Exception):
    """Anything this product raises on purpose. The pages and commands show its text."""


class NotADOI(KnowledgeBaseError):
    """The text given does not have the shape of a DOI."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"{text[:200]!r} is not a DOI. A DOI looks like 10.1037/a0031384; "
            "give it bare, with doi: before it, or as a https://doi.org/ link."
        )
        self.text = text


class NotAnIdentifier(KnowledgeBaseError):
    """The text given is no valid ISBN, ISSN or PubMed number."""

    def __init__(self, text: str, kind: str) -> None:
        super().__init__(f"{text[:200]!r} is not a valid {kind}.")
        self.text = text
        self.kind = kind


class NotAMonth(KnowledgeBaseError):
    """The text given names no month."""

    def __init__(self, text: str) -> None:
        super().__init__(f"{text[:200]!r} is not a month. Write it as 2013-08 or August 2013.")
        self.text = text


class NotFound(KnowledgeBaseError):
    """The catalogue holds nothing under that name; a `hint` is a sentence on what to do then."""

    def __init__(self, kind: str, name: str, hint: str = "") -> None:
        super().__init__(f"There is no {kind} {name[:200]!r}. {hint}".rstrip())
        self.kind = kind
        self.name = name


class AlreadyThere(KnowledgeBaseError):
    """The catalogue holds something else under that name; a `hint` is a sentence on what to do then."""

    def __init__(self, kind: str, name: str, hint: str = "") -> None:
        article = "an" if kind.startswith(tuple("aeiou")) else "a"
        super().__init__(
            f"There is already {article} {kind} {name[:200]!r}; nothing was changed. {hint}".rstrip()
        )
        self.kind = kind
        self.name = name


class Outdated(KnowledgeBaseError):
    """Somebody else changed a thing after it was looked at; `version` is its last change now."""

    def __init__(self, name: str, version: int, by: str) -> None:
        super().__init__(f"{by} changed {name[:200]!r} after you opened it; nothing was overwritten.")
        self.version = version
        self.by = by


class StillCited(KnowledgeBaseError):
    """A reference cannot go while summaries cite it."""

    def __init__(self, citekey: str, slugs: tuple[str, ...]) -> None:
        super().__init__(f"{citekey} is cited by {', '.join(slugs)}; take it out of these summaries first.")
        self.citekey = citekey
        self.slugs = slugs


class StillUsed(KnowledgeBaseError):
    """A topic or research type cannot go while summaries bear it."""

    def __init__(self, slug: str, summaries: tuple[str, ...]) -> None:
        super().__init__(f"{slug} is borne by {', '.join(summaries)}; file these under another first.")
        self.slug = slug
        self.summaries = summaries


class CannotUndo(KnowledgeBaseError):
    """A change that later changes build on, or that has nothing before it to go back to."""

    def __init__(self, revision: int, reason: str) -> None:
        super().__init__(f"Change {revision} cannot be undone: {reason}.")
        self.revision = revision


class CatalogueUnusable(KnowledgeBaseError):
    """The database cannot be opened, is locked for too long or is of another version."""


class DiskFull(CatalogueUnusable):
    """There is no room to write; what was saved before stands, and a later try may succeed."""

    def __init__(self, where: object) -> None:
        super().__init__(
            f"There is no room on the disk to write {where}. What was saved before stands; the rest was "
            "not taken in. Make room and do the same again; nothing needs to be restarted."
        )
