import re

import pytest
from lxml import html

from bib.blog_intake import import_blog
from bib.blogtext import read_blog
from bib.digest_text import HEAD
from kb.catalogue import Catalogue
from kb.identifiers import DOI
from kb.reference import Notice, NoticeKind
from kb.summary import Month, Status
from tests.databases import databases
from tests.factories import a_record, a_summary
from tests.test_web_cli import run
from web.markdown import safe_html
from web.outward import with_full_links

RETRACTION = Notice(kind=NoticeKind.RETRACTION, doi=DOI("10.1000/retracted"))


def publish(site, *summaries, records=()):
    with site.catalogue.writing(by="anna") as write:
        for record in records:
            write.add_record(record)
        for summary in summaries:
            write.add_summary(summary)


def shown(client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    return html.fromstring(answer.text)


def hrefs(page):
    return [each.get("href") for each in page.iter("a")]


def words(element):
    return " ".join("".join(element.itertext()).split())


# Pages


def test_the_archive_shows_every_month_in_its_year_with_its_count(client, demo_site):
    with demo_site.catalogue.reading() as read:
        months = {f"/archive/{month.year}/{month.month:02d}": count for month, count in read.months()}
    page = shown(client, "/archive")
    found = {each.get("href"): words(each) for each in page.xpath("//ol[@class='calendar']//a")}
    assert list(found) == sorted(found, key=lambda address: (-int(address[9:13]), address))
    assert {address: int(re.findall(r"\d+", said)[0]) for address, said in found.items()} == months
    assert found["/archive/2022/12"].endswith("December 2022: 3 summaries")


def test_an_archive_without_summaries_says_so(site_client):
    page = shown(site_client, "/archive")
    assert "Nothing has been published yet." in words(page)
    assert "/archive.txt" not in hrefs(page)


def test_a_year_lists_its_months_and_what_appeared_in_each(client):
    page = shown(client, "/archive/2022")
    assert [words(each) for each in page.xpath("//*[@class='contents-list']//h2")] == [
        "December 2022",
        "April 2022",
    ]
    assert len(page.xpath("//*[@class='contents-list']//li")) == 5
    assert {"/archive/2021", "/archive/2023", "/archive"} <= set(hrefs(page))


@pytest.mark.parametrize(
    "address",
    [
        *("/archive/1999", "/archive/0000", "/archive/12013", "/archive/2013/13", "/archive/02022/12"),
        *("/archive/1999/01", "/archive/1999/01.txt", "/archive/2013/13.txt", "/archive/1999/01/email"),
        *("/archive/1999/01/email.html", "/archive/1999/01/email.txt", "/archive/2013/3.txt"),
    ],
)
def test_a_time_in_which_nothing_appeared_has_no_page(client, address):
    assert client.get(address).status_code == 404


def test_a_month_is_a_digest_of_implications_and_citations(client, demo_site):
    with demo_site.catalogue.reading() as read:
        titles = [each.title for each in read.published_in(Month(2022, 12))]
    page = shown(client, "/archive/2022/12")
    assert [words(each) for each in page.xpath("//article//h2")] == titles
    for part in ("digest-implications", "digest-citation"):
        assert len(page.xpath(f"//article//*[@class='{part}']")) == 3
    assert "3 studies in plain language" in words(page)


def test_a_month_leads_to_its_text_its_email_its_citations_and_its_neighbours(client):
    page = shown(client, "/archive/2022/12")
    found = hrefs(page)
    assert {"/archive/2022/12.txt", "/archive/2022/12/email", "/archive/2022/04", "/archive/2023/08"} <= set(
        found
    )
    (ris,) = [each for each in found if each and each.startswith("/export/ris")]
    assert client.get(ris).text.count("TY  - ") == 3


def test_a_drafts_month_shows_nothing_of_it(site, site_client):
    publish(site, a_summary(title="Seen"), a_summary(title="Hidden", status=Status.DRAFT))
    for address in ("/archive/2016/05", "/archive/2016", "/archive/2016/05.txt", "/archive.txt"):
        assert "Hidden" not in site_client.get(address).text
        assert "Seen" in site_client.get(address).text


def test_a_notice_is_told_in_every_form_of_the_digest(site, site_client):
    record = a_record(notices=(RETRACTION,))
    publish(site, a_summary(record), records=[record])
    for address in ("/archive/2016/05", "/archive/2016/05/email.html", "/archive/2016/05/email.txt"):
        assert "This work has been retracted" in site_client.get(address).text
    assert "Notice: Retracted, doi:10.1000/retracted" in site_client.get("/archive/2016/05.txt").text


def test_a_summary_without_works_has_a_digest(site, site_client):
    publish(site, a_summary(implications=""))
    for address in ("", ".txt", "/email", "/email.html", "/email.txt"):
        assert site_client.get(f"/archive/2016/05{address}").status_code == 200


# The text


def test_the_text_of_a_month_is_what_an_import_reads(client):
    answer = client.get("/archive/2022/12.txt")
    assert answer.content_type == "text/plain; charset=utf-8"
    page = read_blog(answer.text)
    assert page.refused == ()
    assert [entry.month for entry in page.entries] == [Month(2022, 12)] * 3


def test_the_whole_archive_comes_back_as_the_same_text(client, tmp_path):
    text = client.get("/archive.txt").text
    assert text.startswith(HEAD)
    again = Catalogue(databases.address_of(tmp_path))
    assert len(import_blog(again, text, "anna").added) == 53
    again.close()


def test_the_archive_leaves_month_by_month(client):
    answer = client.get("/archive.txt", buffered=False)
    assert answer.is_streamed
    assert len(list(answer.iter_encoded())) > 20
    answer.close()


def test_an_archive_without_summaries_is_its_first_line(site_client):
    assert site_client.get("/archive.txt").text == f"{HEAD}\n\n"


def test_the_command_writes_what_the_command_import_blog_reads(demo_site, tmp_path):
    home, file = tmp_path / "home", tmp_path / "archive.txt"
    written = run(demo_site.settings.home, "digest", "-o", file)
    assert (written.returncode, written.stdout, written.stderr) == (0, "", "")
    assert "53 added" in run(home, "import-blog", file).stdout
    assert run(home, "digest").stdout == file.read_text(encoding="utf-8")
    month = read_blog(run(home, "digest", "2022-12").stdout)
    assert [entry.month for entry in month.entries] == [Month(2022, 12)] * 3


def test_the_command_says_what_the_text_could_not_hold(home, site):
    publish(site, a_summary(slug="odd", title="Two\nlines", body="\n\nwords\r\n"))
    told = run(home, "digest").stderr
    assert told == "odd: title, body cannot stand in a text as it is and was tidied.\n"


def test_the_command_refuses_what_is_no_month(home):
    refused = run(home, "digest", "2022-13")
    assert refused.returncode == 1
    assert "2022-13" in refused.stderr


# The e-mail


def test_the_email_leads_back_to_the_site_from_anywhere(site, site_client):
    record = a_record()
    publish(
        site, a_summary(record, implications="[here](/topics) and [there](mailto:a@b.org)"), records=[record]
    )
    page = shown(site_client, "/archive/2016/05/email.html")
    assert [each for each in hrefs(page) if not each.startswith(("http://localhost/", "mailto:"))] == []
    assert "http://localhost/topics" in hrefs(page)


def test_the_email_needs_no_style_sheet_script_picture_or_table(client):
    page = shown(client, "/archive/2022/12/email.html")
    assert page.xpath("//link | //style | //script | //img | //table | //*[@class]") == []
    assert page.xpath("//h1/@style") != []


def test_the_email_may_stand_in_our_own_frame_and_in_no_other(client):
    headers = client.get("/archive/2022/12/email.html").headers
    assert headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
    )
    assert headers["X-Frame-Options"] == "SAMEORIGIN"
    assert client.get("/archive/2022/12/email").headers["X-Frame-Options"] == "DENY"


