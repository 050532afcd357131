"""The team page: one manager's tab, its filter, and what it shows."""

from dataclasses import replace
from pathlib import Path

from fastapi import Request
from fastapi.responses import Response
from nicegui import ui
from nicegui.element import Element

from adapters.web import filters, team_parts, theme
from adapters.web.elements import el
from adapters.web.team import refusal, visit
from bot.errors import WhetstoneError
from bot.managers.board import Managers, TeamPage
from bot.managers.figures import PERIODS, Filter
from bot.model import LEVELS
from bot.page_links import Pass
from bot.wording import team_page as words

_CSS = Path(__file__).with_name("team.css")


def mount(managers: Managers) -> None:
    """Registers the page with NiceGUI."""

    @ui.page("/team/{team_id}", title="Whetstone: your team", response_timeout=30)
    async def page(request: Request, team_id: int) -> Response | None:
        try:
            visitor = await visit(managers, request, team_id)
            wanted = filters.read(dict(request.query_params))
            shown = await managers.page(visitor, wanted, "on the page")
        except WhetstoneError as error:
            return refusal(error)
        ui.add_css(theme.css() + _CSS.read_text("utf-8"))
        _Tab(managers, visitor, shown).build()
        return None


class _Tab:
    def __init__(self, managers: Managers, visitor: Pass, shown: TeamPage) -> None:
        self._managers = managers
        self._visitor = visitor
        self._shown = shown
        self._by_day = False
        self._by_level = False
        self._order = "name"
        self._sections: dict[str, Element] = {}
        self._client = ui.context.client

    def build(self) -> None:
        with el("main", "wt-page"):
            with el("header", "wt-head"):
                with el("div"):
                    el("h1", "", self._shown.team or "Your team", dir="auto")
                    el("p", "wt-note", words.ABOUT)
                self._csv = el("a", "wt-button", "Download CSV", download="team-figures.csv")
            self._filters()
            self._alert = el("p", "wt-alert", "", role="alert")
            self._body = el("div", "wt-body", aria_live="polite")
            for name in ("cards", "participation", "trend", "heat", "missed", "members"):
                with self._body:
                    self._sections[name] = el("div", f"wt-part wt-part-{name}")
        self._show_all()

    def _filters(self) -> None:
        page, chosen = self._shown, self._shown.figures.filter
        with el("div", "wt-filters", role="group", aria_label="Filter"):
            periods = {str(weeks): words.period(weeks) for weeks in PERIODS}
            self._select("Period", "weeks", periods, str(chosen.weeks))
            tracks = {"": "All tracks"} | {
                str(t.id): words.track(t, [page.skills.get(s, s) for s in t.skills])
                for t in page.tracks
            }
            self._select("Track", "track", tracks, str(chosen.track or ""))
            skills = sorted({s for t in page.tracks for s in t.skills} | set(page.figures.skills))
            named = {skill: page.skills.get(skill, skill) for skill in skills}
            self._select("Skill", "skill", {"": "All skills"} | named, chosen.skill or "")
            levels = {"": "All levels"} | {level: level.capitalize() for level in LEVELS}
            self._select("Level", "level", levels, chosen.level or "")

    def _select(self, label: str, name: str, options: dict[str, str], chosen: str) -> None:
        with el("label", "wt-filter"):
            el("span", "", label)
            with el("select", "", name=name, aria_label=label) as select:
                for value, text in options.items():
                    selected = {"selected": True} if value == chosen else {}
                    el("option", "", text, value=value, **selected)
        select.on(
            "change",
            lambda event: self._filter(name, str(event.args)),
            js_handler="(event) => emit(event.target.value)",
        )

    async def _filter(self, name: str, value: str) -> None:
        now = self._shown.figures.filter
        query = {name: value} if value else {}
        changed = replace(now, **{name: getattr(filters.read(query), name)})
        await self._look(changed)

    async def _look(self, wanted: Filter) -> None:
        try:
            self._shown = await self._managers.page(self._visitor, wanted, "on the page")
        except WhetstoneError as error:
            self._body.clear()
            self._sections.clear()
            self._alert.text = str(error)  # type: ignore[attr-defined]
            return
        self._show_all()

    def _show_all(self) -> None:
        query = filters.written(self._shown.figures.filter)
        path, query = f"/team/{self._visitor.team_id}", f"?{query}" if query else ""
        self._csv.props["href"] = f"{path}/figures.csv{query}"
        self._client.run_javascript(f"history.replaceState(null, '', '{path}{query}')")
        for name in self._sections:
            self._show(name)

    def _show(self, name: str) -> None:
        section = self._sections[name]
        section.clear()
        with section:
            match name:
                case "participation":
                    team_parts.participation(self._shown, self._by_day, self._days)
                case "heat":
                    team_parts.heat(self._shown, self._by_level, self._columns)
                case "members":
                    team_parts.members(self._shown, self._order, self._sort)
                case _:
                    getattr(team_parts, name)(self._shown)

    def _days(self, chosen: str) -> None:
        self._by_day = chosen == "day"
        self._show("participation")
        self._focus("participation", chosen)

    def _columns(self, chosen: str) -> None:
        self._by_level = chosen == "level"
        self._show("heat")
        self._focus("heat", chosen)

    def _sort(self, order: str) -> None:
        self._order = order
        self._show("members")
        self._focus("members", order.strip("-"))

    def _focus(self, section: str, chosen: str) -> None:
        """The button that was pressed was made anew; the keyboard stays on it."""
        self._client.run_javascript(
            f"setTimeout(() => document.querySelector('.wt-part-{section} "
            f"[data-value={chosen}]')?.focus())"
        )
