"""Boards, streaks and what is stored, as the playground shows them with the real core."""

import re

import pytest
from playwright.async_api import Page, expect
from support.browsing import LOOKS, OpenTab, answer, card, later, message, shot, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = later

ANSWER = "Two layers must agree: the model's filter and a check of what leaves, both logged."


async def answered(page: Page) -> None:
    """An answer to the open question, by its form."""
    asked = message(page, "Reply in this thread").first
    await asked.get_by_role("button", name="Answer privately").click()
    await answer(page, ANSWER)
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
        await write(page, command)
        shown = card(page, told)
        await expect(shown).to_be_visible()
        if name == "streak":
            picture = shown.locator(".ws-dark" if dark else ".ws-light")
            await expect(picture).to_have_attribute("src", re.compile("^data:"), timeout=20_000)
        await shot(page, f"{name}-{look}")
        assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_the_board_is_switched_by_its_buttons(tab: OpenTab) -> None:
    page = await tab("/?me=switcher", height=1000)
    await write(page, "/leaderboard")
    board = card(page, "Days answered, this week")
    await board.get_by_role("button", name="Month", exact=True).click()
    await expect(card(page, "Days answered, this month")).to_be_visible()
