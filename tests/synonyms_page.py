"""docs/synonyms.md as it follows from index/synonyms.txt: python -m tests.synonyms_page writes it anew."""

from importlib.resources import files
from pathlib import Path

PAGE = Path(__file__).resolve().parents[1] / "docs" / "synonyms.md"

_INTRO = """# Synonym rings

Whoever types one form of a ring finds documents that have any other; all forms count as one word in
the ranking. Word endings, British and American spelling and hyphens need no forms of their own. An
abbreviation *in italics* is also an English word or stands for other things too: it means the ring
only when typed in capitals, and is never looked for in the ring's place. A phrase in quotation marks
and a `prefix*` are not widened.

The rings stand in `index/synonyms.txt`; changing them needs no new index. This page is written from
it: `python -m tests.synonyms_page`.
"""


def page() -> str:
    """The whole page."""
    lines = [_INTRO]
    for line in files("index").joinpath("synonyms.txt").read_text(encoding="utf-8").splitlines():
        if line.startswith("# ---"):
            lines.append(f"\n## {line.strip('#- ')}\n\n")
        elif line and not line.startswith("#"):
            lines.append(f"- {' = '.join(_form(each) for each in line.split(' = '))}\n")
    return "".join(lines)


def _form(text: str) -> str:
    form = text.strip()
    return f"*{form.removesuffix('!')}*" if form.endswith("!") else form


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
