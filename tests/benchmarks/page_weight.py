"""What a first visit weighs: page_weight.py [ADDRESS ...]

Starts the site with the demonstration corpus and opens each address (some main pages unless told) in a
browser that has nothing yet. Prints the bytes that come over the wire for it and everything it loads,
headers included, and the number of requests.
"""

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from playwright.sync_api import sync_playwright

from tests.conftest import CHROMIUM_SWITCHES, chromium
from tests.page_states import audited_site, first_visit

_MAIN = (
    "/",
    "/search?q=therapy",
    "/summaries/when-therapists-cry-in-session",
    "/references/BlumeMarcovici2013",
    "/topics/depression",
    "/archive/2022/12",
    "/overview",
    "/api",
)


def main() -> None:
    """Visit and print."""
    reader = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    reader.add_argument("address", nargs="*", default=_MAIN)
    told = reader.parse_args()
    with (
        TemporaryDirectory() as folder,
        audited_site(Path(folder), odd=False) as site,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=chromium(), args=list(CHROMIUM_SWITCHES))
        for address in told.address:
            asked, weight = first_visit(browser, site + address)
            print(f"{address}: {weight / 1000:.1f} kB, {len(asked)} requests")  # noqa: T201 - a program's output
        browser.close()


if __name__ == "__main__":
    main()
