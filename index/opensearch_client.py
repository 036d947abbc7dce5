"""The only door to OpenSearch: what is asked of one index there, by its name or the alias it stands behind.

Whatever goes wrong between us and OpenSearch is EngineAway, and said in the log.
"""

import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from threading import Lock
from typing import Any

from opensearchpy import OpenSearch, helpers
from opensearchpy.exceptions import (
    AuthorizationException,
    ConflictError,
    NotFoundError,
    OpenSearchException,
)

from index.opensearch_address import Address
from index.opensearch_documents import Json
from index.unavailable import EngineAway

_ASKING = 10.0  # seconds for one answer
_LOOKING = 3.0  # for the question whether it is there
_WRITING = 120.0
_BATCH = 500  # documents in one request, at most
_BATCH_BYTES = 10 * 2**20
_TRIES = 8  # when it has more to do than it can, each after twice the pause
_KEPT = "1m"  # how long a point in time lasts from one question to the next
_CONNECTIONS = 20
_MOST_CLAUSES = "indices.query.bool.max_clause_count"
_CLAUSES = 65_536

# An answer of a part of the documents would pass for one of all.
_WHOLE = {"allow_partial_search_results": "false"}

_log = logging.getLogger(__name__)
logging.getLogger("opensearch").setLevel(logging.CRITICAL)  # what goes wrong is said once, below


