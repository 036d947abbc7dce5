"""The shapes of what the API answers: names, types, and what each means in words.

They are types alone: answers stay plain dicts, which the type checker holds to these shapes and
which cost nothing while the site runs. api_description.py makes the published schemas of them.
"""

from collections.abc import Mapping
from typing import Annotated, Literal, Required

# typing's own cannot be made into a schema before Python 3.12.
from typing_extensions import TypedDict

from kb.reference import NoticeKind, SourceKind

CslName = TypedDict(
    "CslName",
    {
        "family": Annotated[str, "The family name."],
        "given": Annotated[str, "The given names or initials."],
        "dropping-particle": Annotated[str, "A particle that a short form leaves out, such as “de”."],
        "non-dropping-particle": Annotated[str, "A particle that always stands, such as “van”."],
        "suffix": Annotated[str, "Such as “Jr.”."],
        "literal": Annotated[str, "The whole name of an organisation; the other parts are then absent."],
    },
    total=False,
)
CslName.__doc__ = "A person in parts, or an organisation whole."

CslDate = TypedDict(
    "CslDate", {"date-parts": Annotated[list[list[int]], "One list: year, and month and day where known."]}
)
CslDate.__doc__ = "A publication date, as exact as the publisher made it."

CslItem = TypedDict(
    "CslItem",
    {
        "id": Required[Annotated[str, "The citation key, permanent once given."]],
        "type": Required[Annotated[str, "The kind of work, such as `article-journal` or `chapter`."]],
        "title": Required[Annotated[str, "The title of the work."]],
        "author": Annotated[list[CslName], "The authors, in order."],
        "editor": Annotated[list[CslName], "The editors, in order."],
        "translator": Annotated[list[CslName], "The translators, in order."],
        "issued": Annotated[CslDate, "When it was published."],
        "container-title": Annotated[str, "The journal or book it stands in."],
        "container-title-short": Annotated[str, "The journal's abbreviated name."],
        "collection-title": Annotated[str, "The series."],
        "event-title": Annotated[str, "The conference."],
        "genre": Annotated[str, "Such as “Doctoral dissertation”."],
        "publisher": Annotated[str, "The publisher."],
        "publisher-place": Annotated[str, "Where the publisher is."],
        "edition": Annotated[str, "The edition of a book."],
        "volume": Annotated[str, "The volume."],
        "issue": Annotated[str, "The issue."],
        "page": Annotated[str, "The pages, such as `224-234`."],
        "number": Annotated[str, "The article number of a journal without pages, or a report's number."],
        "chapter-number": Annotated[str, "The number of a chapter."],
        "status": Annotated[str, "What is not final yet, such as “advance online publication”."],
        "language": Annotated[str, "The language of the work."],
        "DOI": Annotated[str, "The DOI, bare and in lower case."],
        "PMID": Annotated[str, "The PubMed identifier."],
        "ISBN": Annotated[str, "The ISBNs, between spaces."],
        "ISSN": Annotated[str, "The ISSNs, between spaces."],
        "URL": Annotated[str, "Its address on the web."],
        "abstract": Annotated[str, "The abstract."],
        "note": Annotated[str, "A note; a retraction stands at its head."],
    },
    total=False,
)
CslItem.__doc__ = "A work as a CSL-JSON item, which Zotero and citation processors read. No value: no key."


class Notice(TypedDict):
    """What happened to a work after it was published."""

    citekey: Annotated[str, "The citation key of the work it is about."]
    kind: Annotated[NoticeKind, "What it says of the work."]
    doi: Annotated[str | None, "The notice's own DOI."]
    date: Annotated[str | None, "When it appeared: `2020`, `2020-05` or `2020-05-31`."]
    source: Annotated[str, "Who says so: `publisher` or `retraction-watch`."]
    label: Annotated[str, "The publisher's own word for it; may be empty."]


class Snippet(TypedDict):
    """A passage around what matched."""

    field: Annotated[str, "Where it stands: `title`, `body`, `implications` or another field."]
    html: Annotated[str, "Safe HTML, whose only tag is `<mark>`."]


class Found(TypedDict):
    """A summary, or a reference that no summary is about."""

    kind: Annotated[Literal["summary", "reference"], "Which of the two it is."]
    id: Annotated[str, "Its identity, which never changes."]
    slug: Annotated[str | None, "The last part of a summary's address; null for a reference."]
    title: Annotated[str, "The title of the summary, or of the work."]
    month: Annotated[
        str | None, "The month the summary appeared in, such as `2016-06`; null for a reference."
    ]
    topics: Annotated[list[str], "The slugs of its topics."]
    research_type: Annotated[str | None, "The slug of its research type."]
    references: Annotated[
        list[CslItem], "The works it cites, the one it is about first; or the reference itself."
    ]
    notices: Annotated[list[Notice], "Retractions, corrections and other notices about these works."]


