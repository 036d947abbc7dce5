"""The door to Crossref: DOIs and printed references go in, works come out."""

import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

from habanero.habanero_utils import make_ua
from habanero.request_class import Request

from bib.errors import CrossrefError, CrossrefUnavailable, DOINotRegistered
from bib.exchange import Answer, NoAnswer, TooLarge, fetch, read, tls
from bib.markup import folded
from bib.pace import MOST_AT_ONCE, Kind, Pace
from bib.works import Work
from kb.errors import NotADOI
from kb.identifiers import DOI, parse_doi

BATCH = 40  # DOIs in one list request
# Works with their reference lists weigh some 30 KB each, so a batch stays well below the largest body.
# `select` could leave the lists out, but would also lose `language`, `edition-number`, `institution`,
# `subtype` and `published-other`: it cannot name them, and citations need them.
_LONGEST_FILTER = 4_000  # characters of DOIs in one address
_LONGEST_QUERY = 1_000  # characters of a printed reference
_TRIES = 3
_GIVE_UP_AFTER = 6  # requests in a row, with their tries, without a usable answer

_Send = Callable[[str, Mapping[str, str], Mapping[str, str]], dict[str, Any]]


class Crossref:
    """Crossref's REST API at `url`, asked at the pace it allows, by any number of threads.

    `mailto` is the address that gives access to the faster, polite pool. A request with its tries
    takes at most `deadline` seconds. `clock` and `sleep` are the time it goes by. `asked` is told what
    came of each try: `answered`, `refused` (too many questions), `failed` or `unreachable`.
    """

    def __init__(
        self,
        *,
        url: str = "https://api.crossref.org",
        mailto: str | None = None,
        deadline: float = 15.0,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], object] | None = None,
        asked: Callable[[str], object] = lambda _outcome: None,
    ) -> None:
        self._asked = asked
        self._url = url.rstrip("/")
        # A header holds ASCII only; the rest is written as in a mailto link (RFC 6068).
        self._mailto = quote(mailto, safe="@!$&'*+.=") if mailto else None
        self._deadline = deadline
        self._clock = clock
        self._pace = Pace(polite=self._mailto is not None, clock=clock, sleep=sleep)
        self._trust = tls()

    def work(self, doi: DOI) -> Work:
        """The work of one DOI. Raises DOINotRegistered or CrossrefUnavailable.

        A DOI that was made an alias of another brings the work of that other.
        """
        try:
            return self._single(doi, threading.Event())
        except NoAnswer as failure:
            raise _error(doi, failure) from failure

    def works(self, dois: Sequence[DOI]) -> Generator[tuple[DOI, Work | CrossrefError], None, None]:
        """Every DOI once, as the answers arrive, with its work or with the reason why there is none.

        DOIs are asked for in batches, several at once; one that a batch leaves out is asked for again
        alone, and so is every DOI of a batch that failed. A batch too large to be answered is halved.
        When Crossref is out of reach the rest is given up at once. Whoever closes the iterator early
        ends what is under way, and nothing more is asked.
        """
        waiting = dict.fromkeys(dois)
        asks = deque(_batches(waiting))
        under_way: set[Future[_Brought]] = set()
        lost: NoAnswer | None = None
        in_vain = 0
        stop = threading.Event()
        pool = ThreadPoolExecutor(MOST_AT_ONCE, "crossref")
        try:
            while waiting and lost is None:
                while asks and len(under_way) < MOST_AT_ONCE and not stop.is_set():
                    under_way.add(pool.submit(self._brought, asks.popleft(), stop))
                answered, under_way = wait(under_way, return_when=FIRST_COMPLETED)
                for brought in (each.result() for each in answered):
                    asks.extendleft(reversed(brought.again))
                    for doi, outcome in brought.outcomes.items():
                        del waiting[doi]
                        yield doi, outcome
                    in_vain = in_vain + 1 if brought.failure else 0
                    if brought.failure and (in_vain == _GIVE_UP_AFTER or not brought.failure.reachable):
                        lost = brought.failure
        finally:
            stop.set()
            self._pace.wake()
            pool.shutdown(cancel_futures=True)
        if lost:
            yield from ((doi, _error(doi, lost)) for doi in waiting)

    def match(self, printed: str, rows: int = 5) -> tuple[Work, ...]:
        """The works most like a printed reference, best first. Raises CrossrefUnavailable."""
        words = folded(printed)[:_LONGEST_QUERY]
        if not words:
            return ()
        try:
            return self._list(threading.Event(), limit=rows, query_bibliographic=words)[:rows]
        except NoAnswer as failure:
            raise _error(None, failure) from failure

    def _brought(self, batch: list[DOI], stop: threading.Event) -> "_Brought":
        """What asking for a batch, or for one DOI alone, brings; nothing when `stop` came between."""
        try:
            if len(batch) == 1:
                return _Brought(outcomes={batch[0]: self._single(batch[0], stop)})
            found = self._listed(batch, stop)
            return _Brought(outcomes=found, again=[[doi] for doi in batch if doi not in found])
        except NoAnswer as failure:
            if stop.is_set() and failure.reachable:
                return _Brought()
            if len(batch) == 1:
                error = _error(batch[0], failure)
                unavailable = isinstance(error, CrossrefUnavailable)
                return _Brought(outcomes={batch[0]: error}, failure=failure if unavailable else None)
            if isinstance(failure, TooLarge):
                middle = len(batch) // 2
                return _Brought(again=[batch[:middle], batch[middle:]])
            return _Brought(again=[[doi] for doi in batch], failure=failure)

    def _single(self, doi: DOI, stop: threading.Event) -> Work:
        # habanero pastes the DOI into a path; `#`, `?`, `%` and `<` are legal in DOIs.
        answer = self._request("single", f"/works/{quote(doi, safe='')}", stop)._req({}, False)
        work: Work = answer["message"]
        if not isinstance(work.get("DOI"), str):
            raise NoAnswer("what answered is not Crossref, or Crossref changed its form")
        return work

    def _listed(self, batch: list[DOI], stop: threading.Event) -> dict[DOI, Work]:
        """The works of a batch, by the DOI they were asked for."""
        works = self._list(stop, limit=len(batch), filter={"doi": list(batch)})
        by_doi = {doi: work for work in works if (doi := _doi(work)) is not None}
        return {doi: by_doi[doi] for doi in batch if doi in by_doi}

    def _list(self, stop: threading.Event, **asked: Any) -> tuple[Work, ...]:
        try:
            items = self._request("list", "/works", stop, **asked).do_request()["message"]["items"]
        except (KeyError, TypeError) as error:
            raise NoAnswer("Crossref's list is not in the form we know") from error
        if not isinstance(items, list):
            raise NoAnswer("Crossref's list is not in the form we know")
        return tuple(each for each in items if isinstance(each, dict) and isinstance(each.get("DOI"), str))

    def _request(self, kind: Kind, path: str, stop: threading.Event, **asked: Any) -> "_Request":
        def send(url: str, params: Mapping[str, str], headers: Mapping[str, str]) -> dict[str, Any]:
            def ask(seconds: float) -> Answer:
                return fetch(url, params, headers, self._trust, seconds, stop)

            with self._pace.place(stop):
                return self._answered(kind, ask, stop)

        # Without a cursor of ours a `next-cursor` in an answer must not set habanero going.
        return _Request(send, self._mailto, None, None, self._url, path, cursor_max=0, **asked)

    def _answered(self, kind: Kind, ask: Callable[[float], Answer], stop: threading.Event) -> dict[str, Any]:
        """Ask until there is an answer, at most three times and within the deadline.

        When Crossref is out of reach `stop` is set, for those who ask with us.
        """
        failure = NoAnswer("Crossref has asked us to wait", again=True)
        earliest = self._clock()
        ends = earliest + self._deadline
        for turn in range(_TRIES):
            if not self._pace.wait(kind, ends, stop, earliest):
                break
            try:
                answer = ask(min(ends - self._clock(), self._deadline * 2 / 3))
                self._pace.learn(kind, answer.headers)
                usable = read(answer)
            except NoAnswer as why:
                failure = why
                self._asked(_outcome(why))
                if not why.reachable:
                    stop.set()
                if not why.again:
                    break
                self._pace.pause(why.wait)
                earliest = self._clock() + 2**turn
            else:
                self._asked("answered")
                return usable
        raise failure


