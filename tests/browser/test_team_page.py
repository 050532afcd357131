"""The team page in a real browser: what it shows, and what a link must not open."""

import csv
import datetime as dt
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect
from support.browsing import OpenTab, Server, team
from support.team_links import Links, links

from bot.managers.figures import monday

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = team

PRESSED = ("aria-pressed", "true")


@pytest_asyncio.fixture(loop_scope="session")
async def ada(server: Server) -> AsyncIterator[Links]:
    async with links(server.database, server.url) as made:
        await made.manages(True)
        yield made


@pytest_asyncio.fixture(loop_scope="session")
async def page(ada: Links, window: OpenTab) -> Page:
    """The page, as the link from chat opens it."""
    shown = await window(await ada.asked())
    await expect(charts(shown)).to_have_count(2)
    return shown


def charts(page: Page) -> Locator:
    return page.locator(".wt-chart svg")


def section(page: Page, name: str) -> Locator:
    return page.get_by_role("region", name=name).first


async def first_cells(table: Locator) -> list[str]:
    return await table.locator("tbody th").all_inner_texts()


# The way in


async def test_the_link_opens_the_page_and_stays_in_no_address(page: Page) -> None:
    assert page.url.split("?")[0].endswith("/team/1")
    assert "link." not in page.url
    (cookie,) = [c for c in await page.context.cookies() if c["name"] == "whetstone_visit"]
    assert (cookie["httpOnly"], cookie["sameSite"], cookie["path"]) == (True, "Lax", "/team/1")
    assert not cookie["secure"]  # this address is http
    await page.reload()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Acme Platform")


@pytest.mark.parametrize(
    ("what", "status", "told"),
    [
        ("expired", 410, "This link has expired. Ask for a new link"),
        ("altered", 403, "This link was altered"),
        ("cut short", 403, "This link is not whole"),
        ("another team's", 403, "You are no manager of this team"),
        ("none", 403, "This page opens by a link from your team's chat."),
        ("a visit", 403, "This link is not whole"),
    ],
)
async def test_what_is_no_good_link_opens_a_plain_page(
    ada: Links, window: OpenTab, what: str, status: int, told: str
) -> None:
    good = await ada.made()
    links = {
        "expired": await ada.made(hours=-1),
        "altered": good[:-1] + ("0" if good[-1] != "0" else "1"),
        "cut short": good[:-9],
        "another team's": await ada.made(team="other"),
        "a visit": await ada.made(kind="visit"),
    }
    path = "/team/1" if what == "none" else f"/team/open/{links[what]}"
    page = await window("about:blank")
    answer = await page.goto(ada.address + path)
    assert answer
    assert answer.status == status
    assert answer.headers["cache-control"] == "no-store"
    await expect(page.get_by_role("heading")).to_have_text("This page is closed")
    await expect(page.locator("p")).to_contain_text(told)
    assert not await page.context.cookies()


async def test_a_visit_is_to_one_team_and_has_its_csv_alone(page: Page, ada: Links) -> None:
    visit = await ada.made(team="other", kind="visit")
    for path in ("/team/1", "/team/1/figures.csv"):
        bare = await page.request.get(ada.address + path, headers={"Cookie": ""})
        other = await page.request.get(
            ada.address + path, headers={"Cookie": f"whetstone_visit={visit}"}
        )
        assert (bare.status, other.status) == (403, 403)
        assert "Acme" not in await other.text()


async def test_who_lost_the_role_sees_no_more_at_the_next_touch(page: Page, ada: Links) -> None:
    await ada.manages(False)
    await page.get_by_role("combobox", name="Period").select_option("Last 26 weeks")
    await expect(page.get_by_role("alert")).to_contain_text("You are no manager of this team")
    await expect(page.locator(".wt-section")).to_have_count(0)
    answer = await page.reload()
    assert answer
    assert answer.status == 403


# What it shows


async def test_a_filter_changes_the_figures_in_place_and_lasts_over_a_reload(page: Page) -> None:
    heat = section(page, "Coverage by skill")
    assert len(await first_cells(heat)) == 5
    before = await page.locator(".wt-value").all_inner_texts()
    await page.get_by_role("combobox", name="Skill").select_option("Caching")
    await expect(heat.locator("tbody th")).to_have_text(["Caching"])
    await page.get_by_role("combobox", name="Level").select_option("Senior")
    await expect(page).to_have_url(re.compile(r"/team/1\?skill=caching&level=senior$"))
    after = await page.locator(".wt-value").all_inner_texts()
    assert after[0] == before[0]  # participation follows the period and the track
    await page.reload()
    await expect(heat.locator("tbody th")).to_have_text(["Caching"])
    await expect(page.get_by_role("combobox", name="Level")).to_have_value("senior")


