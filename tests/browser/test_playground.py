"""The playground as a person meets it, with a core that only pretends."""

import pytest
from playwright.async_api import Locator, Page, expect
from support.browsing import OpenTab, Server, box, message, pretending, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

ANSWER = "A stampede: everyone misses at once, so take a lock."


async def name_of(page: Page) -> str:
    await expect(page.get_by_label("Your name")).not_to_have_value("")
    return await page.get_by_label("Your name").input_value()


async def ask(page: Page) -> Locator:
    """The newest question, just asked."""
    before = await message(page, "hottest cache entry").count()
    await page.locator(".ws-head .ws-ask").click()
    await expect(message(page, "hottest cache entry")).to_have_count(before + 1)
    return message(page, "hottest cache entry").last


async def open_thread(page: Page, question: Locator) -> None:
    await question.locator(".ws-replies").click()
    await expect(box(page, ".ws-thread")).to_be_visible()


async def test_a_question_is_asked_and_a_reply_is_reviewed_in_its_thread(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    question = await ask(page)
    await open_thread(page, question)
    await write(page, ANSWER, ".ws-thread")
    await expect(message(page, ANSWER, ".ws-thread")).to_be_visible()
    await expect(page.locator(".ws-thread .ws-chip.ws-met")).to_have_text("Met")
    await expect(question.locator(".ws-replies")).to_contain_text("2 replies")
    await expect(page.locator(".ws-home")).to_contain_text("Streak: 1 day")
    await expect(page.locator(".ws-advice")).to_have_count(0)


async def test_two_windows_are_two_members_who_see_each_other_at_once(tab: OpenTab) -> None:
    one, two = await tab("/"), await tab("/")
    names = [await name_of(page) for page in (one, two)]
    assert names[0] != names[1]
    await write(one, "Anybody here?")
    await expect(message(two, "Anybody here?")).to_contain_text(names[0])
    await write(two, "Here I am.")
    await expect(message(one, "Here I am.")).to_contain_text(names[1])


async def test_a_reload_keeps_who_one_is_and_what_was_half_written(tab: OpenTab) -> None:
    page = await tab("/")
    name, address = await name_of(page), page.url
    await box(page).fill("half a thou")
    await page.reload()
    await expect(box(page)).to_have_value("half a thou")
    await page.goto(address.split("?")[0])
    await expect(page.get_by_label("Your name")).to_have_value(name)
    await expect(box(page)).to_have_value("half a thou")
    assert page.url == address


async def test_a_new_name_is_seen_by_others(tab: OpenTab) -> None:
    ada, bob = await tab("/?me=ada"), await tab("/?me=bob")
    await write(ada, "Who wrote this?")
    await ada.get_by_label("Your name").fill("Ada L.")
    await ada.get_by_label("Your name").press("Enter")
    await expect(message(bob, "Who wrote this?").locator(".ws-author")).to_have_text("Ada L.")
    await expect(message(ada, "Who wrote this?").locator(".ws-author")).to_have_text("Ada L.")
    await ada.get_by_label("Your name").fill("  ")
    await ada.get_by_label("Your name").press("Enter")
    await expect(ada.locator(".ws-middle .ws-error")).to_contain_text("1 to 40 characters")
    await expect(ada.get_by_label("Your name")).to_have_value("Ada L.")


async def test_a_private_answer_to_a_press_is_seen_by_one_only(tab: OpenTab) -> None:
    ada, bob = await tab("/?me=ada"), await tab("/?me=bob")
    question = await ask(ada)
    cards = ada.locator(".ws-middle .ws-card")
    await question.get_by_role("button", name="Hint").click()
    await expect(cards).to_have_count(1)
    first = await cards.get_attribute("id")
    await question.get_by_role("button", name="Hint").click()
    await expect(ada.locator(f"#{first}")).to_have_count(0)
    await expect(cards).to_have_count(1)
    await expect(cards).to_contain_text("Only you see this")
    await write(bob, "Seen nothing.")
    await expect(message(ada, "Seen nothing.")).to_be_visible()
    await expect(bob.locator(".ws-card")).to_have_count(0)
    await cards.get_by_role("button", name="Dismiss").click()
    await expect(cards).to_have_count(0)


async def test_a_refused_press_says_why(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    question = await ask(page)
    await question.get_by_role("button", name="I don't know yet").click()
    await expect(page.locator(".ws-middle").get_by_role("alert")).to_have_text(
        "Not shown: the round is closed."
    )


async def test_a_form_keeps_what_was_typed_until_it_is_taken(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    question = await ask(page)
    await question.get_by_role("button", name="Answer privately").click()
    form = page.get_by_role("dialog")
    await expect(form.get_by_label("Your answer")).to_be_focused()
    await form.get_by_label("Your answer").fill("too short")
    await form.get_by_label("Who can read it").select_option("People who have answered")
    await form.get_by_role("button", name="Send").click()
    await expect(form.get_by_role("alert")).to_contain_text("one sentence is needed")
    await expect(form.get_by_label("Your answer")).to_have_value("too short")
    await page.keyboard.press("Escape")
    await expect(form).to_have_count(0)
    await question.get_by_role("button", name="Answer privately").click()
    await expect(form.get_by_label("Your answer")).to_have_value("too short")
    await form.get_by_label("Your answer").fill(ANSWER)
    await form.get_by_role("button", name="Send").click()
    await expect(form).to_have_count(0)
    await expect(page.locator(".ws-card")).to_contain_text("Stored. Only you can read it.")


async def test_commands_are_found_and_sent_with_keys_alone(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await box(page).press_sequentially("/pra")
    options = page.get_by_role("option")
    await expect(options).to_have_count(4)
    await box(page).press("ArrowDown")
    await box(page).press("ArrowDown")
    await box(page).press("Tab")
    await expect(box(page)).to_have_value("/practice streak ")
    await box(page).press("Enter")
    await expect(page.locator(".ws-card")).to_contain_text("Sun 22 Nov: answered")
    await expect(box(page)).to_have_value("")


async def test_what_a_command_leaves_open_is_not_filled_in(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await box(page).press_sequentially("/practice g")
    option = ["/practice guide <skill>What to know"]
    await expect(page.get_by_role("option")).to_have_text(option)
    await box(page).press("Tab")
    await expect(box(page)).to_have_value("/practice guide ")


async def test_a_refused_command_stays_in_the_box_with_the_reason(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await box(page).fill("/practise noww")
    await box(page).press("Enter")
    await expect(page.locator(".ws-middle").get_by_role("alert")).to_contain_text(
        "There is no /practise"
    )
    await expect(box(page)).to_have_value("/practise noww")
    await expect(box(page)).to_be_editable()


async def test_own_messages_can_be_edited_and_deleted_others_not(tab: OpenTab) -> None:
    ada, bob = await tab("/?me=ada"), await tab("/?me=bob")
    await write(ada, "The fisrt draft")
    mine = message(ada, "The fisrt draft")
    await expect(message(bob, "The fisrt draft")).to_be_visible()
    await message(bob, "The fisrt draft").hover()
    assert await message(bob, "fisrt").get_by_role("button", name="Edit").count() == 0
    await mine.hover()
    await mine.get_by_role("button", name="Edit").click()
    editor = ada.get_by_label("Edit message")
    await expect(editor).to_have_value("The fisrt draft")
    await editor.fill("The first draft")
    await editor.press("Enter")
    for page in (ada, bob):
        await expect(message(page, "The first draft")).to_contain_text("edited")
    await message(ada, "The first draft").hover()
    await message(ada, "The first draft").get_by_role("button", name="Delete").click()
    await ada.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(message(bob, "The first draft")).to_have_count(0)
    await expect(message(ada, "The first draft")).to_have_count(0)


async def test_what_is_half_edited_survives_news_in_the_channel(tab: OpenTab) -> None:
    ada, bob = await tab("/?me=ada"), await tab("/?me=bob")
    await write(bob, "Delete me")
    await expect(message(ada, "Delete me")).to_be_visible()
    await write(ada, "Original")
    await message(ada, "Original").last.hover()
    await message(ada, "Original").last.get_by_role("button", name="Edit").click()
    await ada.get_by_label("Edit message").fill("Half edited")
    await expect(ada.get_by_label("Edit message")).to_have_value("Half edited")
    await expect(message(bob, "Original").last).to_be_visible()
    await message(bob, "Delete me").hover()
    await message(bob, "Delete me").get_by_role("button", name="Delete").click()
    await bob.get_by_role("dialog").get_by_role("button", name="Delete").click()
    await expect(message(ada, "Delete me")).to_have_count(0)
    await expect(ada.get_by_label("Edit message")).to_have_value("Half edited")
    await ada.get_by_label("Edit message").press("Escape")
    await expect(message(ada, "Original").last).to_be_visible()


async def test_markup_in_a_message_stays_text(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    evil = "<script>document.title='owned'</script><img src=x onerror=alert(1)> ${7*7}"
    await write(page, evil)
    await write(page, f"`<b>` {evil}")
    await expect(message(page, evil)).to_have_count(2)
    await page.reload()
    texts = message(page, evil).locator(".ws-text")
    await expect(texts).to_have_text([evil, f"<b> {evil}"])
    await expect(texts.locator("code")).to_have_text("<b>")
    assert await page.locator(".ws-text img, .ws-text script, .ws-text b").count() == 0
    assert await page.title() == "Whetstone"


async def test_a_very_long_text_opens_on_request(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await write(page, "long " * 1000 + "the end")
    row = message(page, "long long").last
    await expect(row).not_to_contain_text("the end")
    await row.get_by_role("button", name="Show all").click()
    await expect(row).to_contain_text("the end")
    await box(page).fill("x" * 41_000)
    await box(page).press("Enter")
    await expect(page.locator(".ws-middle .ws-error")).to_contain_text("41,000 characters")
    assert len(await box(page).input_value()) == 41_000


async def test_escape_closes_the_thread_and_returns_to_the_channel(tab: OpenTab) -> None:
    page = await tab("/?me=ada")
    await open_thread(page, await ask(page))
    await expect(box(page, ".ws-thread")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator(".ws-thread")).not_to_be_visible()
    await expect(box(page)).to_be_focused()


async def test_news_elsewhere_marks_the_channel(tab: OpenTab) -> None:
    ada, bob = await tab("/?me=ada"), await tab("/?me=bob")
    await bob.get_by_role("button", name="random").click()
    await expect(box(bob)).to_have_attribute("aria-label", "Message #random or type /")
    await write(bob, "Lunch?")
    await expect(ada.locator(".ws-channel.ws-unread")).to_contain_text("random")
    await ada.locator(".ws-channel", has_text="random").click()
    await expect(ada.locator(".ws-channel[aria-current=page]")).to_have_text("#random")
    await expect(message(ada, "Lunch?")).to_be_visible()
    await expect(ada.locator(".ws-channel.ws-unread", has_text="random")).to_have_count(0)


async def test_a_phone_has_the_sidebar_behind_a_button_and_the_thread_in_full(
    tab: OpenTab,
) -> None:
    page = await tab("/?me=ada", width=375, height=700)
    await expect(page.locator(".ws-side")).not_to_be_visible()
    await page.get_by_role("button", name="Channels and your practice").click()
    await expect(page.get_by_label("Your name")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.locator(".ws-side")).not_to_be_visible()
    await open_thread(page, await ask(page))
    size = await page.locator(".ws-thread").bounding_box()
    assert size
    assert (size["x"], size["width"]) == (0, 375)
    assert await page.evaluate("document.documentElement.scrollWidth") == 375


async def test_dark_follows_the_system_until_somebody_chooses(tab: OpenTab) -> None:
    page = await tab("/?me=ada", dark=True)
    colour = "getComputedStyle(document.body).backgroundColor"
    assert await page.evaluate(colour) == "rgb(24, 25, 28)"
    await page.locator(".ws-theme").click()
    assert await page.evaluate(colour) == "rgb(255, 255, 255)"
    await page.reload()
    assert await page.evaluate(colour) == "rgb(255, 255, 255)"


async def test_a_killed_server_loses_nothing(
    tab: OpenTab, tmp_path_factory: pytest.TempPathFactory, server: Server
) -> None:
    other = pretending(tmp_path_factory.mktemp("killed"))
    other.start()
    page = await tab("/?me=ada")
    await page.goto(f"{other.url}/?me=ada")
    await ask(page)
    await write(page, "Said before the end")
    await box(page).fill("typed before the end")
    await page.evaluate("window.before = true")
    other.kill()
    other.start()
    try:
        await page.wait_for_function("!window.before")
        await expect(message(page, "Said before the end")).to_be_visible()
        await expect(box(page)).to_have_value("typed before the end")
        await write(page, "and sent after it")
        await expect(message(page, "and sent after it")).to_be_visible()
    finally:
        other.stop()