@dataclass(frozen=True, slots=True, kw_only=True)
class _Brought:
    """What one request brought: outcomes, what to ask for again, and why it was in vain if it was."""

    outcomes: Mapping[DOI, Work | CrossrefError] = field(default_factory=dict)
    again: Sequence[list[DOI]] = ()
    failure: NoAnswer | None = None


class _Request(Request):  # type: ignore[misc]  # habanero carries no types
    """habanero's request, sent our way: habanero bounds neither time nor size and hides the headers."""

    def __init__(self, send: _Send, *args: Any, **asked: Any) -> None:
        super().__init__(*args, **asked)
        self._send = send

    def _req(self, payload: Mapping[str, str], should_warn: bool) -> dict[str, Any]:  # noqa: ARG002 - habanero's
        return self._send(self._url(), payload, make_ua(self.mailto, self.ua_string))


def _outcome(failure: NoAnswer) -> str:
    match failure.status:
        case HTTPStatus.NOT_FOUND:
            return "answered"
        case HTTPStatus.TOO_MANY_REQUESTS | HTTPStatus.SERVICE_UNAVAILABLE:
            return "refused"
    return "failed" if failure.reachable else "unreachable"


def _error(doi: DOI | None, failure: NoAnswer) -> CrossrefError:
    if doi is not None and failure.status == HTTPStatus.NOT_FOUND:
        return DOINotRegistered(doi)
    return CrossrefUnavailable(doi, failure.reason, reachable=failure.reachable)


def _batches(dois: Iterable[DOI]) -> Iterator[list[DOI]]:
    """The DOIs in batches; one with a comma alone, as commas part a filter's values."""
    batch: list[DOI] = []
    for doi in dois:
        if "," in doi:
            yield [doi]
            continue
        if batch and (len(batch) == BATCH or len(doi) + sum(map(len, batch)) > _LONGEST_FILTER):
            yield batch
            batch = []
        batch.append(doi)
    if batch:
        yield batch


def _doi(work: Work) -> DOI | None:
    try:
        return parse_doi(work["DOI"])
    except NotADOI:
        return None
