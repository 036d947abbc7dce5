"""Every page of the desk, in every state that looks different, at the site of tests/desk_site.py."""

from collections.abc import Callable, Mapping

from playwright.sync_api import Page

from kb.editors import Role
from tests.page_states import DESK, PHONE, State, open_all

_WIDTHS = (PHONE["width"], DESK["width"])


def _desk(  # noqa: PLR0913 # what a state may be
    name: str,
    address: str,
    steps: Callable[[Page], None] | None = None,
    *,
    role: Role | None = "editor",
    status: int = 200,
    widths: tuple[int, ...] = _WIDTHS,
    posted: Mapping[str, str] | None = None,
) -> State:
    """What somebody has before them under /editor."""
    return State(f"desk: {name}", f"/editor/{address}", steps, status, widths, role=role, posted=posted)


def _name_topic(page: Page) -> None:
    page.get_by_role("combobox", name="Add a topic").fill("t")
    page.get_by_role("listbox").wait_for()


def _find_study(page: Page) -> None:
    page.get_by_label("Add a study").fill("alliance")
    page.locator("#found button").first.wait_for()


def _preview(page: Page) -> None:
    page.get_by_role("button", name="Preview", exact=True).click()


def _wrong_title(page: Page) -> None:
    page.get_by_label("Title", exact=True).fill("")
    page.locator("#checks .lacking").first.wait_for()


def _refuse(page: Page) -> None:
    page.locator(".refuse summary").first.click()


