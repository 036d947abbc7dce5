"""How much a kind of study can carry, in a phrase: its place in the hierarchy of evidence."""

from collections.abc import Mapping
from types import MappingProxyType

from web.language import gettext, marked

# By the slugs of kb/vocabulary.toml. What an editor adds beside them has no place that we know of.
_PHRASES: Mapping[str, str] = MappingProxyType(
    {
        "meta-analysis": marked("pools many studies: the broadest evidence"),
        "systematic-review": marked("gathers every study by a set method: broad evidence"),
        "randomized-controlled-trial": marked("treatments given by chance: strong evidence of what works"),
        "naturalistic-study": marked("ordinary practice: shows what happens, less surely why"),
        "process-outcome-study": marked("sessions and outcomes: suggests what helps, cannot prove it"),
        "survey": marked("many people asked once: shows what is common, not why"),
        "qualitative-study": marked("experience in depth: rich, but of few people"),
        "practice-research-network-study": marked("made with clinicians: close to practice, rarely proof"),
        "narrative-review": marked("one expert’s reading: an overview, without a set method"),
        "practice-guideline": marked("agreed advice: as good as the studies behind it"),
        "theory-or-commentary": marked("an argument: no new data"),
    }
)


def evidence_words(slug: str) -> str:
    """What a study of a research type can carry; empty for a type that an editor added."""
    return gettext(_PHRASES[slug]) if slug in _PHRASES else ""
