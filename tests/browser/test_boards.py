"""Boards, streaks and what is stored, as the playground shows them with the real core."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect
from support.browsing import ROOT, OpenTab, Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANSWER = "Two layers must agree: the model's filter and a check of what leaves, both logged."
LOOKS = pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 390)])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script, folder = str(ROOT / "tests/support/later_server.py"), tmp_path_factory.mktemp("later")
    running = Server(folder, script, "{port}", "{database}", str(folder / "days"))
    running.start()
    yield running
    running.stop()


async def run(page: Page, command: str) -> None:
    box = page.locator(".ws-middle .ws-composer textarea")
    await box.fill(command)
    await box.press("Enter")
    await expect(box).to_have_value("")


def card(page: Page, text: str | re.Pattern[str]) -> Locator:
    return page.locator(".ws-middle .ws-card", has_text=text)


async def shot(page: Page, name: str) -> None:
    """A picture for a person to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


async def answered(page: Page) -> None:
    """An answer to the open question, by its form."""
    asked = page.locator(".ws-middle .ws-msg", has_text="Reply in this thread").first
    await asked.get_by_role("button", name="Answer privately").click()
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Your answer").fill(ANSWER)
    await sheet.get_by_role("button", name="Send").click()
    await expect(sheet).to_have_count(0)
    await expect(page.locator(".ws-home")).to_contain_text("Streak 1 day")


@LOOKS
async def test_board_streak_and_privacy_are_tidy(tab: OpenTab, dark: bool, width: int) -> None:
    look = f"{width}-{'dark' if dark else 'light'}"
    page = await tab(f"/?me=guest-{look}", width=width, height=1000, dark=dark)
    await answered(page)
    for name, command, told in (
        ("board", "/leaderboard", "Days answered, this week"),
        ("streak", "/practice streak", "Your last 12 weeks"),
        ("privacy", "/practice privacy", "stored"),
    ):
        await run(page, command)
        shown = card(page, told)
        await expect(shown).to_be_visible()
        if name == "streak":
            picture = shown.locator(".ws-dark" if dark else ".ws-light")
            await expect(picture).to_have_attribute("src", re.compile("^data:"), timeout=20_000)
        await shot(page, f"{name}-{look}")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_the_board_is_switched_by_its_buttons(tab: OpenTab) -> None:
    page = await tab("/?me=switcher", height=1000)
    await run(page, "/leaderboard")
    board = card(page, "Days answered, this week")
    await board.get_by_role("button", name="Month", exact=True).click()
    await expect(card(page, "Days answered, this month")).to_be_visible()
