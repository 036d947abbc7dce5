"""The steps of a summary on its way to readers, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime

from flask import url_for
from markupsafe import Markup

from kb.publishing import objections
from kb.reference import Record
from kb.summary import Status, Summary
from web.language import gettext
from web.summary_form import read_day

_LONGEST_NOTE = 1_000  # characters


@dataclass(frozen=True, slots=True, kw_only=True)
class Steps:
    """What an editor asks for: `then` is "publish", "schedule" (for a `day`), "withdraw" (with a `note`),
    "draft", or anything else to leave it where it is. `ticked` are objections that they know of."""

    then: str
    day: str = ""
    note: str = ""
    ticked: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """The summary after the step; `faults` say by field why it cannot be taken."""

    summary: Summary
    faults: Mapping[str, str] = field(default_factory=dict)


_LEADS_TO = {
    "publish": Status.PUBLISHED,
    "schedule": Status.SCHEDULED,
    "withdraw": Status.WITHDRAWN,
    "draft": Status.DRAFT,
}


def leads_to(then: str) -> Status | None:
    """Where a step brings a summary; None for what leaves it where it is."""
    return _LEADS_TO.get(then)


def today() -> date:
    """The day, where the server stands."""
    return datetime.now(UTC).astimezone().date()


def take_step(summary: Summary, cited: Sequence[Record], steps: Steps) -> Step:
    """Take a step that is possible from where the summary is; another leaves it there."""
    match steps.then, summary.status:
        case "publish", Status.DRAFT | Status.SCHEDULED | Status.WITHDRAWN:
            shown = replace(summary, status=Status.PUBLISHED, publish_on=None, withdrawal="")
            return Step(summary=shown, faults=_against(shown, cited, steps.ticked))
        case "schedule", Status.DRAFT | Status.SCHEDULED:
            return _scheduled(summary, cited, steps)
        case "draft", Status.SCHEDULED:
            return Step(summary=replace(summary, status=Status.DRAFT, publish_on=None))
        case "withdraw", Status.PUBLISHED | Status.WITHDRAWN:
            return _withdrawn(summary, steps.note)
        case _, Status.PUBLISHED | Status.SCHEDULED:
            # What readers see, or will see unasked, stays fit to be seen.
            return Step(summary=summary, faults=_against(summary, cited, None))
    return Step(summary=summary)


def published_words(before: Summary | None, after: Summary) -> Markup:
    """What was done, to be said to the editor."""
    if after.status is Status.PUBLISHED:
        link = Markup('<a href="{}">{}</a>').format(
            url_for("reading.summary", slug=after.slug), gettext("See it as readers do")
        )
        new = before is None or before.status is not Status.PUBLISHED
        said = gettext("Published.") if new else gettext("Saved; readers see it at once.")
        return Markup("{} {}").format(said, link)
    if before and after.status is before.status:
        return Markup("{}").format(gettext("Saved."))
    words = {
        Status.DRAFT: gettext("Saved as a draft."),
        Status.SCHEDULED: gettext("Scheduled."),
        Status.WITHDRAWN: gettext("Withdrawn. Its address now shows your note."),
    }
    return Markup("{}").format(words[after.status])


def _scheduled(summary: Summary, cited: Sequence[Record], steps: Steps) -> Step:
    day = read_day(steps.day)
    faults = dict(_against(summary, cited, steps.ticked))
    if day is None:
        faults["publish_on"] = gettext("Say on which day it should appear.")
    elif day <= today():
        faults["publish_on"] = gettext("This day has come already. Choose a later one, or publish it now.")
    return Step(summary=replace(summary, status=Status.SCHEDULED, publish_on=day), faults=faults)


def _withdrawn(summary: Summary, note: str) -> Step:
    words = note.replace("\r\n", "\n").strip()
    faults = {}
    if not words:
        faults["withdrawal_note"] = gettext("Say in a sentence why: it is what readers will find.")
    elif len(words) > _LONGEST_NOTE:
        faults["withdrawal_note"] = gettext("This is too long.")
    return Step(summary=replace(summary, status=Status.WITHDRAWN, withdrawal=words), faults=faults)


def _against(summary: Summary, cited: Sequence[Record], ticked: frozenset[str] | None) -> Mapping[str, str]:
    """What keeps a summary from readers: a hindrance, or (if `ticked` matters) what was not ticked."""
    found = objections(summary, cited)
    if any(each.hindrance for each in found):
        return {"checks": gettext("Not yet: what is listed here is missing.")}
    if ticked is not None and any(each.key not in ticked for each in found):
        return {"checks": gettext("Look at what is listed here, and tick what shall stay as it is.")}
    return {}
