"""The rules of strict JSON schemas, and whether a value follows a schema.

Source: developers.openai.com/api/docs/guides/structured-outputs, 'Supported schemas'. The keywords
are the strictest common subset: bounds and lengths were refused for long ("maxLength is not
permitted", jina-ai/node-DeepResearch #79) and still are for some models."""

from collections.abc import Iterator
from typing import Any

KEYWORDS = {
    *("type", "properties", "required", "additionalProperties", "items", "enum", "const"),
    *("anyOf", "$ref", "$defs", "description", "title"),
}
DEEPEST = 10  # "up to 10 levels of nesting", the same guide

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
    "null": (type(None),),
}


def faults(schema: Any, context: tuple[str, ...] = ()) -> Iterator[str]:
    """What strict mode would not take, worded as the API words it (moeru-ai/xsai #202)."""
    here = f"In context={context!r}"
    if not isinstance(schema, dict):
        yield f"{here}, schema must be an object"
        return
    if context == () and schema.get("type") != "object":
        yield f"{here}, schema must have a 'type' of 'object'"
    for keyword in schema.keys() - KEYWORDS:
        yield f"{here}, '{keyword}' is not permitted"
    # openai-python unravels these in lib/_pydantic.py: "we can't use `$ref`s if there are also
    # other properties defined".
    if "$ref" in schema and len(schema) > 1:
        yield f"{here}, $ref cannot have keywords beside it"
    if len(context) > 2 * DEEPEST:
        yield f"{here}, nested too deeply"
    if schema.get("type") == "object":
        yield from _object_faults(schema, here)
    for key, inner in _inner(schema):
        yield from faults(inner, (*context, *key))


def _object_faults(schema: dict[str, Any], here: str) -> Iterator[str]:
    if schema.get("additionalProperties") is not False:
        yield f"{here}, 'additionalProperties' is required to be supplied and to be false."
    if set(schema.get("required", [])) != set(schema.get("properties", {})):
        yield (
            f"{here}, 'required' is required to be supplied and to be an array including "
            "every key in properties."
        )


def _inner(schema: dict[str, Any]) -> Iterator[tuple[tuple[str, ...], Any]]:
    for holder in ("properties", "$defs"):
        for name, inner in schema.get(holder, {}).items():
            yield (holder, name), inner
    if "items" in schema:
        yield ("items",), schema["items"]
    for number, inner in enumerate(schema.get("anyOf", [])):
        yield ("anyOf", str(number)), inner


def follows(value: Any, schema: dict[str, Any], root: dict[str, Any]) -> bool:
    """Whether the value is of that (strict) schema. `root` holds the $defs."""
    if "$ref" in schema:
        return follows(value, root["$defs"][schema["$ref"].rsplit("/", 1)[-1]], root)
    if "anyOf" in schema:
        return any(follows(value, inner, root) for inner in schema["anyOf"])
    if "enum" in schema and value not in schema["enum"]:
        return False
    if not _is(value, schema.get("type")):
        return False
    if isinstance(value, dict):
        properties = schema["properties"]
        return value.keys() == properties.keys() and all(
            follows(inner, properties[key], root) for key, inner in value.items()
        )
    if isinstance(value, list):
        return all(follows(inner, schema["items"], root) for inner in value)
    return True


def _is(value: Any, named: str | None) -> bool:
    if isinstance(value, bool) and named != "boolean":
        return named is None
    return named is None or isinstance(value, TYPES[named])
