"""A message's picture: drawn after the message stands there, in both looks."""

import base64

from nicegui import background_tasks
from nicegui.element import Element

from adapters.playground.elements import el
from bot.pictures import Picture
from bot.sending.drawing import Drawing

PATIENCE = 40.0  # seconds: nobody waits for it, and a first drawing can be slow


def picture_box(picture: Picture, drawing: Drawing) -> None:
    """One image for each look; the style shows that of the page. Gone if it cannot be drawn."""
    with el("div", "ws-picture") as box:
        looks = [el("img", f"ws-{look}", alt=picture.title) for look in ("light", "dark")]

    async def draw() -> None:
        for image, dark in zip(looks, (False, True), strict=True):
            png = await drawing.png(picture, dark=dark, patience=PATIENCE)
            if box.is_deleted:
                return
            if png is None:
                box.delete()
                return
            _fill(image, png)

    background_tasks.create(draw(), name="picture")


def _fill(image: Element, png: bytes) -> None:
    image.props["src"] = f"data:image/png;base64,{base64.b64encode(png).decode()}"
    image.update()
