"""What speaks against publishing a summary, in words."""

from kb.publishing import Objection
from web.language import gettext, marked

_SENTENCES = {
    "no-title": marked("It has no title."),
    "no-citation": marked("It cites no reference: readers could not find the study."),
    "no-body": marked("It has no text."),
    "no-implications": marked("It says nothing of what the study means for practice."),
    "retracted": marked("%(citekey)s has been retracted; say so in the text, or withdraw it."),
    "unresolved": marked("%(citekey)s has no DOI that Crossref confirmed."),
    "no-topic": marked("It is filed under no topic."),
    "no-type": marked("It says no research type."),
}


def objection_words(objection: Objection) -> str:
    """The sentence for an objection."""
    return gettext(_SENTENCES[objection.code], citekey=objection.about)