DESK_STATES = (
    _desk("sign in", "sign-in", role=None),
    _desk("sign in, refused", "sign-in", role=None, posted={"name": "anna", "password": "no"}, status=422),
    _desk("home", ""),
    _desk("home of a reader", "", role="reader"),
    _desk("account", "account"),
    _desk("account, refused", "account/password", posted={"old": "no", "new": "x"}, status=422),
    _desk("people", "people", role="administrator"),
    _desk("people, refused", "people", role="administrator", posted={"role": "editor"}, status=422),
    _desk("not for this role", "imports/", role="reader", status=403),
    _desk("not there", "summaries/nothing", status=404),
    _desk("not saved", "summaries/{full}", role=None, posted={"body": "An afternoon.\n" * 9}, status=401),
    _desk("imports", "imports/"),
    _desk("imports, refused", "imports/", posted={"text": "just words"}, status=422),
    _desk("import, to decide", "imports/{import}"),
    _desk("import, all items", "imports/{import}?show=all", open_all),
    _desk("import, refusing", "imports/{import}", _refuse),
    _desk("import, refused", "imports/{import}?show=refused"),
    _desk("import, accepted", "imports/{import}?show=accepted"),
    _desk("import, Crossref away", "imports/{away}"),
    _desk("import, long", "imports/{long}?page=2"),
    _desk("import of a text", "imports/{blog}", open_all),
    _desk("item", "imports/{import}/1", open_all),
    _desk("item, changed wrongly", "imports/{import}/1/change", posted={"issued": "last June"}, status=422),
    _desk("item with works to choose from", "imports/{import}/7", open_all),
    _desk("references", "references/"),
    _desk("references to put right", "references/?show=faults"),
    _desk("references, duplicates", "references/?show=duplicates"),
    _desk("references, none", "references/?q=zzyzx"),
    _desk("references, one removed", "references/?removed={removed}"),
    _desk("references of a reader", "references/", role="reader"),
    _desk("reference to put right", "references/Faulty2011", open_all),
    _desk("reference as Crossref has it", "references/{accepted}", open_all),
    _desk("reference that others became", "references/Kept2015"),
    _desk("reference, refused", "references/Faulty2011", posted={"issued": "soon", "title": ""}, status=422),
    _desk(
        "reference, two versions",
        "references/Contested2012",
        posted={"seen": "{reference seen}", "title": "Anna's title", "volume": "99"},
        status=409,
    ),
    _desk("reference and Crossref", "references/Differs2013/crossref"),
    _desk("reference and Crossref, the same", "references/{accepted}/crossref"),
    _desk("reference looked for", "references/Lost1994/candidates"),
    _desk("reference not found", "references/Unknown1901/candidates"),
    _desk("new reference", "new-reference", open_all),
    _desk("new reference, found", "new-reference?doi=10.5555/invented.9"),
    _desk("new reference, retracted", "new-reference?doi=10.5555/invented.10"),
    _desk("new reference, unknown", "new-reference?doi=10.5555/nobody.knows"),
    _desk("new reference, no DOI", "new-reference?doi=nothing", status=422),
    _desk("new reference, refused", "new-reference", posted={"type": "book", "issued": "soon"}, status=422),
    _desk("duplicates", "duplicates"),
    _desk("duplicates side by side", "duplicates/merge?kept=Twin2015&gone=Twin2015a"),
    _desk("summaries", "summaries/"),
    _desk("summaries, drafts", "summaries/?status=draft"),
    _desk("summaries, none", "summaries/?q=zzyzx"),
    _desk("summaries of a reader", "summaries/", role="reader"),
    _desk("summary, new", "summaries/new"),
    _desk("summary, new about a study", "summaries/new?cites=Twin2015&month=2031-05"),
    _desk("summary, a draft ready", "summaries/{full}"),
    _desk("summary, all opened", "summaries/{full}", open_all),
    _desk("summary, previewed", "summaries/{full}", _preview, widths=(PHONE["width"],)),
    _desk("summary, a draft of nothing", "summaries/{bare}"),
    _desk("summary, title taken away", "summaries/{retracted}", _wrong_title),
    _desk("summary, of retracted work, unsaved, overtaken", "summaries/{retracted}"),
    _desk("summary, a topic named", "summaries/{full}", _name_topic),
    _desk("summary, a study found", "summaries/{full}", _find_study),
    _desk("summary, studies found", "summaries/{full}?find=alliance"),
    _desk("summary, a DOI not held", "summaries/{full}?find=10.5555/invented.9"),
    _desk("summary, a DOI looked up", "summaries/{full}?look-up=10.5555/invented.10"),
    _desk("summary, a DOI unknown", "summaries/{full}?look-up=10.5555/nobody.knows"),
    _desk("summary, a DOI mistyped", "summaries/{full}?look-up=nothing"),
    _desk("summary, scheduled", "summaries/{scheduled}"),
    _desk("summary, published", "summaries/{contested}", open_all),
    _desk("summary, withdrawn", "summaries/{withdrawn}"),
    _desk(
        "summary, refused",
        "summaries/{bare}",
        posted={"seen": "{bare seen}", "month": "soon", "then": "publish"},
        status=422,
    ),
    _desk(
        "summary, two versions",
        "summaries/{contested}",
        posted={"seen": "{summary seen}", "title": "Anna's title", "body": "Mine.", "month": "2031-05"},
        status=409,
    ),
    _desk("summary, said what was done", "summaries/{scheduled}/discard", posted={"sure": "yes"}),
    _desk("summary, read", "summaries/{retracted}", role="reader"),
    _desk("history of a summary", "history/summary/{contested}", open_all),
    _desk("history of a reference", "history/reference/{merged}", open_all),
    _desk("history of a term", "history/term/topic/empty", open_all),
    _desk("history of what is gone", "history/reference/{gone}"),
    _desk("version", "history/version/{summary seen}"),
    _desk("version as it is", "history/version/{summary now}"),
    _desk("activity", "activity", open_all),
    _desk("activity of one, of a kind", "activity?by=anna&kind=summary"),
    _desk("activity, none", "activity?by=nobody"),
    _desk("activity, older", "activity?before=60"),
    _desk("vocabulary", "vocabulary"),
    _desk("vocabulary of a reader", "vocabulary", role="reader"),
    _desk("new topic", "vocabulary/new/topic"),
    _desk("new type", "vocabulary/new/type"),
    _desk("new topic, refused", "vocabulary/new/topic", posted={"label": ""}, status=422),
    _desk("topic", "vocabulary/topic/empathy"),
    _desk("topic, unused", "vocabulary/topic/empty"),
    _desk("type", "vocabulary/type/survey"),
    _desk("topic of a reader", "vocabulary/topic/empathy", role="reader"),
    _desk("topic renamed", "vocabulary/topic/empathy", posted={"seen": "{topic seen}", "label": "Warmth"}),
    _desk("topic, refused", "vocabulary/topic/empathy", posted={"seen": "{topic seen}"}, status=422),
    _desk(
        "topic, two versions",
        "vocabulary/topic/empty",
        posted={"seen": "1", "label": "Emptied", "description": "Mine."},
        status=409,
    ),
    _desk("topics to merge", "vocabulary/topic/empathy/merge?into=training"),
    _desk("topics to merge, unused", "vocabulary/topic/empty/merge?into=training"),
    _desk("month", "month/2031/5"),
    _desk("month, nothing chosen", "month/2031/5", posted={"how": "now"}, status=422),
    _desk(
        "month, no day",
        "month/2031/5",
        posted={"how": "later", "on": "", "summary": "{full}", "seen-{full}": "1"},
        status=422,
    ),
    _desk(
        "month, not to be moved to",
        "month/move",
        status=422,
        posted={"month": "2031-05", "summary": "{full}", "to": "soon"},
    ),
    _desk("month that is over", "month/2022/12"),
    _desk("month of nothing", "month/2032/1"),
    _desk("month of a reader", "month/2031/5", role="reader"),
)
