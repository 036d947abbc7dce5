"""What commands say while they work and when they are done."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from bib.plain import plain_line
from bib.report import Report
from kb.errors import KnowledgeBaseError

_WORDS = ("added", "updated", "unchanged", "duplicate", "queued")


class SomethingRefused(KnowledgeBaseError):
    """The work is done but for items that were refused or must wait."""


@contextmanager
def progress_of(label: str) -> Iterator[Callable[[int, int], None]]:
    """A bar on a terminal, a line at every tenth elsewhere; on standard error, both."""
    if sys.stderr.isatty():
        with click.progressbar(length=1, label=label, file=sys.stderr, show_pos=True) as bar:

            def draw(done: int, total: int) -> None:
                bar.length = max(total, 1)
                bar.update(done - bar.pos)

            yield draw
        return
    said = 0

    def tell(done: int, total: int) -> None:
        nonlocal said
        tenth = done * 10 // total if total else 10
        if tenth > said:
            said = tenth
            click.echo(f"{label}: {done} of {total}", err=True)

    yield tell


def tell_report(
    report: Report, *, as_json: bool, go_on: str = "Run `kb import-doi` without arguments to go on."
) -> None:
    """Print the account of an import; raises SomethingRefused when not all of it is settled.

    `go_on` tells how to ask again for what waits for Crossref.
    """
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        counts = {word: len(getattr(report, word)) for word in (*_WORDS, "refused")}
        click.echo(", ".join(f"{count} {word}" for word, count in counts.items() if count) or "nothing to do")
        for word in _WORDS:
            for item in getattr(report, word):
                if item.reason:
                    named = f"{_at(item.line)}{item.id or _short(item.input)}"
                    click.echo("  " + plain_line(f"{word}: {named}: {item.reason}"))
    for refused in report.refused:
        where = _at(refused.line)
        click.echo(plain_line(f"refused: {where}{_short(refused.input)}: {refused.reason}"), err=True)
    if report.refused:
        raise SomethingRefused(f"{_items(len(report.refused))} refused; the rest is done.")
    if report.queued:
        raise SomethingRefused(
            f"{_items(len(report.queued))} waiting for Crossref ({report.queued[0].reason}) {go_on}"
        )


def _at(line: int | None) -> str:
    return f"line {line}: " if line else ""


def _items(count: int) -> str:
    return "1 item was" if count == 1 else f"{count} items were"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else line[:79] + "…"
