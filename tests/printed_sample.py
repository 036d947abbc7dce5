"""How well printed references are read: a sample labelled by hand, field by field.

`python -m tests.printed_sample` prints the figures and every disagreement.
"""

import json
import re
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bib.apa import read_printed
from kb.reference import Name, Reference

_FILE = Path(__file__).parent / "golden" / "printed_sample.jsonl"


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One field of one printed reference: what the label says and what was read."""

    form: str
    field: str
    label: Any
    read: Any
    text: str

    @property
    def right(self) -> bool:
        return bool(self.label == self.read)


def judge() -> list[Judged]:
    """Every field that is labelled or was read; those too unclear to label are left out."""
    judged = []
    for line in _FILE.read_text(encoding="utf-8").splitlines():
        sample = json.loads(line)
        printed = read_printed(sample["text"])
        read = _fields(printed.reference) | ({"elided": True} if printed.authors_elided else {})
        labels = {name: _tidy(value) for name, value in sample["fields"].items()}
        if "page" in labels:
            labels["page"] = _whole_range(labels["page"])
        names = (set(read) | set(labels)) - set(sample.get("ambiguous", ()))
        judged += [
            Judged(
                form=sample["form"],
                field=name,
                label=labels.get(name),
                read=read.get(name),
                text=sample["text"],
            )
            for name in sorted(names)
        ]
    return judged


def precision(judged: list[Judged]) -> float:
    """The share of what was read that is right."""
    claimed = [each for each in judged if each.read is not None]
    return sum(each.right for each in claimed) / len(claimed)


def recall(judged: list[Judged]) -> float:
    """The share of what the labels hold that was read, and right."""
    labelled = [each for each in judged if each.label is not None]
    return sum(each.right for each in labelled) / len(labelled)


def _fields(reference: Reference) -> dict[str, Any]:
    issued = reference.issued
    values = {
        "type": reference.type,
        "author": [_name(each) for each in reference.author],
        "editor": [_name(each) for each in reference.editor],
        "title": reference.title,
        "container_title": reference.container_title,
        "volume": reference.volume,
        "issue": reference.issue,
        "page": reference.page,
        "number": reference.number,
        "year": issued and issued.year,
        "month": issued and issued.month,
        "day": issued and issued.day,
        "doi": reference.doi,
        "url": reference.url,
        "publisher": reference.publisher,
        "publisher_place": reference.publisher_place,
        "edition": reference.edition,
        "status": reference.status,
    }
    return {name: _tidy(value) for name, value in values.items() if value}


def _name(name: Name) -> list[str]:
    if name.literal:
        return ["", "", "", "", name.literal]
    return [name.family, name.given, name.suffix.rstrip("."), name.non_dropping_particle]


def _whole_range(pages: str) -> str:
    """`705-7` as the `705-707` it means; the labels have it as printed, we store the whole."""
    if match := re.fullmatch(r"(\w*?\d+)-(\d+)", pages):
        first, last = match[1], match[2]
        return f"{first}-{first[: max(len(first) - len(last), 0)]}{last}"
    return pages


def _tidy(value: Any) -> Any:
    if isinstance(value, list):
        return [
            [_tidy(part).rstrip(".") if place == 2 else _tidy(part) for place, part in enumerate(each)]
            for each in value
        ]
    if isinstance(value, str):
        return re.sub(r"\s+(:?)\s*", r"\1 ", value.replace("–", "-").replace("\u2010", "-")).strip()
    return value


def main() -> None:
    """Print the figures, then every disagreement."""
    judged = judge()
    fields = Counter(each.field for each in judged)
    for form in ("apa", "vancouver", "other"):
        of_form = [each for each in judged if each.form == form]
        print(f"{form}: precision={precision(of_form):.4f} recall={recall(of_form):.4f}")  # noqa: T201
    for name in fields:
        of_field = [each for each in judged if each.field == name]
        if any(each.read is not None for each in of_field) and any(
            each.label is not None for each in of_field
        ):
            print(f"{name}: precision={precision(of_field):.4f} recall={recall(of_field):.4f}")  # noqa: T201
    for each in judged:
        if not each.right:
            print(f"\n{each.form} {each.field}\n  {each.text}\n  label {each.label!r}\n  read  {each.read!r}")  # noqa: T201


if __name__ == "__main__":
    main()
