"""A site that has something to show for every state of the desk, and of readers' pages."""

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from bib.crossref import Crossref
from bib.desk_decisions import accept, refuse
from bib.desk_intake import Asking, take_in
from bib.duplicates import KnownWorks
from bib.pasted import read_pasted
from kb.accounts import disable_account
from kb.editors import Role
from kb.reference import Notice, NoticeKind, PartialDate, Source, SourceKind
from kb.summary import Month, Status
from kb.vocabulary import TermKind
from tests.conftest import add_person
from tests.crossref_stand_in import StandIn, invented_work
from tests.factories import a_record, a_summary
from tests.page_states import filled_site
from web.wiring import Site, follow

# Who is signed in, by role.
PEOPLE: Mapping[Role, str] = {"reader": "rita", "editor": "anna", "administrator": "ada"}
LONG_WORD = "Psychotherapieforschungsgemeinschaft" * 3

_MONTH, _DAY = Month(2031, 5), date(2031, 5, 4)
_STUDY = "Therapist responsiveness and outcome: An invented study, part 4"
_PRINTED = f"Adler, N. B. (1994). {_STUDY}. Bees, 24(1)."
_IMPORTED = f"""10.5555/invented.1
https://doi.org/10.5555/INVENTED.2
10.5555/invented.3
https://doi.org/10.5555/invented.1
10.5555/nobody.knows
10.5555/invented.6
10.5555/invented.7

{_PRINTED}

words that nobody asked for
"""
_BLOG = """Listening

It was studied. See 10.5555/invented.8.

Practice Implications

Listen.
"""


@contextmanager
def filled_desk(folder: Path) -> Iterator[tuple[Site, Mapping[str, str]]]:
    """A site that has all states to show, readers' and the desk's, and what stands in braces in them."""
    works = [invented_work(f"10.5555/invented.{number}", number) for number in range(1, 11)]
    works[1]["title"] = ["ALLIANCE &amp; OUTCOME IN <i>BRIEF</i> CBT"]
    for number in (2, 9):
        works[number]["updated-by"] = [{"DOI": "10.5555/r", "type": "retraction", "source": "publisher"}]
    with StandIn(works) as crossref, filled_site(folder, crossref=crossref.url) as site:
        names = {**_add_references(site), **_add_imports(site, Crossref(url=crossref.url))}
        names |= _add_summaries(site)
        for role, name in PEOPLE.items():
            add_person(site, name, role)
        add_person(site, f"olga {LONG_WORD}"[:80], "editor")
        with site.catalogue.writing("ada") as write:
            disable_account(write, f"olga {LONG_WORD}"[:80])
        follow(site)
        yield site, names


def _add_references(site: Site) -> dict[str, str]:
    crossref = Source(kind=SourceKind.CROSSREF)
    faulty = a_record(
        "Faulty2011",
        type="chapter",
        title=f"TEARS IN THE CONSULTING ROOM: {LONG_WORD}",
        container_title=None,
        page=None,
        issued=PartialDate(2999),
        doi=None,
        overrides={"volume": "13"},
        source=Source(kind=SourceKind.PRINTED, payload="Moss, A. (2011). Tears. [sic]", unread="[sic]"),
        notices=(Notice(kind=NoticeKind.CORRECTION), Notice(kind=NoticeKind.EXPRESSION_OF_CONCERN)),
    )
    differs = a_record("Differs2013", doi="10.5555/invented.5", source=crossref, overrides={"volume": "13"})
    lost = a_record(
        "Lost1994",
        title=_STUDY,
        source=Source(kind=SourceKind.PRINTED),
    )
    unknown = a_record("Unknown1901", title="Qwxz", container_title=None, author=(), issued=PartialDate(1901))
    twins = [a_record(key, title="Two of one kind", doi=None) for key in ("Twin2015", "Twin2015a")]
    kept, gone = (a_record(key, title="Merged into one") for key in ("Kept2015", "Gone2015"))
    contested, removed = (
        a_record("Contested2012", title="Contested"),
        a_record("Removed2012", title="Removed"),
    )
    with site.catalogue.writing("anna") as write:
        for record in (faulty, differs, lost, unknown, *twins, kept, gone, contested, removed):
            write.add_record(record)
        seen = write.version("reference", contested.id)
        write.merge_records("Kept2015", "Gone2015")
        write.remove_record(removed.id)
        revision = write.revision()
    with site.catalogue.writing("ben") as write:
        described = replace(contested.described, title="Ben's title", page="1-2")
        write.change_record(replace(contested, described=described))
    return {
        "reference seen": str(seen),
        "removed": str(revision),
        "gone": removed.id,
        "merged": kept.id,
    }


