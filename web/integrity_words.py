"""What there is to say of a reference, in words, and what the button says that would mend it."""

from bib.remarks import Remark, Severity
from kb.reference import Name, Reference
from web.language import gettext, marked
from web.wording import field_label, field_text

_SHORT = 90  # characters of a value on a button

_SEVERITIES = {
    Severity.ERROR: marked("Error"),
    Severity.WARNING: marked("Look twice"),
    Severity.HINT: marked("Could be better"),
}

SENTENCES: dict[str, str] = {
    # Any text
    "markup": marked("There is markup left in it that readers would see."),
    "latex": marked("There are LaTeX commands or braces left in it."),
    "unreadable": marked("A letter was lost on the way here; look it up and type it."),
    "spaces": marked("It has unseen characters, or spaces too many."),
    "no-value": marked("This says that there is none; then the field is better empty."),
    "labelled": marked("The label is not part of it; citations add it themselves."),
    # Titles and sources
    "no-title": marked("It has no title."),
    "capitals": marked("It is all in capitals."),
    "lower-case": marked("It begins with a small letter."),
    "full-stop": marked("It ends in a full stop; citations add one."),
    "quoted": marked("It stands in quotation marks; citations add them where they belong."),
    "unbalanced": marked("A bracket or a quotation mark is opened and not closed, or the other way round."),
    "title-is-source": marked("Title and source are the same; one of them is likely wrong."),
    "says-retracted": marked(
        "The title says that the work is retracted, and we hold no notice of it. Ask Crossref again."
    ),
    "turned": marked("The article stands behind the title, as in a catalogue."),
    "abbreviated": marked("It seems abbreviated; give it in full, and styles that abbreviate will do so."),
    # People
    "no-people": marked("It names neither authors nor editors."),
    "name-others": marked("“%(name)s” is nobody’s name; citations shorten the list themselves."),
    "name-nobody": marked("“%(name)s” is nobody’s name; leave the field empty."),
    "name-markup": marked("There is markup left in the name %(name)s."),
    "name-degree": marked("%(name)s bears a degree; no citation prints it."),
    "name-several": marked("“%(name)s” seems to be several people on one line."),
    "name-whole": marked("“%(name)s” is kept as an organisation and seems to be a person."),
    "name-odd": marked("%(name)s has digits or marks in it that no name has."),
    "name-turned": marked("%(name)s: family name and given name seem to have changed places."),
    "name-capitals": marked("%(name)s is written in capitals."),
    "name-without-given": marked("%(name)s has no given name or initials."),
    "name-twice": marked("%(name)s stands there twice."),
    # Where and when
    "no-journal": marked("A journal article without its journal cannot be cited."),
    "no-volume": marked("A journal article has a volume, unless it is not in print yet."),
    "no-pages": marked("A journal article has pages or an article number."),
    "no-book": marked("A chapter without its book cannot be cited."),
    "no-chapter-pages": marked("A chapter has pages."),
    "no-event": marked("A conference paper says where it was given or printed."),
    "book-in-book": marked("A book inside another one: it may be a chapter."),
    "no-kind": marked("Nobody said what kind of work it is; choose its type."),
    "no-publisher": marked("It names no publisher."),
    "no-school": marked("A thesis names its university."),
    "no-address": marked("A web page without its address cannot be found."),
    "no-date": marked("It has no date."),
    "no-such-date": marked("There is no such day or month."),
    "future": marked("%(year)s is still to come."),
    "long-ago": marked("%(year)s is long ago for a study; look at the original."),
    "number-twice": marked("Pages and article number are the same."),
    "dashes": marked("The range is written with another dash than the hyphen we keep."),
    "pages-open": marked("The last page is missing."),
    "article-number": marked("This looks like an article number, which has a field of its own."),
    "pages-shortened": marked("The last page is shortened; styles do that themselves."),
    "pages-turned": marked("The last page, %(last)s, comes before the first, %(first)s."),
    "pages-many": marked("From %(first)s to %(last)s are many pages for an article."),
    "volume-with-issue": marked("Volume and issue stand in one field."),
    "first-edition": marked("Citations name no first edition."),
    "status-past": marked("It has its volume or pages, and is still called unfinished."),
    "status-old": marked("It was online first years ago and has surely appeared since. Ask Crossref again."),
    # Identifiers
    "no-doi": marked("It has no DOI. Look for it at Crossref."),
    "doi-form": marked("“%(text)s” cannot be a DOI."),
    "doi-tail": marked("Something of the text or address around the DOI seems to have stuck to it."),
    "same-doi": marked("%(citekey)s has the same DOI."),
    "same-pmid": marked("%(citekey)s has the same PubMed number."),
    "doi-in-note": marked("The note has a DOI, %(doi)s, and the field for it is empty."),
    "url-is-doi": marked("The address has a DOI in it, %(doi)s, which lasts longer than an address."),
    "url-repeats-doi": marked("The address only repeats the DOI."),
    "url-other-doi": marked("The address leads to another DOI, %(doi)s."),
    "url-form": marked("This is no address that leads anywhere."),
    "url-borrowed": marked("Only some people can open this address: it belongs to a library or is made up."),
    "issn-form": marked("%(text)s is no ISSN: its check digit does not fit."),
    "isbn-form": marked("%(text)s is no ISBN: its check digit does not fit."),
    "pmid-form": marked("%(text)s is no PubMed number."),
    "written-otherwise": marked("It is valid, and written otherwise than we keep it."),
    # What Crossref answers
    "other-work": marked("The DOI leads to another work: “%(title)s”."),
    "other-people": marked("The DOI leads to a work of the same title by other people."),
    "other-doi": marked("Crossref has given this DOI up for another, %(doi)s."),
    "doi-without-title": marked("Crossref has no title of this work any more."),
    # Who says it
    "needless-override": marked("Your word and that of the source are the same."),
}


def remark_sentence(remark: Remark) -> str:
    """What a remark says."""
    return gettext(SENTENCES[remark.code], **remark.told)


def severity_words(severity: Severity) -> str:
    """How much a remark matters."""
    return gettext(_SEVERITIES[severity])


def mend_words(reference: Reference, mended: Reference, remark: Remark) -> str:
    """What pressing the button does to a reference that then is `mended`."""
    if remark.code == "needless-override":
        return gettext("Let the source say it")
    said = [_said(reference, mended, name, own=name == remark.field) for name in remark.mend]
    return "; ".join(filter(None, said))


def _said(reference: Reference, mended: Reference, name: str, *, own: bool) -> str:
    before, after = getattr(reference, name), getattr(mended, name)
    if isinstance(after, tuple) and len(after) < len(before):
        return gettext("Take it out")
    if isinstance(after, tuple):
        new = [each for each in after if each not in before]
        text = "; ".join(each.sort_form if isinstance(each, Name) else str(each) for each in new)
    else:
        text = field_text(mended, name)
    if not text:
        return gettext("Empty the field") if own else ""
    short = text if len(text) <= _SHORT else f"{text[: _SHORT - 1]}…"
    if own:
        return gettext("Change to “%(text)s”", text=short)
    return gettext("%(field)s: “%(text)s”", field=field_label(name), text=short)