class Hit(Found):
    """One result of a search."""

    score: Annotated[float, "How well it matches; comparable within one search only."]
    snippets: Annotated[list[Snippet], "The passages that match best."]


class FacetValue(TypedDict):
    """One value of a facet, and what choosing it would give."""

    value: Annotated[str, "The value, as the parameter of the facet's name takes it."]
    label: Annotated[str, "The value in words."]
    count: Annotated[int, "How many results have it. The facet's own selection does not narrow this."]
    selected: Annotated[bool, "Whether the search asks for it."]


class Facets(TypedDict, total=False):
    """How the results divide; each list is what a reader can narrow the search by."""

    topic: Annotated[list[FacetValue], "Topics, the most used first."]
    type: Annotated[list[FacetValue], "Research types, the most used first."]
    year: Annotated[list[FacetValue], "Years the works were published in, newest first."]
    journal: Annotated[list[FacetValue], "Journals and books: the 100 most used, and those selected."]
    author: Annotated[list[FacetValue], "Authors: the 100 most frequent, and those selected."]
    kind: Annotated[list[FacetValue], "Summaries, and references without a summary."]


class SearchAnswer(TypedDict):
    """One page of the results of a search. `kb search --json` prints the same."""

    total: Annotated[int, "How many results there are in all."]
    page: Annotated[int, "The page this is, counted from 1."]
    per_page: Annotated[int, "The most results on a page."]
    match: Annotated[Literal["all", "any"], "Whether all words had to match, or any, as asked."]
    relaxed: Annotated[bool, "True when nothing had all the words, and any of them were taken instead."]
    did_you_mean: Annotated[str | None, "The words in a likelier spelling."]
    warnings: Annotated[list[str], "What was left out of an odd or overlong search, in sentences."]
    hits: Annotated[list[Hit], "The results of this page; none on a page beyond the last."]
    facets: Annotated[Facets, "How all the results divide."]


class SummaryAnswer(Found):
    """A published summary."""

    body: Annotated[str, "The text, as Markdown."]
    implications: Annotated[str, "What it means for practice, as Markdown."]
    contact: Annotated[str | None, "The e-mail address of the study's author."]


class CitingSummary(TypedDict):
    """A summary that cites a work."""

    slug: Annotated[str, "The last part of its address."]
    title: Annotated[str, "Its title."]
    month: Annotated[str, "The month it appeared in, such as `2016-06`."]


class ReferenceAnswer(TypedDict):
    """A cited work, who says each of its fields, and the summaries about it."""

    kind: Annotated[Literal["reference"], "Always `reference`."]
    id: Annotated[str, "Its identity, which never changes."]
    citekey: Annotated[str, "Its citation key, permanent once given."]
    item: Annotated[CslItem, "The work."]
    origin: Annotated[
        Mapping[str, SourceKind], "Who says the value of each field; the names are CSL's with underscores."
    ]
    notices: Annotated[list[Notice], "Retractions, corrections and other notices about the work."]
    cited_by: Annotated[list[CitingSummary], "The published summaries that cite it, newest first."]


class Term(TypedDict):
    """A topic or a research type."""

    slug: Annotated[str, "The value that a search by it takes."]
    label: Annotated[str, "Its name."]
    synonyms: Annotated[list[str], "Other names and old spellings that mean it."]
    description: Annotated[str, "What it is, in a sentence; may be empty."]
    count: Annotated[int, "How many published summaries are filed under it."]


class TopicsAnswer(TypedDict):
    """The words summaries are filed under."""

    topics: Annotated[list[Term], "Topics, in the editor's order."]
    research_types: Annotated[list[Term], "Research types, in the editor's order."]


class Suggestion(TypedDict):
    """One way to go on typing."""

    kind: Annotated[Literal["topic", "author", "journal", "phrase", "title"], "What it stands for."]
    text: Annotated[str, "What a reader sees."]
    value: Annotated[
        str, "For a topic, author or journal the value of that facet, for a title the id, else the phrase."
    ]
    href: Annotated[str, "The path of the page it leads to on this site."]


class SuggestAnswer(TypedDict):
    """Completions of what a reader has begun to type."""

    suggestions: Annotated[list[Suggestion], "At most ten, the likeliest first."]


class Fault(TypedDict):
    """A parameter that cannot be used."""

    parameter: Annotated[str, "Its name."]
    detail: Annotated[str, "What is wrong with it, in a sentence."]


class Problem(TypedDict, total=False):
    """What the API answers instead, when it cannot answer (RFC 9457)."""

    type: Required[Annotated[str, "Always `about:blank`: the status says what kind of problem it is."]]
    title: Required[Annotated[str, "The status in words."]]
    status: Required[Annotated[int, "The HTTP status."]]
    detail: Required[Annotated[str, "What is wrong and what to do, in a sentence."]]
    errors: Annotated[list[Fault], "With status 400: each parameter at fault."]
