"""The engine for more than one machine: OpenSearch, by its address (opensearch_address.py).

The index that is searched stands behind an alias. Beside its documents it holds one named `state`: the
catalogue's revision it has reached. Everything is written with the revision as its version, so that an old
change never takes the place of a newer one, whoever writes and however late.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager
from dataclasses import replace
from time import monotonic, time

from index import opensearch_suggest
from index.documents import Document
from index.engine import Alike, Alone, Counts, Listed
from index.memory import Memory
from index.opensearch_address import parse_address
from index.opensearch_answering import answer
from index.opensearch_client import Client
from index.opensearch_documents import FORMAT, Json, mappings, of_label_key, settings, source
from index.opensearch_facets import every_value, values_told
from index.opensearch_query import EVERYTHING
from index.opensearch_questions import alike, similar
from index.opensearch_state import MEMORY, State
from index.query import FacetValue, Query, Results
from index.suggestion import Suggestion
from index.tree import Group
from index.unavailable import EngineAway, IndexUnavailable

_FRESH = 0.25  # seconds in which a state counts as the present one
_AWAY = 3.0  # seconds until an engine that did not answer is asked again
_LISTED = 1_000
_STATE = "state"


class OpenSearchEngine:
    """An index in OpenSearch (see engine.py).

    `alone` keeps all others who would write, on whatever host, for a block.
    """

    def __init__(self, url: str, alone: Alone) -> None:
        """Read the address; raises BadAddress. Nothing is asked before the first question."""
        self._address = parse_address(url)
        self._client = Client(self._address)
        self._alone = alone
        self._state: State | None = None
        self._names = Memory(MEMORY)
        self._seen = float("-inf")
        self._away_until = 0.0

    @property
    def revision(self) -> int:
        """The catalogue revision that searches see; 0 when there is nothing to search."""
        state = self._present_or_none()
        return state.revision if state else 0

    @property
    def edition(self) -> str | None:
        """The index behind the alias and the revision it reached; None when none can be asked."""
        state = self._present_or_none()
        return state.edition if state else None

    # Questions

    def search(self, query: Query) -> Results:
        """The page of hits a query asks for. Any text is answered."""
        return answer(query, self._asked())

    def first(self, query: Query, count: int) -> Results:
        """The first `count` hits of a query as one page, from one state however many requests it takes."""
        state = self._asked()
        with self._client.fixed() as door:
            return answer(replace(query, facets=(), snippets=False), replace(state, door=door), count)

    def suggest(self, text: str, limit: int = 8) -> tuple[Suggestion, ...]:
        """Completions of what was typed so far: topics, authors, journals, common phrases and titles."""
        return opensearch_suggest.beginning(self._asked(), text, limit)

    def similar(self, document_id: str, limit: int = 4) -> tuple[str, ...]:
        """The ids of the summaries most like a summary or reference, most alike first."""
        return similar(document_id, self._asked(), limit)

    def alike(self, texts: Mapping[str, str], limit: int, without: str = "") -> tuple[Alike, ...]:
        """The summaries most like texts by field, most alike first."""
        return alike(texts, self._asked(), limit, without)

    def counts(self, groups: Sequence[Group]) -> Counts:
        """How many documents have each group."""
        state = self._asked()
        return Counts(tuple(state.having(groups)), state.count)

    def values(self, facet: str) -> tuple[FacetValue, ...]:
        """Every value of a facet and how many documents have it, by slug."""
        return values_told(self._buckets(facet))

    # Following the catalogue

    def alone(self, timeout: float) -> AbstractContextManager[object]:
        """Keep all others who would write, on whatever host."""
        return self._alone(timeout)

    def reached(self) -> int | None:
        """The revision of the index behind the alias; None when there is none of the present format."""
        state = self._tried()
        return state.revision if state else None

    def take_in(self, documents: Iterable[Document], changed: Set[str], revision: int) -> int:
        """Write the changes into the index behind the alias, then that it reached the revision."""
        name, left = self._address.name, set(changed)

        def operations() -> Iterator[Json]:
            for document in documents:
                left.discard(document.id)
                yield _written(name, document, revision)
            for each in sorted(left):
                yield {"_op_type": "delete", "_index": name, "_id": each, **_version(revision)}

        count = self._client.write(operations(), require_alias=True)
        self._finish(name, revision)
        return count

    def build(self, documents: Iterable[Document], revision: int) -> int:
        """Write a new index beside the one in use, let the alias name it, and remove the others."""
        name = f"{self._address.name}-{int(time() * 1000)}"
        self._client.create(name, settings(self._address.shards, self._address.replicas), mappings())
        try:
            count = self._client.write(_written(name, each, revision) for each in documents)
            self._finish(name, revision)
            self._client.swap(name)
        except BaseException:
            if self._client.behind_alias() != [name]:  # half an index only takes up room
                self._client.remove(name)
            raise
        self._seen = float("-inf")
        return count

    def check(self) -> bool:
        """Whether the index can be searched, all of it: OpenSearch checks what it reads by itself."""
        try:
            return self._client.is_whole()
        except IndexUnavailable:
            return False

    def listed(self) -> Iterator[Listed] | None:
        """All documents behind the alias."""
        return self._list() if self._present_or_none() else None

    def forget(self) -> None:
        """Remove the index behind the alias."""
        for each in self._client.behind_alias():
            self._client.remove(each)
        self._seen = float("-inf")

    def close(self) -> None:
        """Let go of the connections."""
        self._client.close()

    # The state

    def _asked(self) -> State:
        state = self._present()
        if state is None:
            raise IndexUnavailable
        return state

    def _present_or_none(self) -> State | None:
        try:
            return self._present()
        except IndexUnavailable:
            return None

    def _present(self) -> State | None:
        """The state as of a moment ago. Raises EngineAway."""
        return self._state if monotonic() - self._seen <= _FRESH else self._tried()

    def _tried(self) -> State | None:
        """The state now. While OpenSearch is away one thread looks for it now and then, for all others."""
        if monotonic() < self._away_until:
            raise EngineAway
        if self._away_until:
            self._away_until = monotonic() + _AWAY
        try:
            state = self._read_state()
        except EngineAway:
            self._away_until = monotonic() + _AWAY
            raise
        self._away_until = 0.0
        return state

    def _read_state(self) -> State | None:
        found = self._client.looked_for(_STATE)
        told = found["_source"] if found else {}
        if not found or told.get("format") != FORMAT:
            self._state = None
        else:
            read = State(self._client, found["_index"], told["revision"], self._names)
            if self._state is None or self._state.edition != read.edition:  # else it knows much already
                self._state = read
        self._seen = monotonic()
        return self._state

    def _finish(self, index: str, revision: int) -> None:
        """Show what was written, and only then say what was reached."""
        self._client.show(index)
        self._client.put(index, _STATE, {"format": FORMAT, "revision": revision}, revision)
        self._seen = float("-inf")

    def _list(self) -> Iterator[Listed]:
        with self._client.fixed() as door:
            body: Json = {
                "query": EVERYTHING,
                "size": _LISTED,
                "sort": ["id"],
                "_source": ["entry.kind", "entry.title", "entry.digest"],
            }
            while hits := door.search(body)["hits"]["hits"]:
                for each in hits:
                    entry = each["_source"]["entry"]
                    yield Listed(each["_id"], entry["kind"], entry["title"], entry["digest"])
                body["search_after"] = hits[-1]["sort"]

    def _buckets(self, facet: str) -> Iterator[tuple[tuple[str, str], int]]:
        door, after = self._asked().door, None
        while True:
            page = door.search(every_value(facet, after))["aggregations"]["values"]
            yield from ((of_label_key(each["key"]["value"]), each["doc_count"]) for each in page["buckets"])
            if (after := page.get("after_key")) is None:
                return


def _written(index: str, document: Document, revision: int) -> Json:
    return {"_index": index, "_id": document.id, "_source": source(document), **_version(revision)}


def _version(revision: int) -> Json:
    return {"_version": revision, "_version_type": "external_gte"}
