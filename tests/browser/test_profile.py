"""A résumé from the browser to its claims, with the real core and the real reader."""

from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect
from pypdf import PdfWriter
from support.browsing import OpenTab, later, message, open_notes, send_form, shot, write

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]
serving = later

CLAIM = "Cut the build from 40 to 6 minutes"


async def sends(page: Page, file: FilePayload) -> None:
    """To the profile, with the yes at the second try; then the direct messages are open."""
    await write(page, "/practice profile")
    await page.get_by_role("button", name="Add claims").last.click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("whoever runs this bot")
    await sheet.get_by_label("Or a file").set_input_files(file)
    await sheet.get_by_role("button", name="Add").click()
    await expect(sheet).to_contain_text("it needs your yes")
    await sheet.get_by_label("Yes, keep my claims").check()
    await shot(page, "claims-form")
    await send_form(page, "Add")
    await expect(page.locator(".ws-middle")).to_contain_text("The file is being read.")
    await expect(page.locator(".ws-channel.ws-unread")).to_contain_text("Whetstone")
    await open_notes(page)


async def test_a_file_is_read_and_its_claims_come_in_direct_messages(
    tab: OpenTab, tmp_path: Path
) -> None:
    page = await tab("/?me=ada", height=1000)
    text = f"- {CLAIM}\n\n{'x ' * 400_000}\n".encode()  # more than one event holds
    await sends(page, FilePayload(name="cv.md", mimeType="text/markdown", buffer=text))
    told = message(page, "cv.md is read. 1 claim added.")
    await expect(told).to_contain_text(CLAIM)
    await told.get_by_role("button", name="Rehearse them").click()
    asked = message(page, f"You wrote: “{CLAIM}”")
    await expect(asked).to_be_visible()
    await shot(page, "claims")


async def test_a_scanned_pdf_gets_one_clear_sentence(tab: OpenTab, tmp_path: Path) -> None:
    page = await tab("/?me=grace", height=1000)
    writer = PdfWriter()
    writer.add_blank_page(600, 800)
    writer.write(tmp_path / "scan.pdf")
    content = (tmp_path / "scan.pdf").read_bytes()
    await sends(page, FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=content))
    told = message(page, "scan.pdf was not read")
    await expect(told).to_contain_text("its pages hold pictures, and no text")