def _add_imports(site: Site, crossref: Crossref) -> dict[str, str]:
    """Imports with items in all states, one that Crossref was not there for, and a long one."""
    with site.catalogue.writing("anna") as write:
        batch = take_in(write, read_pasted(_IMPORTED), "anna", f"An import {LONG_WORD}")
        blog = take_in(write, read_pasted(_BLOG, month=_MONTH), "ben", "Listening")
    # Apart: an open browser has an event loop in this thread, and so has who asks Crossref in theirs.
    with ThreadPoolExecutor(1) as apart:
        apart.submit(_ask_all, Asking(site.catalogue, crossref)).result()
    with site.catalogue.writing("anna") as write:
        made = accept(write, KnownWorks(write.records()), batch.id, 5)
        refuse(write, batch.id, 6, "Not for us")
        away = take_in(write, read_pasted(f"10.5555/slow\n{_PRINTED}"), "anna", "Waiting")
        for item in write.batches.items(away.id):
            write.batches.put(away.id, replace(item, tries=2, reason="it gave no answer in 15 seconds"))
        dois = "\n".join(f"10.5555/long.{number}" for number in range(60))
        long = take_in(write, read_pasted(dois), "ben", "60 DOIs")
    assert made.record
    ids = {"import": batch.id, "blog": blog.id, "away": away.id, "long": long.id}
    return {**ids, "accepted": made.record.citekey}


def _ask_all(asking: Asking) -> None:
    while asking.round().asked:
        pass


def _add_summaries(site: Site) -> dict[str, str]:
    """Summaries in all states, with what two editors have not saved of them."""
    with site.catalogue.reading() as read:
        confirmed, retracted = read.record_at("Differs2013"), read.record_at("Retracted2015")
    assert confirmed
    assert retracted
    draft = {"status": Status.DRAFT, "month": _MONTH}
    bare_text = {"title": "", "body": "", "implications": "", "topics": (), "research_type": None}
    full = a_summary(confirmed, title="A draft with all that it needs", **draft)
    bare = a_summary(**draft | bare_text)
    warned = a_summary(
        retracted, title=f"Of retracted work, {LONG_WORD}", remarks=("A line could not be read.",), **draft
    )
    scheduled = replace(
        a_summary(confirmed, title="Soon there"), status=Status.SCHEDULED, month=_MONTH, publish_on=_DAY
    )
    contested = a_summary(confirmed, title="Contested", month=Month(2022, 11))
    withdrawn = a_summary(
        confirmed, title="Taken away", status=Status.WITHDRAWN, withdrawal="A number was wrong."
    )
    every = (full, bare, warned, scheduled, contested, withdrawn)
    with site.catalogue.writing("anna") as write:
        for each in every:
            write.add_summary(each)
        seen = write.version("summary", contested.id)
        begun, nothing = (write.version("summary", each.id) for each in (warned, bare))
        topics = {each.slug: each for each in write.vocabulary().of(TermKind.TOPIC)}
        write.put_term(replace(topics["empty"], synonyms=("nothing at all",)))
        unsaved = a_summary(title="Begun on a train", status=Status.DRAFT)
        write.working_copies.put("anna", unsaved, 0)
        write.working_copies.put("anna", replace(warned, body="What Anna has not saved."), begun)
        write.working_copies.put("ben", replace(warned, body="What Ben has not saved."), begun)
    with site.catalogue.writing("ben") as write:
        write.change_summary(replace(contested, title="Ben's title", body="Ben wrote this instead."))
        write.change_summary(replace(warned, implications="Ben's advice."))
        now = write.version("summary", contested.id)
        topic = write.version("term", "topic/empathy")
    return {
        "full": full.id,
        "bare": bare.id,
        "retracted": warned.id,
        "scheduled": scheduled.id,
        "contested": contested.id,
        "withdrawn": withdrawn.id,
        "bare seen": str(nothing),
        "summary seen": str(seen),
        "summary now": str(now),
        "topic seen": str(topic),
    }
