"""The painter: pictures come out as they should, from a process that may die."""

import asyncio
import datetime as dt
import io
import os
import signal
import sys
from collections.abc import AsyncIterator

import pytest
from PIL import Image
from support.waiting import until

from adapters.pictures import WorkerPainter, bars, fonts, open_painter, trend
from adapters.pictures.look import DARK, LIGHT
from bot.errors import PictureFailed
from bot.pictures import Bars, Calendar, Picture, Trend

MONDAY = dt.date(2026, 9, 7)
STATES = ("answered", "frozen", "excused", "away", "missed", "open", "off", "")
CALENDAR = Calendar("Your last 12 weeks", MONDAY, tuple(STATES[n % 8] for n in range(84)))
BARS = Bars("Days answered", (("1. Ada", 5), ("2. Bob (you)", 3), ("3. Grace", 0)), "days", own=1)
TREND = Trend(
    "Answered of expected",
    tuple(
        (name, tuple((MONDAY + dt.timedelta(weeks=n), (n + at) / 14) for n in range(12)))
        for at, name in enumerate(("backend", "frontend", "data"))
    ),
)


@pytest.fixture
async def painter() -> AsyncIterator[WorkerPainter]:
    opened = open_painter()
    yield opened
    await opened.close()


def colours(png: bytes) -> dict[str, int]:
    """Colours as '#rrggbb', with how many pixels have them."""
    image = Image.open(io.BytesIO(png)).convert("RGB")
    found = image.getcolors(image.width * image.height) or []
    return {f"#{r:02x}{g:02x}{b:02x}": number for number, (r, g, b) in found}  # type: ignore[misc]


async def test_each_kind_is_drawn_for_light_and_dark_pages(painter: WorkerPainter) -> None:
    for picture in (CALENDAR, BARS, TREND):
        for look in (LIGHT, DARK):
            png = await painter.paint(picture, dark=look is DARK)
            found = colours(png)
            assert max(found, key=lambda colour: found[colour]) == look.page
            assert found[look.accent] > 1000
            assert Image.open(io.BytesIO(png)).width == 1200


ODD: tuple[Picture, ...] = (
    Calendar("", MONDAY, ()),
    Calendar("A year", MONDAY, ("answered",) * 366),
    Bars("Nobody", (), "days"),
    Bars("Nothing", (("Ada", 0),), "days", own=0),
    Bars("Marks", (("$x^2$ \\frac{", 1), ("a" * 300, 2.5), ("\0\ud83d\n\u202e", 3)), "%"),
    Bars("Scripts", (("3. عبد الله", 4), ("山田太郎", 3), ("🚀", 2), ("Ἀθηνᾶ", 1)), "days"),
    Trend("None", ()),
    Trend("Empty", (("a", ()),)),
    Trend("One", (("a", ((MONDAY, 0.5),)),)),
    Trend("Many", tuple((f"line {n}", ((MONDAY, n / 9),)) for n in range(10))),
)


async def test_what_is_odd_is_drawn_too(
    painter: WorkerPainter, capfd: pytest.CaptureFixture[str]
) -> None:
    for picture in ODD:
        assert (await painter.paint(picture)).startswith(b"\x89PNG"), picture.title
    await painter.close()
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("3. Ada (you)", "3. Ada (you)"),
        ("3. 山田太郎", "#3"),
        ("3. 山田 Ada太 (you)", "#3 (you)"),
        ("12. 🚀", "#12"),
        ("3. Ada 🚀 山田", "3. Ada"),
        ("4. Zoë", "4. Zoë"),
        ("Caching", "Caching"),
    ],
)
def test_a_name_that_no_font_has_is_its_rank(
    name: str, drawn: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fonts, "_covered", lambda: frozenset(range(0x250)))
    assert bars.label(name) == drawn


def test_a_trend_names_the_kind_of_review_of_each_line_whole() -> None:
    names = ("Caching", "Caching (keyword check)", "Rate limiting")
    points = ((MONDAY, 0.2), (MONDAY + dt.timedelta(weeks=3), 0.7))
    drawn = trend.draw(Trend("Share", tuple((name, points) for name in names)), LIGHT)
    texts = [text.get_text().strip("\u200e") for text in drawn._axes.texts]
    assert [text for text in texts if text in names] == list(names)


async def test_pictures_asked_for_at_once_are_each_their_own(painter: WorkerPainter) -> None:
    asked = [Bars(f"Board {n}", (("Ada", n),), "days") for n in range(4)]
    first = await asyncio.gather(*(painter.paint(picture) for picture in asked))
    assert len(set(first)) == 4
    assert [await painter.paint(picture) for picture in asked] == first


async def test_the_event_loop_goes_on_while_a_picture_is_drawn(painter: WorkerPainter) -> None:
    drawing, turns = asyncio.create_task(painter.paint(CALENDAR)), 0
    while not drawing.done():
        turns += 1
        await asyncio.sleep(0.001)
    assert turns > 20


async def test_after_its_process_was_killed_the_next_picture_gets_a_new_one(
    painter: WorkerPainter,
) -> None:
    await painter.paint(BARS)
    assert painter._worker is not None
    before = painter._worker.pid
    os.kill(before, signal.SIGKILL)
    with pytest.raises(PictureFailed, match="ended"):
        await painter.paint(TREND)
    assert (await painter.paint(TREND)).startswith(b"\x89PNG")
    assert painter._worker.pid != before


async def test_what_cannot_be_drawn_fails_alone(painter: WorkerPainter) -> None:
    bad = Bars("Bad", (("Ada", "five"),), "days")  # type: ignore[arg-type]
    with pytest.raises(PictureFailed, match="could not be drawn"):
        await painter.paint(bad)
    await painter.paint(BARS)


async def test_a_picture_that_takes_too_long_fails_and_its_process_ends() -> None:
    slow = WorkerPainter((sys.executable, "-c", "import time; time.sleep(60)"), timeout=0.3)
    with pytest.raises(PictureFailed, match="No picture after"):
        await slow.paint(BARS)
    assert slow._worker is None


async def test_a_cancelled_picture_is_not_taken_for_the_next(painter: WorkerPainter) -> None:
    await painter.paint(BARS)
    drawing = asyncio.create_task(painter.paint(CALENDAR))
    await asyncio.sleep(0.01)
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    other, again = open_painter(), await painter.paint(TREND)
    assert again == await other.paint(TREND)
    await other.close()


async def test_closing_ends_the_process(painter: WorkerPainter) -> None:
    await painter.paint(BARS)
    assert painter._worker is not None
    pid = painter._worker.pid
    await painter.close()
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


async def test_the_process_ends_with_its_parent() -> None:
    parent = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        "import asyncio, os\n"
        "from adapters.pictures import open_painter\n"
        "from bot.pictures import Bars\n"
        "async def main():\n"
        "    painter = open_painter()\n"
        "    await painter.paint(Bars('A', (('x', 1.0),), 'days'))\n"
        "    print(painter._worker.pid, flush=True)\n"
        "    os._exit(9)\n"
        "asyncio.run(main())",
        stdout=asyncio.subprocess.PIPE,
    )
    out, _ = await parent.communicate()

    def is_gone() -> bool:
        try:
            os.kill(int(out), 0)
        except ProcessLookupError:
            return True
        with open(f"/proc/{int(out)}/stat") as stat:
            return stat.read().rsplit(")", 1)[1].split()[0] == "Z"

    await until(is_gone)
