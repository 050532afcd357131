"""views.*: modals and App Home (docs: the method's page for each error)."""

from typing import TYPE_CHECKING

from .files import check_files
from .gate import Asked, method
from .refusal import Refusal
from .views import check_view, kept
from .world import Json

if TYPE_CHECKING:
    from .person import Person

STACK_MOST = 3
"""docs: views.push, `push_limit_reached`."""


@method("views.open")
def open_view(asked: Asked) -> Json:
    person = _presser(asked)
    person.views = [kept(asked.workspace, asked.args["view"])]
    return {"view": person.views[-1]}


@method("views.push")
def push_view(asked: Asked) -> Json:
    person = _presser(asked)
    if not person.views:
        raise Refusal("not_found")
    if len(person.views) >= STACK_MOST:
        raise Refusal("push_limit_reached")
    person.views.append(kept(asked.workspace, asked.args["view"], below=person.views[-1]))
    return {"view": person.views[-1]}


@method("views.update")
def update_view(asked: Asked) -> Json:
    check_view(asked.args["view"], kind="modal")
    key = "id" if asked.args.get("view_id") else "external_id"
    wanted = asked.args.get("view_id") or asked.args.get("external_id")
    if not wanted:
        raise Refusal("invalid_arguments", "missing required field: view_id")
    for person in asked.workspace.people.values():
        for number, view in enumerate(person.views):
            if view[key] == wanted:
                if asked.args.get("hash", view["hash"]) != view["hash"]:
                    raise Refusal("hash_conflict")
                person.views[number] = kept(asked.workspace, asked.args["view"], instead=view)
                return {"view": person.views[number]}
    raise Refusal("not_found")


@method("views.publish")
def publish_view(asked: Asked) -> Json:
    if not asked.state.app.has_home:
        raise Refusal("not_enabled")
    check_view(asked.args["view"], kind="home")
    check_files(asked.state, asked.args["view"]["blocks"])
    person = asked.workspace.people.get(str(asked.args["user_id"]))
    if person is None:
        raise Refusal("invalid_arguments", "invalid `user_id`")
    if person.home and asked.args.get("hash", person.home["hash"]) != person.home["hash"]:
        raise Refusal("hash_conflict")
    person.home = kept(asked.workspace, asked.args["view"], instead=person.home)
    return {"view": person.home}


def _presser(asked: Asked) -> "Person":
    """Whoever the trigger belongs to; the view is checked before the trigger is spent."""
    check_view(asked.args["view"], kind="modal")
    trigger = asked.state.use_trigger(str(asked.args.get("trigger_id", "")), asked.workspace.id)
    return asked.workspace.people[trigger.user]
