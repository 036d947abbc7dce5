"""The order of hits: complete, so that the same query always answers in the same order."""

from collections.abc import Callable, Mapping
from typing import Any

from index.entries import Entry
from index.query import Sort

Key = Callable[[int], tuple[Any, ...]]


def sort_key(
    sort: Sort, entries: Mapping[int, Entry], scores: Mapping[int, float], coverage: Mapping[int, int]
) -> Key:
    """The key to sort document numbers by.

    By relevance: more of the words (when any were enough: `coverage`), higher score, summaries
    first, then newest. Ties of every order end with title and id. Undated documents come last.
    """

    def newest(entry: Entry) -> tuple[int, int, int]:
        year, month, day = entry.date
        return (-year, -month, -day)

    def by_relevance(number: int) -> tuple[Any, ...]:
        entry = entries[number]
        return (
            -coverage.get(number, 0),
            -round(scores[number], 9),  # sums differ in their last digits with the order of adding
            entry.kind != "summary",
            newest(entry),
            entry.title_key,
            entry.id,
        )

    def by_newest(number: int) -> tuple[Any, ...]:
        entry = entries[number]
        return (newest(entry), entry.title_key, entry.id)

    def by_oldest(number: int) -> tuple[Any, ...]:
        entry = entries[number]
        return (entry.date == (0, 0, 0), entry.date, entry.title_key, entry.id)

    def by_title(number: int) -> tuple[Any, ...]:
        entry = entries[number]
        return (entry.title_key, newest(entry), entry.id)

    orders: dict[str, Key] = {"newest": by_newest, "oldest": by_oldest, "title": by_title}
    return orders.get(sort, by_relevance)
