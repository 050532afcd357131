"""Forms, and the question before something is deleted."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from nicegui import ui

from adapters.playground.elements import alert, button, el, rich_text
from bot.errors import WhetstoneError
from bot.members.profiles import LARGEST_FILE
from bot.message import Field, Form, Upload

FILE_TYPES = ".pdf,.txt,.md,.markdown"

Submit = Callable[[dict[str, str], tuple[Upload, ...]], Awaitable[None]]

# Several values of one name are joined by commas, for the choices of a `choices` field. Files come
# first, in pieces: NiceGUI sends nothing that is longer than 1 MB. What is too large stays here.
_VALUES = """async (event) => {
    event.preventDefault();
    const form = event.target;
    const data = new FormData(form);
    const values = {};
    for (const name of form.dataset.names.split(" "))
        values[name] = data.getAll(name).join(",");
    const files = [];
    const inputs = [...form.querySelectorAll("input[type=file]")];
    for (const file of inputs.flatMap((input) => [...input.files])) {
        files.push([file.name, file.size]);
        const content = file.size > MOST ? "" : await new Promise((done) => {
            const reader = new FileReader();
            reader.onload = () => done(reader.result);
            reader.onerror = () => done("");
            reader.readAsDataURL(file);
        });
        for (let at = 0; at < content.length; at += 500000)
            emit(["piece", content.slice(at, at + 500000)]);
    }
    emit(["all", values, files]);
}""".replace("MOST", str(LARGEST_FILE))


def show_form(form: Form, submit: Submit) -> None:
    """Opens a form. It closes once `submit` took it; else the error is shown and all stays."""
    with ui.dialog(value=True) as dialog, el("div", "ws-dialog"), el("form", "ws-form") as body:
        body.props["aria-label"] = form.title
        body.props["data-names"] = " ".join(f.name for f in form.fields if f.kind != "file")
        el("h2", "", form.title)
        if form.intro:
            rich_text("", form.intro)
        for field in form.fields:
            _field(form, field)
        error = alert()
        with el("div", "ws-dialog-end"):
            button("ws-button", "Cancel", dialog.close)
            el("button", "ws-button ws-primary", form.submit, type="submit")

    content: list[str] = []  # of the one file that a form may have

    async def sent(event: Any) -> None:
        kind, values, *given = event.args
        if kind == "piece":
            content.append(str(values))
            return
        data = "".join(content)
        content.clear()
        files = tuple(Upload(str(name), int(size), data) for name, size in given[0])
        try:
            await submit({str(name): str(value) for name, value in values.items()}, files)
        except WhetstoneError as refusal:
            error.text = str(refusal)
            return
        dialog.client.run_javascript(f"whetstone.forget({json.dumps(f'form:{form.id}:')})")
        dialog.close()

    body.on("submit", sent, js_handler=_VALUES)
    dialog.on("hide", dialog.delete)


def confirm(question: str, yes: str, then: Callable[[], Awaitable[None]]) -> None:
    """Asks before something that cannot be taken back."""
    with ui.dialog(value=True) as dialog, el("div", "ws-dialog"), el("div", "ws-form"):
        el("h2", "", question)
        el("p", "ws-note", "Its critique and quotes go with it.")
        with el("div", "ws-dialog-end"):
            button("ws-button", "Cancel", dialog.close)

            async def go() -> None:
                dialog.close()
                await then()

            button("ws-button ws-danger", yes, go)
    dialog.on("hide", dialog.delete)


def _field(form: Form, field: Field) -> None:
    with el("fieldset" if field.kind == "choices" else "div", "ws-field"):
        name = f"ws-{form.id}-{field.name}"
        if field.kind == "choices":
            el("legend", "", field.label)
            _choices(field)
        else:
            el("label", "", field.label, for_=name)
            _input(form, field, name)
        if field.hint:
            el("p", "ws-note", field.hint)


def _input(form: Form, field: Field, name: str) -> None:
    if field.kind == "choice":
        with el("select", "ws-input", id=name, name=field.name, required=field.required):
            for value, label in field.options:
                el("option", "", label, value=value, selected=value == field.value)
        return
    if field.kind == "file":
        el("input", "ws-input", id=name, type="file", required=field.required, accept=FILE_TYPES)
        return
    box = el("textarea" if field.kind == "text" else "input", "ws-input", id=name)
    box.props["name"] = field.name
    if field.kind == "time":
        box.props["type"] = "time"
    box.props["required"] = field.required
    box.props["maxlength"] = field.longest
    box.props["dir"] = "auto"
    box.props["data-draft"] = f"form:{form.id}:{field.name}"
    box.props["data-value"] = field.value
    if field.kind == "text":
        box.props["rows"] = 7


def _choices(field: Field) -> None:
    chosen = field.value.split(",")
    for value, label in field.options:
        with el("label", "ws-check"):
            el("input", type="checkbox", name=field.name, value=value, checked=value in chosen)
            el("span", "", label)