async def test_members_who_share_are_sorted_by_keyboard(page: Page) -> None:
    table = section(page, "Members who share").locator("table")
    names = await first_cells(table)
    assert names == sorted(names)
    assert "Bob" not in names
    head = table.get_by_role("columnheader", name="Coverage")
    await head.get_by_role("button").focus()
    await page.keyboard.press("Enter")
    await expect(head).to_have_attribute("aria-sort", "descending")
    await expect(head.get_by_role("button")).to_be_focused()
    shares = [int(t.split("%")[0]) for t in await table.locator("td:last-child").all_inner_texts()]
    assert shares == sorted(shares, reverse=True)
    await page.keyboard.press("Enter")
    await expect(head).to_have_attribute("aria-sort", "ascending")


def weekdays_shown() -> list[dt.date]:
    """Of twelve calendar weeks, the last of them today's, up to the last day that is over in every
    zone, which is 12 hours after it is in UTC."""
    now = dt.datetime.now(dt.UTC)
    first, over = monday(now.date()) - dt.timedelta(weeks=11), (now - dt.timedelta(hours=12)).date()
    dates = [first + dt.timedelta(days=n) for n in range((over - first).days)]
    return [date for date in dates if date.weekday() < 5]


async def test_the_keyboard_reaches_filters_choices_and_tables(page: Page) -> None:
    await page.get_by_role("combobox", name="Period").focus()
    reached = []
    for _ in range(12):
        await page.keyboard.press("Tab")
        reached.append(await page.evaluate("document.activeElement.innerText || ''"))
    assert [r for r in reached if r in ("By week", "By day", "Show as a table")] == [
        *("By week", "By day", "Show as a table", "Show as a table"),
        *("By week",),
    ]
    chart = section(page, "Participation")
    await chart.get_by_role("button", name="By day").press("Enter")
    await expect(chart.get_by_role("button", name="By day")).to_have_attribute(*PRESSED)
    await expect(chart.get_by_role("button", name="By day")).to_be_focused()
    await chart.get_by_text("Show as a table").press("Enter")
    await expect(chart.locator("tbody tr")).to_have_count(len(weekdays_shown()))
    await section(page, "Coverage by skill").get_by_role("button", name="By level").press("Enter")
    head = page.get_by_role("columnheader", name="senior")
    await expect(head).to_be_visible()


async def test_each_chart_has_words_and_a_table_that_says_the_same(page: Page) -> None:
    for name in ("Participation", "Coverage over weeks"):
        chart = section(page, name)
        label = await chart.locator(".wt-chart").get_attribute("aria-label")
        assert label == f"{name}. The table below says the same."
        await chart.get_by_text("Show as a table").click()
        rows = await chart.locator("tbody tr").all_inner_texts()
        assert len(rows) >= 11
        assert all("undefined" not in row for row in rows)


async def test_the_csv_holds_what_the_filtered_page_shows(page: Page, tmp_path: Path) -> None:
    await page.get_by_role("combobox", name="Skill").select_option("Caching")
    cells = section(page, "Coverage by skill").locator("tbody td")
    await expect(section(page, "Coverage by skill").locator("tbody th")).to_have_text(["Caching"])
    whole, *weeks = [t for t in await cells.all_inner_texts() if t != "·"]
    async with page.expect_download() as downloading:
        await page.get_by_role("link", name="Download CSV").click()
    file = tmp_path / "figures.csv"
    await (await downloading.value).save_as(file)
    rows = list(csv.DictReader(file.read_text("utf-8").splitlines()))
    shown = [r for r in rows if r["figure"] == "coverage by skill and week"]
    for row, week in zip(shown, weeks, strict=True):
        assert abs(float(row["coverage_percent"]) - int(week)) < 0.6
    assert {row["skill"] for row in rows} == {"", "caching"}
    assert whole
    names = [row["member"] for row in rows if row["figure"] == "member who shares"]
    assert "Ada" in names
    assert "Bob" not in names


async def test_it_fits_a_phone_and_follows_dark_and_light(ada: Links, window: OpenTab) -> None:
    link = await ada.asked()
    colours = []
    for dark in (False, True):
        page = await window(link, 390, 844, dark=dark)
        await expect(charts(page)).to_have_count(2)
        assert await page.evaluate("document.documentElement.scrollWidth") == 390
        colours.append(await page.evaluate("getComputedStyle(document.body).backgroundColor"))
        bar = charts(page).first.locator("path[fill='var(--accent)']").first
        colours.append(await bar.evaluate("bar => getComputedStyle(bar).fill"))
    assert len(set(colours)) == 4
