"""The main job in a real browser with the real core: question, reply, critique, streak of 1."""

import pytest
from playwright.async_api import expect
from support.browsing import OpenTab, Server, demo, message, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = demo

ANSWER = (
    "Anything in the context can be made to come out, so the code leaves the prompt, the server "
    "checks it, and it is rotated now."
)


async def test_a_first_answer_brings_a_critique_and_a_streak_of_one(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    question = message(page, "Reply in this thread").first
    await expect(question).to_be_visible()
    await question.locator(".ws-replies").click()
    await write(page, ANSWER, ".ws-thread")
    review = message(page, "Ada, your answer is in", ".ws-thread")
    await expect(review).to_be_visible()
    await expect(page.locator(".ws-home")).to_contain_text("Streak 1 day")
    await review.get_by_role("button", name="My review").click()
    card = page.locator(".ws-thread .ws-card")
    await expect(card).to_contain_text("I found wording for")
    await expect(card).to_contain_text("cannot tell right from wrong")


async def test_after_a_kill_nine_the_thread_and_the_streak_are_there(
    tab: OpenTab, server: Server
) -> None:
    server.kill()
    server.start()
    page = await tab("/?me=ada")
    await expect(page.locator(".ws-home")).to_contain_text("Streak 1 day")
    await page.locator(".ws-middle .ws-replies", has_text="replies").first.click()
    thread = message(page, "Ada, your answer is in", ".ws-thread")
    await expect(thread).to_have_count(1)
    asked = message(page, "Reply in this thread")
    await expect(asked).to_have_count(1)


async def test_the_next_question_comes_at_a_press(tab: OpenTab) -> None:
    page = await tab("/?me=grace")
    await page.locator(".ws-head .ws-ask").click()
    asked = message(page, "Reply in this thread")
    await expect(asked).to_have_count(2)


async def test_a_time_is_picked_and_the_form_leads_to_a_preview(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await write(page, "/practice setup")
    form = page.locator(".ws-form")
    at = form.get_by_label("Time", exact=True)
    await expect(at).to_have_attribute("type", "time")
    await expect(at).to_have_value("09:00")
    await at.fill("10:15")
    await form.get_by_label("Caching").check()
    await form.get_by_label("Time zone").fill("Europe/Berlin")
    await form.get_by_role("button", name="Preview").click()
    await expect(page.locator(".ws-middle .ws-card").last).to_contain_text("10:15 Europe/Berlin")
