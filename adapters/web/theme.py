"""The look that all pages share: one accent, warm greys, system type, light and dark."""

LIGHT = {
    "bg": "#ffffff",
    "side": "#f5f5f2",
    "raised": "#ffffff",
    "sunken": "#f1f1ee",
    "hover": "#f7f7f5",
    "line": "#e6e5e0",
    "strong-line": "#cfcec8",
    "text": "#1d1e20",
    "muted": "#63656b",
    "accent": "#17665f",
    "accent-text": "#ffffff",
    "accent-soft": "#e3f0ee",
    "private": "#f8f6ee",
    "met": "#17663a",
    "met-soft": "#e0f2e6",
    "partly": "#805300",
    "partly-soft": "#fbefd3",
    "missing": "#555861",
    "missing-soft": "#ebebe8",
    "wrong": "#a3292b",
    "wrong-soft": "#fbe5e3",
    "shadow": "0 1px 2px rgb(20 20 15 / 6%), 0 8px 28px rgb(20 20 15 / 12%)",
    "avatar": "42% 38%",
}

DARK = {
    "bg": "#18191c",
    "side": "#121315",
    "raised": "#222428",
    "sunken": "#202226",
    "hover": "#1e2023",
    "line": "#2b2d32",
    "strong-line": "#43464d",
    "text": "#e7e7e5",
    "muted": "#a0a2a9",
    "accent": "#7cc9bf",
    "accent-text": "#0c2522",
    "accent-soft": "#1d3734",
    "private": "#211f18",
    "met": "#86d6a3",
    "met-soft": "#1a3325",
    "partly": "#eac476",
    "partly-soft": "#382d16",
    "missing": "#b4b6bd",
    "missing-soft": "#2c2e33",
    "wrong": "#f2a09b",
    "wrong-soft": "#3d2120",
    "shadow": "0 1px 2px rgb(0 0 0 / 40%), 0 10px 32px rgb(0 0 0 / 50%)",
    "avatar": "34% 40%",
}

_FONTS = (
    '--font: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", sans-serif;'
    '--mono: ui-monospace, "SF Mono", "Cascadia Mono", Menlo, Consolas, monospace;'
)


def css() -> str:
    """Custom properties for both looks. `data-theme` on the root wins over the system's."""
    dark = _properties(DARK)
    return (
        f":root {{ color-scheme: light; {_FONTS} {_properties(LIGHT)} }}\n"
        "@media (prefers-color-scheme: dark) {"
        f":root:not([data-theme=light]) {{ color-scheme: dark; {dark} }} }}\n"
        f":root[data-theme=dark] {{ color-scheme: dark; {dark} }}\n"
    )


def _properties(look: dict[str, str]) -> str:
    return "".join(f"--{name}: {value};" for name, value in look.items())
