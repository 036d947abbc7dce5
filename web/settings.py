"""What an installation may set: settings.toml in its home, overruled by the environment."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from platformdirs import user_data_path

from kb.errors import KnowledgeBaseError

CROSSREF = "https://api.crossref.org"
_MIN_KEY = 24  # characters
_MIN_VARIETY = 8  # different ones among them; 24 hexadecimal digits at random have fewer once in 10,000 times
LOG_FORMATS = ("plain", "json")
_FROM_EXAMPLES = ("changeme", "change-me", "change_me", "secret", "default", "example", "password")
_KNOWN = {
    "database_url",
    "index_url",
    "crossref_url",
    "crossref_mailto",
    "secret_key",
    "site_title",
    "site_url",
    "content_language",
    "limits_url",
    "metrics_key",
    "log_format",
    "trusted_hosts",
}


class BadSettings(KnowledgeBaseError):
    """settings.toml cannot be read or sets something that does not exist."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """One installation: where its home is, and how it talks to the outside.

    `site_url` is the address readers use, such as `https://kb.example.org`; absent, that of the
    request is taken. `content_language` is the code of the language the summaries are written in.
    `index_url` is where a search engine is asked (index/opensearch_address.py); absent, one in the home.
    `limits_url` is where tries to sign in are counted when several servers share them; absent, in memory.
    `metrics_key` is what whoever reads /metrics must show; absent, nobody can. `log_format` is `plain` or
    `json`. What may hold a secret is left out when settings are printed.
    `trusted_hosts` are further names readers reach the site by; with it or `site_url`, no others are served.
    """

    home: Path
    database_url: str = field(repr=False)
    index_folder: Path
    index_url: str | None = field(default=None, repr=False)
    crossref_url: str = CROSSREF
    crossref_mailto: str | None = None
    secret_key: str | None = field(default=None, repr=False)
    site_title: str = "Practice KB"
    site_url: str | None = None
    content_language: str = "en"
    limits_url: str | None = field(default=None, repr=False)
    metrics_key: str | None = field(default=None, repr=False)
    log_format: str = LOG_FORMATS[0]
    trusted_hosts: str | None = None


def read_settings(home: Path | None = None, environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the settings of a home once.

    The home is the argument, else `KB_HOME`, else the platform's user data folder. Each setting
    is `KB_<NAME>` in the environment or `<name>` in settings.toml. Raises BadSettings.
    """
    folder = home or (Path(environ["KB_HOME"]) if environ.get("KB_HOME") else user_data_path("practice-kb"))
    folder = folder.expanduser().absolute()
    if "?" in str(folder):
        raise BadSettings(f"The home folder {folder} has a question mark in its name; name another.")
    values = _from_file(folder / "settings.toml")
    values |= {name: environ[key] for name in _KNOWN if environ.get(key := f"KB_{name.upper()}")}
    if values.get("log_format", LOG_FORMATS[0]) not in LOG_FORMATS:
        raise BadSettings(f"log_format must be one of {', '.join(LOG_FORMATS)}.")
    return Settings(
        home=folder,
        index_folder=folder / "index",
        **{"database_url": usual_database(folder), **values},
    )


def usual_database(home: Path) -> str:
    """The address of the database that a home has when none is set: a file in it."""
    return f"sqlite:///{home / 'catalogue.db'}"


def prepare_home(settings: Settings) -> None:
    """Make the home's folder, readable by its owner alone. Raises BadSettings when it cannot."""
    try:
        settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as error:
        raise BadSettings(
            f"The home folder {settings.home} cannot be made: {error.strerror}. "
            "Name another with --home or KB_HOME."
        ) from error


def secret_key(settings: Settings) -> str:
    """The key that signs cookies: the one set, else one made once and kept in the home.

    Raises BadSettings when it can be guessed.
    """
    if settings.secret_key is not None:
        return _hard_to_guess(settings.secret_key, "The setting secret_key")
    file = settings.home / "secret.key"
    if not file.exists():
        _make_key(file)
    return _hard_to_guess(file.read_text(encoding="ascii").strip(), str(file))


def metrics_key(settings: Settings) -> str | None:
    """What readers of /metrics must show; None when nobody can. Raises BadSettings as `secret_key` does."""
    key = settings.metrics_key
    return None if key is None else _hard_to_guess(key, "The setting metrics_key")


def _make_key(file: Path) -> None:
    # Whole or not at all: several servers may start at once, and all must have the same.
    new = file.with_name(f"secret.{secrets.token_hex(8)}.new")
    with os.fdopen(
        os.open(new, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w", encoding="ascii"
    ) as written:
        written.write(secrets.token_urlsafe(48))
        written.flush()
        os.fsync(written.fileno())  # a power cut must not leave the name with nothing in it
    try:
        with suppress(FileExistsError):
            file.hardlink_to(new)
    finally:
        new.unlink()


def _hard_to_guess(key: str, where: str) -> str:
    if len(key) < _MIN_KEY:
        raise BadSettings(f"{where} must have at least {_MIN_KEY} characters, taken at random.")
    if len(set(key)) < _MIN_VARIETY or key.lower().startswith(_FROM_EXAMPLES):
        raise BadSettings(f"{where} can be guessed; take at least {_MIN_KEY} characters at random.")
    return key


def _from_file(file: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise BadSettings(f"{file} cannot be read: {error}.") from error
    for name, value in values.items():
        if name not in _KNOWN:
            raise BadSettings(
                f"{file} sets {name!r}, which does not exist. Known: {', '.join(sorted(_KNOWN))}."
            )
        if not isinstance(value, str):
            raise BadSettings(f"{file}: {name} must be a text in quotes.")
    return values
