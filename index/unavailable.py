"""What a question to the index raises when it cannot be answered rightly."""

from kb.errors import KnowledgeBaseError


class IndexUnavailable(KnowledgeBaseError):
    """There is no index to ask, or what was asked for is damaged in it: it must be built anew."""

    def __init__(self) -> None:
        super().__init__("The search index is missing or damaged; build it anew with: kb rebuild.")


class EngineAway(IndexUnavailable):
    """The search engine does not answer, or not as it should: what it holds may be whole."""

    def __init__(self) -> None:
        KnowledgeBaseError.__init__(
            self,
            "The search engine does not answer. See that it runs and that index_url names it, and try again.",
        )
