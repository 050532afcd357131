"""Pictures in the playground, with a core that only pretends and a painter of one pixel."""

import re

import pytest
from playwright.async_api import expect
from support.browsing import OpenTab, card, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]


@pytest.mark.parametrize("dark", [False, True])
async def test_a_picture_is_of_the_pages_look_and_a_button_stands_beside_its_line(
    tab: OpenTab, dark: bool
) -> None:
    page = await tab("/?me=ada", dark=dark)
    await write(page, "/practice board")
    board = card(page, "Days answered this week")
    light, other = board.locator(".ws-light"), board.locator(".ws-dark")
    seen, unseen = (other, light) if dark else (light, other)
    for image in (seen, unseen):
        await expect(image).to_have_attribute("src", re.compile("^data:image/png;base64,"))
        await expect(image).to_have_attribute("alt", "Days answered: Ada 3, Grace 2")
    assert await light.get_attribute("src") != await other.get_attribute("src")
    await expect(seen).to_be_visible()
    await expect(unseen).to_be_hidden()
    await page.get_by_role("button", name="Switch between light and dark").click()
    await expect(seen).to_be_hidden()
    await expect(unseen).to_be_visible()
    row = board.locator(".ws-beside")
    await expect(row).to_contain_text("1. Ada, 3 days")
    await expect(row.get_by_role("button", name="Cheer")).to_be_visible()
