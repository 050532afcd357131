"""Colours of pictures, light and dark: the pages' greys, and marks that differ in lightness too.

The hues are taken from those that people with any colour blindness tell apart: teal, blue,
orange, violet. No colour says anything alone; a mark, a letter or a line style says it too."""

from dataclasses import dataclass

from adapters.web import theme


@dataclass(frozen=True, slots=True)
class Look:
    """`series`: colours of lines, in order."""

    page: str
    sunken: str
    line: str
    text: str
    muted: str
    accent: str
    on_accent: str
    soft: str
    frozen: str
    excused: str
    missed: str
    missed_soft: str
    series: tuple[str, ...]


def _look(
    base: dict[str, str], frozen: str, missed: str, missed_soft: str, series: tuple[str, ...]
) -> Look:
    return Look(
        page=base["bg"],
        sunken=base["sunken"],
        line=base["line"],
        text=base["text"],
        muted=base["muted"],
        accent=base["accent"],
        on_accent=base["accent-text"],
        soft=base["accent-soft"],
        frozen=frozen,
        excused=base["strong-line"],
        missed=missed,
        missed_soft=missed_soft,
        series=series,
    )


LIGHT = _look(
    theme.LIGHT, "#c9dcf5", "#b4530f", "#fdeadb", ("#17665f", "#b4530f", "#3b5fc0", "#8a3d8f")
)
DARK = _look(
    theme.DARK, "#2b4468", "#f0a36b", "#3d2a1c", ("#7cc9bf", "#f0a36b", "#93aef5", "#d79bdc")
)
