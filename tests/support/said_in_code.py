"""Sentences as they stand in the code: errors, constants, and what is put together from them."""

import ast
import importlib
import inspect
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import adapters
import bot
import questions
import storage
from bot.errors import WhetstoneError

PUT_IN = "…"  # for what is only known when it is said
_SENTENCE = re.compile(rf"[A-Z{PUT_IN}].*[a-z] .*[.?]")
_OF_TOOLS = "migrations"  # modules that the migration tool alone can import
Found = Iterator[tuple[int, str]]


@cache
def sentences() -> list[tuple[str, str]]:
    """The module with its line, and the text; each text once."""
    found: dict[str, str] = {}
    for path, module in _modules():
        tree = ast.parse(path.read_text())
        for line, text in (*_raised(tree, module), *_literals(tree, module)):
            if " " in text:
                found.setdefault(text, f"{module.__name__}:{line}")
    return [(where, text) for text, where in found.items()]


def _modules() -> Iterator[tuple[Path, ModuleType]]:
    for package in (bot, adapters, questions, storage):
        root = Path(inspect.getfile(package)).parent
        for path in sorted(root.rglob("*.py")):
            name = ".".join(path.relative_to(root.parent).with_suffix("").parts)
            if _OF_TOOLS not in name:
                yield path, importlib.import_module(name.removesuffix(".__init__"))


def _raised(tree: ast.AST, module: ModuleType) -> Found:
    """The texts of our own errors. Others' errors (ValueError) are for who writes the code."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call) and node.exc.args:
            made = _value(node.exc.func, module)
            if inspect.isclass(made) and issubclass(made, WhetstoneError):
                for text in _texts(node.exc.args[0], module):
                    yield node.lineno, text


def _literals(tree: ast.AST, module: ModuleType) -> Found:
    """Every literal that is a whole sentence, docstrings apart."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.JoinedStr | ast.Constant):
            for text in _texts(node, module):
                if _SENTENCE.fullmatch(text):
                    yield node.lineno, text
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            yield from _literals(node, module)


def _texts(node: ast.expr, module: ModuleType) -> Iterator[str]:
    """What an expression may say; nothing where only running it would tell."""
    match node:
        case ast.Constant(value=str(text)):
            yield _filled(text)
        case ast.JoinedStr():
            yield "".join(next(_texts(part, module), PUT_IN) for part in node.values)
        case ast.FormattedValue(value=ast.Name() | ast.Attribute()):
            yield from _texts(node.value, module)
        case ast.IfExp():
            yield from _texts(node.body, module)
            yield from _texts(node.orelse, module)
        case ast.BinOp(op=ast.Add()):
            parts = (next(_texts(each, module), PUT_IN) for each in (node.left, node.right))
            yield "".join(parts)
        case ast.Call(func=ast.Attribute(attr="format", value=pattern)):
            yield from _texts(pattern, module)
        case ast.Name() | ast.Attribute():
            if isinstance(value := _value(node, module), str):
                yield _filled(value)


def _value(node: ast.expr, module: ModuleType) -> object:
    """What a name of the module stands for; None for a name of a function's own."""
    if isinstance(node, ast.Name):
        return getattr(module, node.id, None)
    if isinstance(node, ast.Attribute):
        return getattr(_value(node.value, module), node.attr, None)
    return None


def _filled(text: str) -> str:
    return re.sub(r"\{\w*\}", PUT_IN, text)
