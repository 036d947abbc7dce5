"""The words and links that templates may use."""

import hashlib
from pathlib import Path
from urllib.parse import quote

from flask import Flask, url_for

from bib.demonstration import is_demonstration
from kb.identifiers import doi_link
from web.search import export_link, search_link
from web.wiring import Site
from web.wording import ORIGINS, SORT_LABELS, counted, notice_sentence, notice_word


def teach_templates(app: Flask, site: Site) -> None:
    """Give an app's templates their functions."""
    versions = _versions(Path(app.static_folder or ""))

    def asset(name: str) -> str:
        """The address of a file under static/, which changes when the file does."""
        return url_for("static", filename=name, v=versions[name])

    def demonstration() -> bool:
        """True when readers should be told that the data is for showing."""
        with site.catalogue.reading() as read:
            return is_demonstration(read)

    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals.update(
        asset=asset,
        counted=counted,
        demonstration=demonstration,
        doi_link=doi_link,
        export_link=export_link,
        mailto=mailto,
        notice_sentence=notice_sentence,
        notice_word=notice_word,
        origins=ORIGINS,
        search_link=search_link,
        site_title=site.settings.site_title,
        sort_labels=SORT_LABELS,
    )


def mailto(address: str) -> str:
    """A link that writes to an address, or to several between commas, whatever characters they hold."""
    return "mailto:" + ",".join(quote(each.strip(), safe="@+") for each in address.split(","))


def _versions(folder: Path) -> dict[str, str]:
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()[:10]
        for file in folder.rglob("*")
        if file.is_file()
    }
