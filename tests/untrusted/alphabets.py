"""What a stranger may repeat to make a reader work: by hand, and worked out from the program's own patterns."""

import ast
import importlib
import pkgutil
import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

PACKAGES = ("foothold", "crawlers", "search_api", "scheduler")
BY_HAND = (
    " ", "\t", "\n", "\n ", "\xa0", "\u2003", ",", " ,", ".", "-", "–", "- ", "(", "((", "[", "<", "<a ", "<!--", "<script>", "<style>",
    "<div>", "<ul><li>", "<li>", "<p>x", "&", "&lt;p ", "&amp;", "&amp;lt;p ", "&#9", '"', '\\"', "\\", "'", "{", "}", "//", "/*", "<![CDATA[",
    "1", "1,", "1 ", "£1 ", "9.", "E8 ", "E8 1EA ", "@", "a@a.", "07700900123 ", "a", "A", "Aa ", "a-", "é", "e\u0301", "\u0301", "\u200b",
    "ﷺ", "#", ":", ": ", ";", "|", " / ", " and ", "1/2/27 ", "level 2-", "2 weeks ", " borough council", "a maximum of ", "london ",
    "contact ", "https://", "?a=1&", "http://a.", "%40",
)  # fmt: skip
"""White space, tags, entities, quotes, brackets, digits, signs, marks, and words that some pattern begins with."""

_PROBES = " \t\n\xa0\u2003aAbeEilnpstxzZ019_,.;:!-–—'\"’()[]{}<>/\\&£+=%@#|*~é\u0301\x00"
_CALLS = frozenset(("compile", "search", "match", "fullmatch", "sub", "subn", "split", "findall", "finditer"))
_CATEGORIES = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s",
    op.CATEGORY_NOT_SPACE: r"\S", op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
_REPEATS = (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT)
Node = tuple[Any, Any]


def modules() -> Iterator[ModuleType]:
    for name in PACKAGES:
        package = importlib.import_module(name)
        yield package
        for found in pkgutil.walk_packages(package.__path__, f"{name}."):
            if not found.name.endswith("__main__") and ".migrations" not in found.name:
                yield importlib.import_module(found.name)


@cache
def derived(module: str) -> tuple[str, ...]:
    """The stretches that a module's patterns repeat, and what leads to each: repeated, they show what a pattern costs."""
    stretches = {unit for pattern in patterns(importlib.import_module(module)) for unit in _units(pattern)}
    return tuple(sorted(stretches))


def patterns(module: ModuleType) -> Iterator[re.Pattern[Any]]:
    """Those that it compiles, keeps, and writes where it uses them."""
    if module.__file__ is None:
        return
    found = {(p.pattern, p.flags): p for value in vars(module).values() for p in _kept(value)}
    for call in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))):
        if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr in _CALLS:
            found |= {(p.pattern, p.flags): p for p in _written(call, module)}
    yield from found.values()


def _written(call: ast.Call, module: ModuleType) -> Iterator[re.Pattern[Any]]:
    if isinstance(call.func, ast.Attribute) and ast.unparse(call.func.value) == "re" and call.args:
        try:
            text = eval(ast.unparse(call.args[0]), dict(vars(module)))
            yield re.compile(text)
        except Exception:
            return


def _kept(value: Any, depth: int = 0) -> Iterator[re.Pattern[Any]]:
    if isinstance(value, re.Pattern):
        yield value
    elif depth < 4 and isinstance(value, dict):
        yield from _each(value.values(), depth)
    elif depth < 4 and isinstance(value, tuple | list | set | frozenset):
        yield from _each(value, depth)


def _each(values: Iterable[Any], depth: int) -> Iterator[re.Pattern[Any]]:
    for value in values:
        yield from _kept(value, depth + 1)


def _units(pattern: re.Pattern[Any]) -> set[str]:
    text = pattern.pattern if isinstance(pattern.pattern, str) else pattern.pattern.decode("latin-1")
    flags = pattern.flags & ~re.UNICODE if isinstance(pattern.pattern, bytes) else pattern.flags
    tree = parser.parse(text, flags)
    found = set(_texts(tree, flags, 3))
    for before, repeated in _repeats(tree, flags):
        for unit in _texts(repeated, flags, 12):
            found |= {unit, before + unit, before, f"{unit} "}
    return {unit for unit in found if unit and len(unit) < 80}


def _repeats(nodes: Iterable[Node], flags: int, before: str = "") -> Iterator[tuple[str, Iterable[Node]]]:
    """What stands before each part that may be repeated, and the part."""
    for kind, value in nodes:
        for inner in _inside(kind, value):
            yield from _repeats(inner, flags, before)
        if kind in _REPEATS and value[1] >= 4:
            yield before, value[2]
        before += next(iter(_texts([(kind, value)], flags, 1)), "")


def _inside(kind: Any, value: Any) -> Iterable[Any]:
    if kind in _REPEATS:
        return [value[2]]
    if kind is op.BRANCH:
        return value[1]
    if kind is op.SUBPATTERN:
        return [value[3]]
    if kind is op.ATOMIC_GROUP:
        return [value]
    return [value[1]] if kind in (op.ASSERT, op.ASSERT_NOT) else []


def _texts(nodes: Iterable[Node], flags: int, most: int) -> list[str]:
    """Some texts that the nodes match, or nearly."""
    texts = [""]
    for kind, value in nodes:
        parts = _parts(kind, value, flags, most) or [""]
        texts = [texts[n % len(texts)] + parts[n % len(parts)] for n in range(max(len(texts), len(parts)))][
            :most
        ]
    return texts


def _parts(kind: Any, value: Any, flags: int, most: int) -> list[str]:
    if kind is op.LITERAL:
        return [chr(value)]
    if kind is op.NOT_LITERAL:
        return [probe for probe in _PROBES if ord(probe) != value][:most]
    if kind is op.ANY:
        return [" ", "a", "<", "1"][:most]
    if kind is op.IN:
        return [probe for probe in _PROBES if _holds(value, probe)][:most] or [_first(value)]
    if kind is op.BRANCH:
        return [text for branch in value[1] for text in _texts(branch, flags, 1)][: max(most, 6)]
    if kind in _REPEATS:
        return [text * value[0] for text in _texts(value[2], flags, most)] if value[0] else [""]
    if kind is op.SUBPATTERN:
        return _texts(value[3], flags, most)
    return _texts(value, flags, most) if kind is op.ATOMIC_GROUP else [""]


def _holds(values: Iterable[Node], probe: str) -> bool:
    point, negated, found = ord(probe), False, False
    for kind, value in values:
        if kind is op.NEGATE:
            negated = True
        elif kind is op.LITERAL:
            found |= value == point
        elif kind is op.RANGE:
            found |= value[0] <= point <= value[1]
        elif kind is op.CATEGORY:
            found |= bool(re.match(_CATEGORIES[value], probe))
    return found != negated


def _first(values: Iterable[Node]) -> str:
    for kind, value in values:
        if kind is op.LITERAL:
            return chr(value)
        if kind is op.RANGE:
            return chr(value[0])
    return "?"
