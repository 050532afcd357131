"""Learning as a person meets it, with the real core: browse, reviews, then and now, why this."""

import pytest
from playwright.async_api import expect
from support.browsing import (
    LOOKS,
    OpenTab,
    Server,
    answer,
    card,
    days_on,
    later,
    message,
    open_notes,
    shot,
    write,
)

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = later

FIRST = "The key expires and every reader misses at once, so the database gets all of the load."
THEN = "One request takes a lock and recomputes it; the others serve the stale value meanwhile."
NOW = "Every key expires at once; one request recomputes under a lock and jitter spreads the rest."


@LOOKS
async def test_a_skills_questions_are_a_tidy_list(tab: OpenTab, dark: bool, width: int) -> None:
    page = await tab("/?me=grace", width=width, dark=dark)
    await write(page, "/practice browse caching")
    listing = card(page, "Caching: 14 questions")
    await expect(listing.locator(".ws-beside")).to_have_count(14)
    await shot(page, f"browse-{width}-{'dark' if dark else 'light'}")
    row = await listing.locator(".ws-beside").first.bounding_box()
    button = await listing.get_by_role("button", name="Try 1", exact=True).bounding_box()
    assert row
    assert button
    assert row["x"] + row["width"] == pytest.approx(button["x"] + button["width"], abs=2)
    assert not await page.evaluate("document.documentElement.scrollWidth > innerWidth")


async def test_a_model_answer_opens_only_after_an_attempt(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await write(page, "/practice browse caching")
    listing = card(page, "Caching: 14 questions")
    await expect(listing.locator(".ws-beside")).to_have_count(14)
    await expect(listing.get_by_role("button", name="Model answer")).to_have_count(0)
    await listing.get_by_role("button", name="Try 1", exact=True).click()
    await answer(page, FIRST)
    await write(page, "/practice browse caching")
    await listing.get_by_role("button", name="Model answer 1", exact=True).click()
    await expect(page.locator(".ws-card .ws-title", has_text="Model answer")).to_be_visible()
    await shot(page, "model-answer")


async def test_why_this_says_whose_turn_it_was(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    asked = message(page, "Reply in this thread")
    await expect(asked.first).to_be_visible()
    await write(page, "/practice why this")
    await expect(card(page, "This track had not asked it before.")).to_be_visible()
    await shot(page, "why-this")


async def test_a_weak_point_comes_back_and_then_stands_beside_now(
    tab: OpenTab, server: Server
) -> None:
    page, notes = await tab("/?me=ada", height=1000), await tab("/?me=ada")
    await open_notes(notes)
    reviews = message(notes, "I found wording for")
    await expect(reviews).to_have_count(1)
    days_on(server, 4)
    await write(page, "/practice review")
    await expect(page.get_by_role("dialog")).to_contain_text("Caching, review 1 of 1")
    await shot(page, "review-form")
    await answer(page, THEN)
    await expect(card(page, "Saved")).to_be_visible()
    await expect(card(page, "Saved").get_by_role("button", name="Then and now")).to_have_count(0)
    await expect(reviews).to_have_count(2)
    await card(page, "Saved").get_by_role("button", name="My review").click()
    await expect(card(page, "I found wording for")).to_be_visible()
    await shot(page, "review-result")
    days_on(server, 70)
    await write(page, "/practice review")
    await answer(page, NOW)
    await expect(card(page, "Saved")).to_have_count(2)
    await card(page, "Saved").last.get_by_role("button", name="Then and now").click()
    pair = card(page, "Judge for yourself what changed.")
    await expect(pair.locator(".ws-quote")).to_have_text([f"“{FIRST}”", f"“{NOW}”"])
    await shot(page, "then-and-now")
