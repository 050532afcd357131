"""The process that draws: pictures come in, PNGs go out. It ends with its parent.

It alone imports matplotlib, which takes 40 MB and most of a second."""

import pickle
import sys
import warnings

from adapters.pictures import bars, calendar, trend
from adapters.pictures.canvas import Canvas
from adapters.pictures.look import DARK, LIGHT
from adapters.pictures.painter import SIZE
from bot.pictures import Bars, Calendar, Picture


def draw(picture: Picture, *, dark: bool = False) -> bytes:
    """The PNG of that picture."""
    look = DARK if dark else LIGHT
    if isinstance(picture, Calendar):
        canvas: Canvas = calendar.draw(picture, look)
    elif isinstance(picture, Bars):
        canvas = bars.draw(picture, look)
    else:
        canvas = trend.draw(picture, look)
    return canvas.png()


def main() -> None:
    warnings.simplefilter("ignore")  # of fonts: nobody reads them here
    out, sys.stdout = sys.stdout.buffer, sys.stderr
    while True:
        try:
            picture, dark = pickle.load(sys.stdin.buffer)
        except EOFError:
            return
        try:
            png = draw(picture, dark=dark)
        except Exception as error:
            print(f"no picture: {type(error).__name__}", file=sys.stderr)  # noqa: T201
            png = b""
        out.write(len(png).to_bytes(SIZE) + png)
        out.flush()


if __name__ == "__main__":
    main()
