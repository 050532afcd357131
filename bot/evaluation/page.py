"""An evaluation as one page that an owner can show the team: no script, nothing from elsewhere."""

from html import escape

from bot.evaluation.report import NOT_RECORDED, Report, Row, facts

_STYLE = """
body { margin: 0; background: var(--bg); color: var(--text); font: 16px/1.5 var(--font) }
main { max-width: 44rem; margin: 0 auto; padding: 2.5rem 1rem 4rem }
h1 { font-size: 1.5rem; margin: 0 }
h2 { font-size: 1.1rem; margin: 2.5rem 0 .5rem }
p { margin: .25rem 0 1rem; color: var(--muted) }
.wide { overflow-x: auto }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
th, td { text-align: left; padding: .4rem .6rem; border-bottom: 1px solid var(--line) }
th { font-weight: 600 }
.n { text-align: right; white-space: nowrap }
.pass, .fail, .none { padding: .1rem .5rem; border-radius: 1rem; white-space: nowrap }
.pass { background: var(--met-soft); color: var(--met) }
.fail { background: var(--wrong-soft); color: var(--wrong) }
.none { background: var(--missing-soft); color: var(--missing) }
.grid { table-layout: fixed }
.grid th, .grid td { text-align: center; padding: .4rem 0 }
.grid td { border: 1px solid var(--line) }
.same { outline: 2px solid var(--accent); outline-offset: -3px }
@media (max-width: 32rem) { table { font-size: .85rem } th, td { padding: .4rem .25rem } }
"""
_CLASSES = {"pass": "pass", "fail": "fail", NOT_RECORDED: "none"}


def page(made: Report, theme: str) -> str:
    """The whole HTML page. `theme`: CSS that defines the colours, light and dark."""
    rows = "".join(map(_row, made.rows))
    name = escape(made.critic)
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Evaluation of {name}</title>
<style>{theme}{_STYLE}</style>
</head>
<body>
<main>
<h1>Does the reviewer agree with people?</h1>
<p>{name} on {escape(made.data)}: {facts(made)}.</p>
<div class="wide"><table>
<thead><tr><th>Figure</th><th class="n">Measured</th><th class="n">Wanted</th><th></th></tr></thead>
<tbody>{rows}</tbody>
</table></div>
{_grid(made)}
</main>
</body>
</html>
"""


def _row(row: Row) -> str:
    mark = _CLASSES.get(row.verdict)
    verdict = f'<span class="{mark}">{row.verdict}</span>' if mark else ""
    value = "" if row.value is None else row.shown
    return (
        f'<tr><td>{escape(row.name[:1].upper() + row.name[1:])}</td><td class="n">{value}</td>'
        f'<td class="n">{row.limit}</td><td>{verdict}</td></tr>'
    )


def _grid(made: Report) -> str:
    """People's level against the critic's: the closer to the outlined cells, the better."""
    if not made.answers:
        return ""
    columns = "".join(f"<th scope=col>{s}</th>" for s in range(len(made.grid)))
    most = max(1, max(map(max, made.grid)))
    body = "".join(
        f"<tr><th scope=row>{h}</th>"
        + "".join(_cell(count, most, h == s) for s, count in enumerate(line))
        + "</tr>"
        for h, line in enumerate(made.grid)
    )
    return f"""<h2>Level by level</h2>
<p>Down: the level, 0 to 5, that people gave. Across: the critic's. Outlined: the same level.</p>
<div class="wide"><table class="grid">
<thead><tr><th></th>{columns}</tr></thead>
<tbody>{body}</tbody>
</table></div>"""


def _cell(count: int, most: int, same: bool) -> str:
    share = round(60 * count / most)
    colour = f"background: color-mix(in srgb, var(--accent) {share}%, transparent)"
    outlined = ' class="same"' if same else ""
    return f'<td{outlined} style="{colour}">{count or ""}</td>'
