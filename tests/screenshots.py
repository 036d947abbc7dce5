"""Pictures of the main pages for the README and the documentation: screenshots.py [FOLDER]

Starts the site with the demonstration corpus and takes each picture anew, into docs/screenshots unless
told otherwise. Text is set in the fonts of the machine it runs on.
"""

import argparse
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from tests.conftest import CHROMIUM_SWITCHES, chromium
from tests.page_states import audited_site, open_drawer

_FOLDER = Path(__file__).resolve().parents[1] / "docs" / "screenshots"
_DESK = ViewportSize(width=1040, height=720)
_PHONE = ViewportSize(width=390, height=760)


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: the file's name, what it shows, and how."""

    name: str
    address: str
    phone: bool = False
    dark: bool = False
    steps: Callable[[Page], None] | None = None


PICTURES = (
    Picture("home", "/"),
    Picture("home-phone-dark", "/", phone=True, dark=True),
    Picture("search", "/search?q=CBT&type=meta-analysis"),
    Picture("search-dark", "/search?q=alliance", dark=True),
    Picture("search-phone-filters", "/search?q=CBT", phone=True, steps=open_drawer),
    Picture("summary", "/summaries/when-therapists-cry-in-session"),
    Picture("summary-phone", "/summaries/when-therapists-cry-in-session", phone=True),
    Picture("overview", "/overview"),
    Picture("month", "/archive/2022/12"),
)


def main() -> None:
    """Take all pictures."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    reader.add_argument("folder", nargs="?", type=Path, default=_FOLDER)
    folder: Path = reader.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with (
        TemporaryDirectory() as home,
        audited_site(Path(home), odd=False) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_SWITCHES))
        for picture in PICTURES:
            file = folder / f"{picture.name}.png"
            _take(browser, site, picture, file)
            print(f"{file}: {file.stat().st_size // 1000} kB")  # noqa: T201 - a program's output
        browser.close()


def _take(browser: Browser, site: str, picture: Picture, file: Path) -> None:
    context = browser.new_context(
        base_url=site,
        viewport=_PHONE if picture.phone else _DESK,
        color_scheme="dark" if picture.dark else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto(picture.address, wait_until="networkidle")
    if picture.steps:
        picture.steps(page)
    page.screenshot(path=file)
    context.close()


if __name__ == "__main__":
    main()
