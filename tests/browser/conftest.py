"""A real headless browser, and the playground served by a process of its own."""

import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright, expect
from support.browsing import OpenTab, Server, pretending

NAMES = (
    *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"),
    *("microsoft-edge", "microsoft-edge-stable", "msedge"),
)
QUIET = (
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"),
    *("--disable-background-networking", "--disable-component-update"),
)


SLOW = 30_000  # ms; two shared cores can be slow
expect.set_options(timeout=SLOW)


@pytest.fixture(scope="module")
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Server]:
    """The one that the file names as its `serving`; else the playground with the fake core."""
    serving = getattr(request.module, "serving", pretending)
    running: Server = serving(tmp_path_factory.mktemp("room"))
    running.start()
    yield running
    log = running.stop()
    assert "Traceback" not in log, log


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    found = next((path for name in NAMES if (path := shutil.which(name))), None)
    if found is None:
        pytest.fail(
            f"no browser on PATH; looked for {', '.join(NAMES)}. Install Chromium, or leave "
            "these tests out: pytest --ignore tests/browser"
        )
    async with async_playwright() as driver:
        chrome = await driver.chromium.launch(executable_path=found, args=list(QUIET))
        yield chrome
        await chrome.close()


@pytest_asyncio.fixture(loop_scope="session")
async def window(browser: Browser) -> AsyncIterator[OpenTab]:
    """Opens an address in a window of its own, and looks for faults in it."""
    contexts = []
    faults: list[str] = []

    async def open_window(
        at: str, width: int = 1280, height: int = 800, dark: bool = False
    ) -> Page:
        context = await browser.new_context(
            viewport={"width": width, "height": height}, color_scheme="dark" if dark else "light"
        )
        contexts.append(context)
        page = await context.new_page()
        page.set_default_timeout(SLOW)
        page.on("pageerror", lambda error: faults.append(str(error)))
        await page.goto(at)
        return page

    yield open_window
    for context in contexts:
        await context.close()
    assert not faults


@pytest.fixture
def tab(window: OpenTab, server: Server) -> OpenTab:
    """The same in the playground."""

    async def open_tab(at: str = "/", **look: Any) -> Page:
        page = await window(server.url + at, **look)
        await page.locator(".ws-app .ws-composer textarea").first.wait_for()
        return page

    return open_tab
