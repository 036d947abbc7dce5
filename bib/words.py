"""The word lists of words.toml, each as a set."""

import tomllib
from importlib.resources import files

_LISTS = tomllib.loads(files("bib").joinpath("words.toml").read_text(encoding="utf-8"))


def words(name: str) -> frozenset[str]:
    """The words of one list. Raises KeyError when there is no such list."""
    return frozenset(_LISTS[name].split())
