"""A real headless browser, and the playground served by a process of its own."""

import os
import shutil
from collections.abc import AsyncIterator, Iterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright
from support.browsing import OpenTab, Server, pretending

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = pretending(tmp_path_factory.mktemp("room"))
    running.start()
    yield running
    log = running.stop()
    assert "Traceback" not in log, log


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        reason = f"no browser on PATH; looked for {', '.join(NAMES)}"
        if os.environ.get("CI") == "true":
            pytest.fail(reason)
        pytest.skip(reason)
    async with async_playwright() as driver:
        chrome = await driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield chrome
        await chrome.close()


@pytest_asyncio.fixture(loop_scope="session")
async def tab(browser: Browser, server: Server) -> AsyncIterator[OpenTab]:
    """Opens windows, and looks for faults in them."""
    contexts = []
    faults: list[str] = []

    async def open_tab(
        at: str = "/", width: int = 1280, height: int = 800, dark: bool = False
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(server.url + at)
        await page.locator(".ws-app .ws-composer textarea").first.wait_for()
        return page

    yield open_tab
    for context in contexts:
        await context.close()
    assert not faults