class Client:
    """Connections to the hosts of an address. Threads may share it; a forked process makes its own."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._name = address.name
        self._lock = Lock()
        self._connected: dict[int, OpenSearch] = {}

    # Questions (opensearch_state.Door)

    def search(self, body: Json) -> Json:
        """The answer to one search."""
        with _told():
            answer: Json = self._client.search(index=self._name, body=body, params=_WHOLE)
        return answer

    def searches(self, bodies: Sequence[Json]) -> list[Json]:
        """The answers to several searches."""
        if not bodies:
            return []
        with _told():
            lines = [line for body in bodies for line in ({"index": self._name, **_WHOLE}, body)]
            answers: list[Json] = self._client.msearch(body=lines)["responses"]
        for each in answers:
            if "error" in each:
                _log.error("OpenSearch did not answer: %s", json.dumps(each["error"])[:500])
                raise EngineAway
        return answers

    def statistics(self, texts: Mapping[str, str]) -> Mapping[str, Mapping[str, Json]]:
        """By field and word how often each word of texts stands in that field of all documents (`ttf`)."""
        nested: dict[str, dict[str, str]] = {}
        for name, text in texts.items():
            above, _, below = name.partition(".")
            nested.setdefault(above, {})[below] = text
        body = {
            "doc": nested,
            "fields": list(texts),
            "term_statistics": True,
            "field_statistics": False,
            "positions": False,
            "offsets": False,
        }
        with _told():
            told = self._client.termvectors(index=self._name, body=body)["term_vectors"]
        return {name: each["terms"] for name, each in told.items()}

    def document(self, document_id: str) -> Json | None:
        """What is kept of a document; None when there is none."""
        found = self.found(document_id)
        return found["_source"].get("entry") if found else None

    def found(self, document_id: str, seconds: float = _ASKING) -> Json | None:
        """A document with the index it stands in, as it was written last; None when there is none."""
        with _told():
            try:
                found: Json = self._client.get(index=self._name, id=document_id, request_timeout=seconds)
            except NotFoundError:
                return None
        return found

    def looked_for(self, document_id: str) -> Json | None:
        """As `found`, but without patience for hosts that do not answer."""
        return self.found(document_id, _LOOKING)

    @contextmanager
    def fixed(self) -> Iterator["FixedDoor"]:
        """A door to the documents as they are now, whatever is written meanwhile."""
        with _told():
            client = self._client
            point = client.create_pit(index=self._name, params={"keep_alive": _KEPT})["pit_id"]
        try:
            yield FixedDoor(self, point)
        finally:
            with _told():
                client.delete_pit(body={"pit_id": [point]})

    def at(self, point: str, body: Json) -> Json:
        """The answer to a search as of a point in time."""
        with _told():
            answer: Json = self._client.search(
                body=body | {"pit": {"id": point, "keep_alive": _KEPT}}, params=_WHOLE
            )
        return answer

    def is_whole(self) -> bool:
        """Whether every part of the index can be searched."""
        with _told():
            health = self._client.cluster.health(index=self._name)
        return bool(health["status"] != "red")

    # Writing

    def create(self, index: str, settings: Json, mappings: Json) -> None:
        """Make an empty index, where questions may be as long as ours."""
        with _told():
            self._allow_long_questions()
            self._client.indices.create(index=index, body={"settings": settings, "mappings": mappings})

    def remove(self, index: str) -> None:
        """Remove an index, if it is there."""
        with _told():
            self._client.indices.delete(index=index, ignore_unavailable=True)

    def write(self, operations: Iterable[Json], **asked: Any) -> int:
        """Carry them out, again while OpenSearch has too much to do; how many documents were put in.

        What is newer there already, or is not there to be removed, is as it should be.
        """
        count = 0
        with _told():
            for done, told in helpers.streaming_bulk(
                self._client,
                operations,
                chunk_size=_BATCH,
                max_chunk_bytes=_BATCH_BYTES,
                max_retries=_TRIES,
                initial_backoff=1,
                max_backoff=30,
                raise_on_error=False,
                request_timeout=_WRITING,
                **asked,
            ):
                ((operation, what),) = told.items()
                gone = operation == "delete" and what["status"] == 404
                if not done and what["status"] != 409 and not gone:
                    _log.error("OpenSearch did not take a document: %s", json.dumps(what)[:500])
                    raise EngineAway
                count += operation == "index"
        return count

    def show(self, index: str) -> None:
        """Let what was written be found."""
        with _told():
            self._client.indices.refresh(index=index, request_timeout=_WRITING)

    def put(self, index: str, document_id: str, source: Json, version: int) -> None:
        """Write one document, unless a later version is there."""
        asked: Json = {"version": version, "version_type": "external_gte"}
        with _told():
            try:
                self._client.index(index=index, id=document_id, body=source, **asked)
            except ConflictError:
                _log.info("%s in %s has reached more than %d already", document_id, index, version)

    def swap(self, index: str) -> None:
        """Let the alias name an index in one step, and remove the others that it named or might have."""
        others = {"index": f"{self._name}-*", "alias": self._name, "must_exist": False}
        with _told():
            actions = [{"remove": others}, {"add": {"index": index, "alias": self._name}}]
            self._client.indices.update_aliases(body={"actions": actions})
            there = list(self._client.indices.get(index=f"{self._name}-*"))
        for each in there:
            if each != index and each.removeprefix(f"{self._name}-").isdecimal():
                self.remove(each)

    def behind_alias(self) -> list[str]:
        """The indexes that the alias names: one or none."""
        with _told():
            try:
                return list(self._client.indices.get_alias(name=self._name))
            except NotFoundError:
                return []

    def _allow_long_questions(self) -> None:
        # Two words with many synonyms are more clauses already than OpenSearch takes unasked: 1,024.
        try:
            self._client.cluster.put_settings(body={"persistent": {_MOST_CLAUSES: _CLAUSES}})
        except AuthorizationException:
            _log.warning("Searches with many synonyms need %s: %d in opensearch.yml", _MOST_CLAUSES, _CLAUSES)

    def close(self) -> None:
        """Let go of the connections."""
        with self._lock:
            client = self._connected.pop(os.getpid(), None)
        if client:
            client.close()

    @property
    def _client(self) -> OpenSearch:
        with self._lock:
            client = self._connected.get(os.getpid())
            if client is None:
                client = self._connected[os.getpid()] = _connected(self._address)
            return client


class FixedDoor:
    """The index as of a point in time, to be searched."""

    def __init__(self, client: Client, point: str) -> None:
        self._client = client
        self._point = point
        self.searches, self.statistics, self.document = client.searches, client.statistics, client.document

    def search(self, body: Json) -> Json:
        """The answer to one search."""
        return self._client.at(self._point, body)


def _connected(address: Address) -> OpenSearch:
    return OpenSearch(
        hosts=[{"host": host, "port": port} for host, port in address.hosts],
        http_auth=address.user,
        use_ssl=address.tls,
        verify_certs=address.tls,
        ca_certs=address.ca,
        timeout=_ASKING,
        max_retries=len(address.hosts),  # each host once more
        retry_on_timeout=False,
        pool_maxsize=_CONNECTIONS,
    )


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except OpenSearchException as error:
        _log.error("OpenSearch does not answer as it should: %s", error)
        raise EngineAway from error
