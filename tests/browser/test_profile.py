"""A résumé from the browser to its claims, with the real core and the real reader."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.async_api import FilePayload, Page, expect
from pypdf import PdfWriter
from support.browsing import ROOT, OpenTab, Server

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="session")]

CLAIM = "Cut the build from 40 to 6 minutes"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    script, folder = str(ROOT / "tests/support/later_server.py"), tmp_path_factory.mktemp("claims")
    running = Server(folder, script, "{port}", "{database}", str(folder / "days"))
    running.start()
    yield running
    running.stop()


async def run(page: Page, command: str) -> None:
    box = page.locator(".ws-middle .ws-composer textarea")
    await box.fill(command)
    await box.press("Enter")
    await expect(box).to_have_value("")


async def sends(page: Page, file: FilePayload) -> None:
    await run(page, "/practice profile")
    await page.get_by_role("button", name="Add claims").last.click()
    sheet = page.get_by_role("dialog")
    await expect(sheet).to_contain_text("whoever runs this bot")
    await sheet.get_by_label("Or a file").set_input_files(file)
    await sheet.get_by_role("button", name="Add").click()
    await expect(sheet).to_contain_text("it needs your yes")
    await sheet.get_by_label("Yes, keep my claims").check()
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / "claims-form.png")
    await sheet.get_by_role("button", name="Add").click()


async def test_a_file_is_read_and_its_claims_come_in_direct_messages(
    tab: OpenTab, tmp_path: Path
) -> None:
    page = await tab("/?me=ada", height=1000)
    text = f"- {CLAIM}\n\n{'x ' * 400_000}\n".encode()  # more than one event holds
    await sends(page, FilePayload(name="cv.md", mimeType="text/markdown", buffer=text))
    await expect(page.locator(".ws-middle")).to_contain_text("The file is being read.")
    await page.get_by_role("button", name="Whetstone").first.click()
    told = page.locator(".ws-middle .ws-msg", has_text="cv.md is read. 1 claim added.")
    await expect(told).to_contain_text(CLAIM)
    await told.get_by_role("button", name="Rehearse them").click()
    asked = page.locator(".ws-middle .ws-msg", has_text=f"You wrote: “{CLAIM}”")
    await expect(asked).to_be_visible()
    if folder := os.environ.get("SCREENSHOTS"):
        await page.screenshot(path=Path(folder) / "claims.png")


async def test_a_scanned_pdf_gets_one_clear_sentence(tab: OpenTab, tmp_path: Path) -> None:
    page = await tab("/?me=grace", height=1000)
    writer = PdfWriter()
    writer.add_blank_page(600, 800)
    writer.write(tmp_path / "scan.pdf")
    content = (tmp_path / "scan.pdf").read_bytes()
    await sends(page, FilePayload(name="scan.pdf", mimeType="application/pdf", buffer=content))
    await page.get_by_role("button", name="Whetstone").first.click()
    told = page.locator(".ws-middle .ws-msg", has_text="scan.pdf was not read")
    await expect(told).to_contain_text("its pages hold pictures, and no text")
