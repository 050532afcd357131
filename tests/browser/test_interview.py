"""A mock interview in the playground, with the real core: its pane, buttons, scorecard, export."""

import asyncio

import pytest
from playwright.async_api import Locator, expect
from support.browsing import (
    LOOKS,
    OpenTab,
    Server,
    answer,
    card,
    later,
    message,
    open_notes,
    send_form,
    shot,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = later

FIRST = (
    "A permission stayed in the cache for six hours after we took it away, for 40 people. I "
    "compared the cached entry with the database row."
)
LATER = "We deleted the key after the commit instead of updating it, which costs one more miss."


def press(where: Locator, label: str) -> Locator:
    return where.get_by_role("button", name=label, exact=True)


async def test_an_interview_is_held_in_its_pane_through_a_crash_to_the_export(
    tab: OpenTab, server: Server
) -> None:
    page = await tab("/?me=ada", height=1000)
    await write(page, "/mock caching senior 3 real")
    await expect(page.locator(".ws-middle h2").first).to_have_text("Whetstone")
    await expect(card(page, "Caching, senior, real mode: 3 questions.")).to_be_visible()
    first = message(page, "Question 1 of 3")
    await expect(first).to_be_visible()
    await shot(page, "mock-question")
    await write(page, FIRST)
    await expect(page.locator(".ws-middle .ws-msg")).to_have_count(3)
    await press(first, "Hint").click()
    await expect(card(page, "Hint: ")).to_be_visible()
    server.kill()
    server.start()
    page = await tab("/?me=ada", height=1000)
    await open_notes(page)
    await expect(message(page, FIRST)).to_have_count(1)
    await write(page, LATER)
    await expect(page.locator(".ws-middle .ws-msg")).to_have_count(5)
    await shot(page, "mock-follow-up")
    await write(page, "skip")
    second = message(page, "Question 2 of 3")
    await expect(second).to_be_visible()
    await press(second, "Pause").click()
    await press(card(page, "Paused. All you said is kept"), "Resume").click()
    await expect(card(page, "It goes on at question 2 of 3.")).to_be_visible()
    await expect(second).to_have_count(2)
    await press(second.last, "Answer in a form").click()
    await answer(page, "Purge the CDN, then stop caching that path.")
    await write(page, "/mock end")
    score = message(page, "Caching, senior, real mode.")
    await expect(score).to_contain_text("3: not asked; it ended early.")
    await shot(page, "mock-scorecard")
    await press(score, "Export").click()
    link = card(page, "with its transcript").get_by_role("link", name="Download interview-1.md")
    await shot(page, "mock-export")
    async with page.expect_download() as got:
        await link.click()
    text = (await asyncio.to_thread((await (await got.value).path()).read_bytes)).decode()
    assert text.startswith("# Mock interview: Caching, senior, real mode")
    assert f"> {FIRST}" in text
    assert f"> {LATER}" in text


@LOOKS
async def test_a_study_interview_is_tidy_in_every_look(
    tab: OpenTab, dark: bool, width: int
) -> None:
    look = f"{width}-{'dark' if dark else 'light'}"
    page = await tab(f"/?me=guest-{look}", width=width, height=900, dark=dark)
    await write(page, "/mock")
    sheet = page.get_by_role("dialog")
    await expect(sheet.get_by_label("Skill")).to_be_visible()
    await shot(page, f"mock-form-{look}")
    await sheet.get_by_label("Skill").select_option(label="Caching")
    await send_form(page, "Begin")
    await expect(message(page, "Question 1 of 3")).to_be_visible()
    await write(page, FIRST)
    await expect(message(page, "I found wording for")).to_be_visible()
    await shot(page, f"mock-study-{look}")
    await write(page, "end")
    await expect(message(page, "Caching, mid, study mode.")).to_be_visible()
    await shot(page, f"mock-card-{look}")
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")
