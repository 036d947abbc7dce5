"""How much of a file an import reads."""

from bib.report import ReadFile, Refused

MAX_BYTES = 10 * 1024 * 1024
MAX_ENTRIES = 20_000
MAX_FIELD = 64 * 1024


def refuse_large_file(text: str) -> ReadFile | None:
    """The account of a file of more than 10 MB: nothing of it is read. None for others."""
    if len(text.encode("utf-8", "surrogatepass")) <= MAX_BYTES:
        return None
    reason = "The file is larger than 10 MB; split it into smaller ones."
    return ReadFile((), (Refused(input=excerpt(text), reason=reason, line=1),))


def excerpt(text: str) -> str:
    """The beginning of an item, enough for an editor to find it again."""
    return " ".join(text[:400].split())[:200]