def test_nothing_an_editor_writes_becomes_markup_in_the_email(site, site_client):
    odd = '<script>alert(1)</script> " onclick=x'
    record = a_record(title=odd, container_title=odd)
    publish(site, a_summary(record, title=odd, implications=odd), records=[record])
    page = shown(site_client, "/archive/2016/05/email.html")
    assert page.xpath("//script | //*[@onclick]") == []


def test_the_plain_email_has_titles_implications_citations_and_addresses(client):
    text = client.get("/archive/2016/06/email.txt").text
    assert "When therapists cry in session\nSurvey\n\nPractice implications\n\nIf you have cried" in text
    assert "Blume-Marcovici, A. C., Stolberg, R. A., & Khademi, M. (2013)." in text
    assert "Read the summary: http://localhost/summaries/when-therapists-cry-in-session" in text
    assert "&amp;" not in text
    assert "\n\n\n" not in text


@pytest.mark.parametrize(
    ("written", "full"),
    [
        ('<a href="/a?b=1&amp;c=2">x</a>', '<a href="https://kb.org/a?b=1&amp;c=2">x</a>'),
        ('<a title="t" href="#b">x</a>', '<a title="t" href="https://kb.org/#b">x</a>'),
        ('<a href="https://a.org/b">href="/c"</a>', '<a href="https://a.org/b">href="/c"</a>'),
        ('<a href="mailto:a@b.org">x</a>', '<a href="mailto:a@b.org">x</a>'),
        ('<a href="//[">x</a>', '<a href="//[">x</a>'),
    ],
)
def test_links_that_leave_the_site_are_full(written, full):
    assert with_full_links(safe_html(written), "https://kb.org/") == full
