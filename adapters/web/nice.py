"""NiceGUI, put on the web process once, whichever pages there are."""

from fastapi import FastAPI
from nicegui import ui

_ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32">'
    '<rect width="32" height="32" rx="8" fill="#17665f"/>'
    '<path d="M8 10l4 13 4-10 4 10 4-13" fill="none" stroke="#fff" stroke-width="3" '
    'stroke-linecap="round" stroke-linejoin="round"/></svg>'
)


def serve_pages(app: FastAPI) -> None:
    """Serves every page that has registered itself; called last, for it takes all other paths."""
    ui.run_with(
        app,
        title="Whetstone",
        favicon=_ICON,
        language="en-US",
        tailwind=False,
        show_welcome_message=False,
    )
