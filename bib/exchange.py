"""One exchange with Crossref over the network, bounded in time and size."""

import asyncio
import json
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import httpx2

from bib.pace import retry_after

_LARGEST_BODY = 2_000_000  # bytes, decoded
_REDIRECTS = 3
_LOOK_UP = 0.1  # seconds between looks at whether anybody still waits for the answer


class NoAnswer(Exception):
    """Why a request brought nothing, and whether and when (in seconds) it is worth another try.

    `reachable` is False when no connection came about.
    """

    def __init__(
        self,
        reason: str,
        *,
        again: bool = False,
        wait: float = 0.0,
        status: int | None = None,
        reachable: bool = True,
    ) -> None:
        super().__init__(reason)
        self.reason = reason
        self.again = again
        self.wait = wait
        self.status = status
        self.reachable = reachable


class TooLarge(NoAnswer):
    """The answer outgrew the largest body we take; asking for less may do."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: status, headers and the decoded body of at most 2 MB."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def tls() -> ssl.SSLContext:
    """The certificates to trust; making them takes long enough to do it once."""
    return httpx2.create_ssl_context()


def fetch(
    url: str,
    params: Mapping[str, str],
    headers: Mapping[str, str],
    trust: ssl.SSLContext,
    seconds: float,
    stop: threading.Event,
) -> Answer:
    """Ask once, for at most so many seconds and until `stop` is set. Raises NoAnswer."""
    return asyncio.run(_until(stop, url, params, headers, trust, seconds))


async def _until(stop: threading.Event, *question: Any) -> Answer:
    asking = asyncio.create_task(_fetched(*question))
    while not asking.done():
        await asyncio.wait({asking}, timeout=_LOOK_UP)
        if stop.is_set() and not asking.done():
            asking.cancel()
            raise NoAnswer("nobody waits for the answer any more")
    return asking.result()


async def _fetched(
    url: str, params: Mapping[str, str], headers: Mapping[str, str], trust: ssl.SSLContext, seconds: float
) -> Answer:
    # httpx2's limits hold for each read, so a server that drips bytes outlasts them;
    # only cancelling the whole exchange bounds it.
    limits = httpx2.Timeout(seconds, connect=seconds / 2)
    try:
        async with (
            asyncio.timeout(seconds),
            httpx2.AsyncClient(headers=headers, timeout=limits, verify=trust) as client,
        ):
            request = client.build_request("GET", url, params=params or None)
            for _ in range(_REDIRECTS):
                response = await client.send(request, stream=True)
                if response.next_request is None:
                    return Answer(response.status_code, response.headers, await _body(response))
                await response.aclose()
                request = _same_host(request, response.next_request)
    except (
        httpx2.ConnectError,
        httpx2.ConnectTimeout,
        httpx2.UnsupportedProtocol,
        httpx2.InvalidURL,
    ) as error:
        raise NoAnswer("Crossref cannot be reached; check the network", reachable=False) from error
    except (TimeoutError, httpx2.TimeoutException) as error:
        raise NoAnswer("Crossref did not answer in time", again=True) from error
    except httpx2.HTTPError as error:
        raise NoAnswer("Crossref's answer broke off", again=True) from error
    raise NoAnswer("Crossref sends us from one address to the next")


def _same_host(asked: httpx2.Request, onward: httpx2.Request) -> httpx2.Request:
    if (onward.url.scheme, onward.url.netloc) != (asked.url.scheme, asked.url.netloc):
        raise NoAnswer(f"Crossref sends us on to {onward.url.host[:100]}, where we do not follow")
    return onward


async def _body(response: httpx2.Response) -> bytes:
    body = bytearray()
    async for chunk in response.aiter_bytes():
        body += chunk
        if len(body) > _LARGEST_BODY:
            await response.aclose()
            raise TooLarge("Crossref's answer is larger than 2 MB")
    return bytes(body)


def read(answer: Answer) -> dict[str, Any]:
    """The JSON of an answer in Crossref's envelope. Raises NoAnswer."""
    status = answer.status
    if status in {HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE}:
        wait = retry_after(answer.headers.get("retry-after", ""))
        raise NoAnswer(f"Crossref is too busy ({status})", again=True, wait=wait, status=status)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        raise NoAnswer(f"Crossref has a fault of its own ({status})", again=True, status=status)
    if status != HTTPStatus.OK:
        raise NoAnswer(f"Crossref refused the question ({status})", status=status)
    try:
        envelope = json.loads(answer.body)
    except (ValueError, RecursionError) as error:
        raise NoAnswer("Crossref's answer is cut short or garbled", again=True) from error
    if not isinstance(envelope, dict) or not isinstance(envelope.get("message"), dict):
        raise NoAnswer("what answered is not Crossref, or Crossref changed its form")
    return envelope
