"""Reading summaries from the catalogue."""

from collections.abc import Iterable, Iterator
from datetime import date

from sqlalchemy import Connection, Result, Select, func, or_, select

from kb import tables
from kb.changes import History
from kb.serial import load
from kb.summary import Month, Status, Summary, parse_month
from kb.vocabulary import TermKind


class SummaryReader(History):
    """The summaries as they stood when the reading began."""

    def __init__(self, connection: Connection) -> None:
        super().__init__(connection)
        self._streams: list[Result[str]] = []

    def close(self) -> None:
        """End what was read in part only, before its connection goes back."""
        for each in self._streams:
            each.close()

    def summary(self, summary_id: str) -> Summary | None:
        """The summary with this id, in any status."""
        return self._summary_where(tables.summaries.c.id == summary_id)

    def summary_at(self, slug: str) -> Summary | None:
        """The summary that this address, present or former, means, in any status."""
        former = select(tables.slugs.c.summary).where(tables.slugs.c.slug == slug).scalar_subquery()
        present = self._summary_where(tables.summaries.c.slug == slug)
        return present or self._summary_where(tables.summaries.c.id == former)

    def summaries_by_id(self, ids: Iterable[str]) -> dict[str, Summary]:
        """The summaries with these ids, in any status; ids that mean none are left out."""
        table = tables.summaries
        query = select(table.c.id, table.c.value).where(table.c.id.in_(list(ids)))
        return {row.id: load(row.value, Summary) for row in self._connection.execute(query)}

    def summaries(self, status: Status | None = None, month: Month | None = None) -> Iterator[Summary]:
        """All summaries, or those of one status or month: newest month first, then by title."""
        table = tables.summaries
        query = select(table.c.value).order_by(table.c.month.desc(), table.c.slug)
        if status:
            query = query.where(table.c.status == status.value)
        if month:
            query = query.where(table.c.month == str(month))
        for value in self._streamed(query):
            yield load(value, Summary)

    def published(self) -> Iterator[Summary]:
        """What readers may see: newest month first."""
        return self.summaries(Status.PUBLISHED)

    def due(self, day: date) -> tuple[Summary, ...]:
        """The scheduled summaries whose day has come, first to come first."""
        scheduled = (each for each in self.summaries(Status.SCHEDULED) if each.publish_on)
        return tuple(
            sorted(
                (each for each in scheduled if each.publish_on and each.publish_on <= day),
                key=lambda each: (each.publish_on, each.slug),
            )
        )

    def published_in(self, month: Month, limit: int | None = None) -> tuple[Summary, ...]:
        """What appeared in one month, by title; no more than the limit."""
        table = tables.summaries
        query = (
            select(table.c.value)
            .where(table.c.status == Status.PUBLISHED.value, table.c.month == str(month))
            .order_by(table.c.slug)
            .limit(limit)
        )
        return tuple(load(value, Summary) for value in self._connection.execute(query).scalars())

    def months(self) -> tuple[tuple[Month, int], ...]:
        """The months in which something appeared and how many summaries did, newest first."""
        table = tables.summaries
        query = (
            select(table.c.month, func.count())
            .where(table.c.status == Status.PUBLISHED.value)
            .group_by(table.c.month)
            .order_by(table.c.month.desc())
        )
        return tuple((parse_month(month), count) for month, count in self._connection.execute(query).all())

    def beside(self, summary: Summary) -> tuple[Summary | None, Summary | None]:
        """The published summaries next to one in the archive: the older, then the newer.

        Within a month they stand by their addresses, as in `published`.
        """
        table = tables.summaries
        month, slug = str(summary.month), summary.slug
        query = select(table.c.slug).where(table.c.status == Status.PUBLISHED.value).limit(1)
        older = query.where(table.c.month <= month, or_(table.c.month < month, table.c.slug > slug)).order_by(
            table.c.month.desc(), table.c.slug
        )
        newer = query.where(table.c.month >= month, or_(table.c.month > month, table.c.slug < slug)).order_by(
            table.c.month, table.c.slug.desc()
        )
        # By their slugs, which the index holds, or a month's texts would all be sorted for the sake of one.
        return (
            self._summary_where(table.c.slug == older.scalar_subquery()),
            self._summary_where(table.c.slug == newer.scalar_subquery()),
        )

    def cited_by(self, record_id: str) -> tuple[Summary, ...]:
        """The summaries, in any status, that cite a reference."""
        table = tables.summaries
        citing = select(tables.citations.c.summary).where(tables.citations.c.reference == record_id)
        query = (
            select(table.c.value).where(table.c.id.in_(citing)).order_by(table.c.month.desc(), table.c.slug)
        )
        return tuple(load(value, Summary) for value in self._connection.execute(query).scalars())

    def bearing(self, kind: TermKind, slug: str) -> tuple[Summary, ...]:
        """The summaries, in any status, filed under a topic or research type."""
        return tuple(each for each in self.summaries() if f"{kind}/{slug}" in terms_of(each))

    def _streamed(self, query: Select[str]) -> Iterator[str]:
        """Many values, without all of them in memory: a server would send them at once."""
        rows = self._connection.execute(query, execution_options={"stream_results": True})
        self._streams.append(rows)
        yield from rows.scalars()

    def _summary_where(self, condition: object) -> Summary | None:
        value = self._connection.execute(select(tables.summaries.c.value).where(condition)).scalar()  # type: ignore[arg-type]
        return load(value, Summary) if value else None


def terms_of(summary: Summary) -> set[str]:
    """The topics and the research type of a summary, as the history names them."""
    named = {f"topic/{slug}" for slug in summary.topics}
    return named | ({f"type/{summary.research_type}"} if summary.research_type else set())
