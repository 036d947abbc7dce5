"""Where an index in OpenSearch is, as the settings write it.

    opensearch://host:9200/practice-kb
    opensearchs://reader:secret@one:9200,two:9200/practice-kb?ca=/etc/ssl/own.pem&shards=3&replicas=0-1

`opensearchs` is with TLS. Several hosts are those of one cluster. `shards` and `replicas` count for an index
that is built from then on; as many copies are kept as there are further nodes, within these bounds.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

from kb.errors import KnowledgeBaseError

_PORT = 9200
_NAME = re.compile(r"[a-z0-9][a-z0-9_.-]{0,99}")
_REPLICAS = re.compile(r"\d+-(\d+|all)")


class BadAddress(KnowledgeBaseError):
    """The address of the search engine cannot be understood. It is not repeated: it may hold a password."""

    def __init__(self, why: str) -> None:
        super().__init__(
            f"The setting index_url {why}. Write it so: opensearch://user:password@host:9200/practice-kb, "
            "with several hosts after commas, and opensearchs:// where they are asked over TLS."
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Hosts with their ports, the name of the index, and how to be let in."""

    hosts: tuple[tuple[str, int], ...]
    name: str
    tls: bool = False
    user: tuple[str, str] | None = field(default=None, repr=False)
    ca: str | None = None
    shards: int = 1
    replicas: str = "0-1"


def parse_address(url: str) -> Address:
    """Read the address of an index. Raises BadAddress."""
    parts = urlsplit(url)
    if parts.scheme not in {"opensearch", "opensearchs"}:
        raise BadAddress("names no engine that is known here")
    signed, _, places = parts.netloc.rpartition("@")
    name = parts.path.strip("/")
    if not _NAME.fullmatch(name):
        raise BadAddress("needs a name for the index: small letters, digits and hyphens")
    asked = dict(parse_qsl(parts.query))
    if unknown := asked.keys() - {"ca", "shards", "replicas"}:
        raise BadAddress(f"asks for something unknown: {', '.join(sorted(unknown))}")
    shards, replicas = asked.get("shards", "1"), asked.get("replicas", "0-1")
    if not shards.isdecimal() or not 1 <= int(shards) <= 1_000:
        raise BadAddress("needs a number of shards from 1 to 1,000")
    if not _REPLICAS.fullmatch(replicas):
        raise BadAddress("needs replicas as bounds, such as 0-1")
    user, _, password = signed.partition(":")
    return Address(
        hosts=tuple(_place(each) for each in places.split(",")),
        name=name,
        tls=parts.scheme == "opensearchs",
        user=(unquote(user), unquote(password)) if signed else None,
        ca=asked.get("ca"),
        shards=int(shards),
        replicas=replicas,
    )


def _place(text: str) -> tuple[str, int]:
    host, port = text, str(_PORT)
    if match := re.fullmatch(r"(\[[0-9a-fA-F:.]+\]|[^:\s]+):(\d{1,5})", text):
        host, port = match.groups()
    if not host or re.search(r"[\s/?#]", host) or (":" in host and not host.startswith("[")):
        raise BadAddress("needs a host")
    return host.strip("[]"), int(port)
