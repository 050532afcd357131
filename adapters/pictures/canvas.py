"""A drawing surface in units of a page 600 wide, at twice that many pixels."""

import io
import itertools
import math

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.patches import Circle, FancyBboxPatch, Patch, PathPatch
from matplotlib.path import Path

from adapters.pictures import fonts
from adapters.pictures.look import Look

WIDTH = 600
MARGIN = 28
DPI = 200
PER_INCH = 100  # units, so 2 pixels each
CAPITALS = 0.72  # how high capital letters are, of the size of a text
LEFT_TO_RIGHT = "\u200e"  # a rank stands before a name of any script


class Canvas:
    """Points are (x, y) from the left top. Sizes of text are in units too."""

    def __init__(self, height: float, look: Look) -> None:
        self.look = look
        self._drawn = itertools.count(1)
        height = math.ceil(height)
        figure = Figure((WIDTH / PER_INCH, height / PER_INCH), DPI, facecolor=look.page)
        self._agg = FigureCanvasAgg(figure)
        self._axes = figure.add_axes((0, 0, 1, 1))
        self._axes.set_axis_off()
        self._axes.set_xlim(0, WIDTH)
        self._axes.set_ylim(height, 0)

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: float = 17,
        color: str = "",
        align: str = "left",
        bold: bool = False,
        room: float = 0,
    ) -> float:
        """Writes around the height y, cut with an ellipsis to fit the room; returns its width."""
        words = fonts.drawable(words)
        if room:
            words = self._cut(words, room, size, bold)
        self._axes.text(
            x,
            y + size * CAPITALS / 2,
            LEFT_TO_RIGHT + words,
            color=color or self.look.text,
            ha=align,
            va="baseline",
            parse_math=False,
            fontproperties=fonts.font(size * 72 / PER_INCH, bold=bold),
            zorder=next(self._drawn),
        )
        return self.width(words, size, bold=bold)

    def width(self, words: str, size: float = 17, *, bold: bool = False) -> float:
        renderer = self._agg.get_renderer()  # type: ignore[no-untyped-call]
        font = fonts.font(size * 72 / PER_INCH, bold=bold)
        wide, _, _ = renderer.get_text_width_height_descent(words or " ", font, False)
        return float(wide) * PER_INCH / DPI

    def _cut(self, words: str, room: float, size: float, bold: bool) -> str:
        if self.width(words, size, bold=bold) <= room:
            return words
        while words and self.width(f"{words}…", size, bold=bold) > room:
            words = words[:-1].rstrip()
        return f"{words}…"

    def box(
        self, x: float, y: float, wide: float, high: float, color: str, *, round_: float = 6
    ) -> None:
        self.add(FancyBboxPatch((x, y), wide, high, f"round,pad=0,rounding_size={round_}"), color)

    def outline(
        self, x: float, y: float, side: float, color: str, *, dashed: bool = False, wide: float = 2
    ) -> None:
        shape = FancyBboxPatch(
            (x + wide / 2, y + wide / 2), side - wide, side - wide, "round,pad=0,rounding_size=6"
        )
        self.stroke(shape, color, wide=wide, dashed=dashed)

    def dot(self, x: float, y: float, radius: float, color: str) -> None:
        self.add(Circle((x, y), radius), color)

    def ring(self, x: float, y: float, radius: float, color: str, wide: float = 2.4) -> None:
        self.stroke(Circle((x, y), radius), color, wide=wide)

    def strokes(
        self, *lines: list[tuple[float, float]], color: str, wide: float = 2.4, dash: str = "-"
    ) -> None:
        """Polylines with round ends."""
        for points in lines:
            self._axes.plot(
                [x for x, _ in points],
                [y for _, y in points],
                color=color,
                linewidth=wide * 72 / PER_INCH,
                linestyle=dash,
                solid_capstyle="round",
                solid_joinstyle="round",
                dash_capstyle="round",
                clip_on=False,
                zorder=next(self._drawn),
            )

    def shape(self, points: list[tuple[float, float]], color: str) -> None:
        """A filled polygon."""
        self.add(PathPatch(Path([*points, points[0]], closed=True)), color)

    def add(self, patch: Patch, color: str) -> None:
        patch.set(facecolor=color, edgecolor="none", linewidth=0)
        self._put(patch)

    def stroke(self, patch: Patch, color: str, *, wide: float, dashed: bool = False) -> None:
        patch.set(facecolor="none", edgecolor=color, linewidth=wide * 72 / PER_INCH)
        if dashed:
            patch.set_linestyle((0, (3, 2.2)))
        self._put(patch)

    def _put(self, patch: Patch) -> None:
        patch.set(clip_on=False, zorder=next(self._drawn))  # what comes later lies above
        self._axes.add_patch(patch)

    def title(self, words: str) -> None:
        self.text(MARGIN, 38, words, size=22, bold=True, room=WIDTH - 2 * MARGIN)

    def png(self) -> bytes:
        file = io.BytesIO()
        self._agg.print_png(file, metadata={"Software": None})  # type: ignore[no-untyped-call]
        return file.getvalue()
