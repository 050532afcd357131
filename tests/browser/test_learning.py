"""Learning as a person meets it, with the real core: browse, reviews, then and now, why this."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import Locator, Page, expect
from support.browsing import ROOT, OpenTab, Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

FIRST = "The key expires and every reader misses at once, so the database gets all of the load."
THEN = "One request takes a lock and recomputes it; the others serve the stale value meanwhile."
NOW = "Every key expires at once; one request recomputes under a lock and jitter spreads the rest."


class Days:
    """How many days it is later than the machine's clock says."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def are(self, days: int) -> None:
        self.file.write_text(str(days))


@pytest.fixture(scope="module")
def days(tmp_path_factory: pytest.TempPathFactory) -> Days:
    return Days(tmp_path_factory.mktemp("clock") / "days")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, days: Days) -> Iterator[Server]:
    script, folder = str(ROOT / "tests/support/later_server.py"), tmp_path_factory.mktemp("later")
    running = Server(folder, script, "{port}", "{database}", str(days.file))
    running.start()
    yield running
    running.stop()


async def run(page: Page, command: str) -> None:
    box = page.locator(".ws-middle .ws-composer textarea")
    await box.fill(command)
    await box.press("Enter")
    await expect(box).to_have_value("")


def card(page: Page, text: str) -> Locator:
    return page.locator(".ws-middle .ws-card", has_text=text)


async def answers(page: Page, text: str) -> None:
    sheet = page.get_by_role("dialog")
    await sheet.get_by_label("Your answer").fill(text)
    await sheet.get_by_role("button", name="Send").click()
    await expect(sheet).to_have_count(0)


async def shot(page: Page, name: str) -> None:
    """A picture for a person to look at, where SCREENSHOTS names a folder."""
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / f"{name}.png")


@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 390)])
async def test_a_skills_questions_are_a_tidy_list(tab: OpenTab, dark: bool, width: int) -> None:
    page = await tab("/?me=grace", width=width, dark=dark)
    await run(page, "/practice browse caching")
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
    await run(page, "/practice browse caching")
    listing = card(page, "Caching: 14 questions")
    await expect(listing.get_by_role("button", name="Model answer")).to_have_count(0)
    await listing.get_by_role("button", name="Try 1", exact=True).click()
    await answers(page, FIRST)
    await run(page, "/practice browse caching")
    await listing.get_by_role("button", name="Model answer 1", exact=True).click()
    await expect(card(page, "Model answer").last).to_be_visible()
    await shot(page, "model-answer")


async def test_why_this_says_whose_turn_it_was(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    asked = page.locator(".ws-middle .ws-msg", has_text="Reply in this thread")
    await expect(asked.first).to_be_visible()
    await run(page, "/practice why this")
    await expect(card(page, "This track had not asked it before.")).to_be_visible()
    await shot(page, "why-this")


async def test_a_weak_point_comes_back_and_then_stands_beside_now(tab: OpenTab, days: Days) -> None:
    page = await tab("/?me=ada", height=1000)
    days.are(4)
    await run(page, "/practice review")
    await expect(page.get_by_role("dialog")).to_contain_text("Caching, review 1 of 1")
    await shot(page, "review-form")
    await answers(page, THEN)
    await expect(card(page, "Saved")).to_be_visible()
    await expect(card(page, "Saved").get_by_role("button", name="Then and now")).to_have_count(0)
    await card(page, "Saved").get_by_role("button", name="My review").click()
    await expect(card(page, "I found wording for")).to_be_visible()
    await shot(page, "review-result")
    days.are(70)
    await run(page, "/practice review")
    await answers(page, NOW)
    saved = card(page, "Saved").last
    await saved.get_by_role("button", name="Then and now").click()
    pair = card(page, "Judge for yourself what changed.")
    await expect(pair.locator(".ws-quote")).to_have_text([f"“{FIRST}”", f"“{NOW}”"])
    await shot(page, "then-and-now")
