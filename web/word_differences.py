"""Two versions of a text as one, with the words that went and the words that came marked."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from markupsafe import Markup
from rapidfuzz.distance import LCSseq

# A word, one other character, or the space between: all of a text stands in exactly one of them.
_PIECE = re.compile(r"\w+(?:['’.-]\w+)*|\s+|[^\w\s]")
_MOST = 6_000  # pieces of a text, some 3,000 words; a longer one is shown as replaced from there on
_Run = tuple[list[str], list[str]]  # pieces before, and pieces now


@dataclass(slots=True)
class _Stretch:
    """What stood there before, and what stands there now."""

    before: str = ""
    after: str = ""

    @property
    def same(self) -> bool:
        return self.before == self.after


def word_differences(before: str, after: str) -> Markup:
    """A text with `<del>` around what was taken out and `<ins>` around what was put in, as safe HTML.

    Line breaks stay as they are: show it where white space is kept.
    """
    html = Markup()
    for stretch in _stretches(before, after):
        if stretch.same:
            html += Markup("{}").format(stretch.after)
            continue
        if stretch.before:
            html += Markup("<del>{}</del>").format(stretch.before)
        if stretch.after:
            html += Markup("<ins>{}</ins>").format(stretch.after)
    return html


def _stretches(before: str, after: str) -> Iterator[_Stretch]:
    old, new = _pieces(before), _pieces(after)
    runs = [
        (old[each.src_start : each.src_end], new[each.dest_start : each.dest_end])
        for each in LCSseq.opcodes(old, new)
    ]
    for place in range(1, len(runs) - 1):
        _slide(*runs[place - 1 : place + 2])
    return _joined(_joined([_Stretch("".join(gone), "".join(come)) for gone, come in runs]))


def _slide(left: _Run, change: _Run, right: _Run) -> None:
    """Let what only went or only came begin where a line ends, when it could as well stand a bit later."""
    moved, following = change[0] or change[1], right[0]
    if all(change) or left[0] != left[1] or right[0] != right[1]:
        return
    steps = next((n for n, piece in enumerate(moved) if "\n" in piece), 0)
    if not steps or moved[:steps] != following[:steps]:
        return
    passed = moved[:steps]
    moved[:] = moved[steps:] + passed
    for side in left:
        side.extend(passed)
    for side in right:
        del side[:steps]


def _joined(stretches: Iterator[_Stretch] | list[_Stretch]) -> Iterator[_Stretch]:
    """The stretches, with a few words that happen to be the same amid others not told apart from these.

    `the` and `of` stand in any two sentences: a text that hops between old and new cannot be read.
    """
    waiting: list[_Stretch] = []
    for stretch in stretches:
        waiting.append(stretch)
        while len(waiting) > 1 and _belong(waiting[-2], waiting[-1]):
            last = waiting.pop()
            waiting[-1].before += last.before
            waiting[-1].after += last.after
        if len(waiting) > 2 and waiting[-2].same and _lost(*waiting[-3:]):
            last, middle = waiting.pop(), waiting.pop()
            waiting[-1].before += middle.before + last.before
            waiting[-1].after += middle.after + last.after
    return iter(waiting)


def _belong(one: _Stretch, next_one: _Stretch) -> bool:
    return one.same == next_one.same


def _lost(one: _Stretch, same: _Stretch, other: _Stretch) -> bool:
    """True when what stayed between two changes is less than either of them."""
    if one.same or other.same or "\n" in same.after:
        return False
    letters = sum(map(str.isalnum, same.after))
    return letters == 0 or letters < min(_size(one), _size(other), 12)


def _size(stretch: _Stretch) -> int:
    return max(len(stretch.before), len(stretch.after))


def _pieces(text: str) -> list[str]:
    found = _PIECE.findall(text.replace("\r\n", "\n"))
    return [*found[:_MOST], "".join(found[_MOST:])] if len(found) > _MOST else found
