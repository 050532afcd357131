"""Fonts that are there, and what they can draw. DejaVu Sans comes with matplotlib."""

import functools
import unicodedata

from matplotlib.font_manager import FontProperties, fontManager, get_font

# In this order where installed: good screen faces first, then other scripts, glyph by glyph.
WANTED = (
    "Inter",
    "Noto Sans",
    "Segoe UI",
    "Helvetica Neue",
    "Roboto",
    "DejaVu Sans",
    "Noto Sans CJK SC",
    "Noto Sans CJK JP",
    "PingFang SC",
    "Hiragino Sans",
    "Microsoft YaHei",
    "Yu Gothic",
    "Malgun Gothic",
    "WenQuanYi Zen Hei",
    "Noto Sans Arabic",
    "Noto Sans Hebrew",
    "Noto Sans Devanagari",
    "Noto Sans Bengali",
    "Noto Sans Tamil",
    "Noto Sans Thai",
    "Noto Sans Georgian",
    "Noto Sans Armenian",
    "Noto Sans Ethiopic",
)


@functools.cache
def families() -> tuple[str, ...]:
    there = {entry.name for entry in fontManager.ttflist}
    return tuple(name for name in WANTED if name in there)


@functools.cache
def font(points: float, *, bold: bool = False) -> FontProperties:
    return FontProperties(family=list(families()), size=points, weight="bold" if bold else "normal")


@functools.cache
def _covered() -> frozenset[int]:
    """The code points that some of the fonts can draw."""
    files = [fontManager.findfont(FontProperties(family=name)) for name in families()]
    return frozenset(point for file in files for point in get_font(file).get_charmap())


def drawable(words: str) -> str:
    """Those words in one line, without what no font has: there would be boxes.

    Of a word that lacks a letter nothing stays, for the rest of it would be another word."""
    whole = [word for word in unicodedata.normalize("NFC", words).split() if _is_whole(word)]
    kept = ("".join(c for c in word if ord(c) in _covered() and c.isprintable()) for word in whole)
    return " ".join(word for word in kept if word)


def _is_whole(word: str) -> bool:
    return all(ord(c) in _covered() for c in word if unicodedata.category(c)[0] in "LN")
