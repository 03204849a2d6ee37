"""Nodes of structured data: found by type, their properties by name, whatever syntax they came in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from crawlers.family import said

Node = dict[str, Any]

PREFIXES = ("", "schema:", "http://schema.org/", "https://schema.org/")
# In this order a nested thing names itself.
NAMES = ("name", "@value", "value", "legalName", "text", "description", "credentialCategory", "url")


def types_of(node: Node) -> tuple[str, ...]:
    """Without their vocabulary: `JobPosting` of `schema:JobPosting` or `https://schema.org/JobPosting`."""
    kinds = node.get("@type", node.get("type"))
    kinds = kinds if isinstance(kinds, list) else [kinds]
    return tuple(_last_word(kind) for kind in kinds if isinstance(kind, str))


def _last_word(kind: str) -> str:
    return kind.strip().replace("#", "/").replace(":", "/").rstrip("/").rpartition("/")[2]


@dataclass(slots=True)
class Graph:
    """The nodes of one page, with those that others point at by `@id`."""

    roots: list[Any]
    by_id: dict[str, Node] = field(default_factory=dict)

    @classmethod
    def of(cls, roots: Iterable[Any]) -> "Graph":
        graph = cls(list(roots))
        for node in graph.nodes():
            name = node.get("@id")
            if isinstance(name, str) and len(node) > len(graph.by_id.get(name, ())) and len(node) > 1:
                graph.by_id[name] = node
        return graph

    def nodes(self) -> Iterator[Node]:
        """Every node in the order of the page. A stack, not recursion: pages nest as deep as they like."""
        stack = list(reversed(self.roots))
        while stack:
            value = stack.pop()
            if isinstance(value, dict):
                yield value
                stack.extend(reversed(list(value.values())))
            elif isinstance(value, list):
                stack.extend(reversed(value))

    def of_type(self, kind: str) -> Iterator[Node]:
        """The nodes of a type that do not stand inside another of it."""
        stack = list(reversed(self.roots))
        while stack:
            value = stack.pop()
            if isinstance(value, list):
                stack.extend(reversed(value))
            elif isinstance(value, dict):
                if kind in types_of(value):
                    yield value
                else:
                    stack.extend(reversed(list(value.values())))

    def every(self, node: Node, name: str) -> list[Any]:
        """The values of a property: lists opened, references followed, blanks left out."""
        for prefix in PREFIXES:
            if prefix + name in node:
                return [self._resolved(value) for value in _flat(node[prefix + name])]
        return []

    def one(self, node: Node, *names: str) -> Any:
        """The first value of the first of these properties that says something."""
        for name in names:
            for value in self.every(node, name):
                return value
        return None

    def text(self, node: Node, *names: str) -> str | None:
        """The first of these properties that has words, in words."""
        for name in names:
            for value in self.every(node, name):
                if words := self.words(value):
                    return words
        return None

    def texts(self, node: Node, *names: str) -> tuple[str, ...]:
        """All the words of these properties, each once."""
        found = (self.words(value) for name in names for value in self.every(node, name))
        return tuple(dict.fromkeys(words for words in found if words))

    def words(self, value: Any) -> str | None:
        """A value in words: itself, or the name by which a nested thing calls itself."""
        if not isinstance(value, dict):
            return said(value)
        for name in NAMES:
            for inner in self.every(value, name):
                if not isinstance(inner, dict) and (words := said(inner)):
                    return words
        return None

    def _resolved(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        if "@value" in value:
            return value["@value"]
        if "@id" in value and set(value) <= {"@id", "@type"}:
            return self.by_id.get(str(value["@id"]), value)
        return value


def _flat(value: Any) -> list[Any]:
    """Lists opened in order; None, blank strings and empty things left out."""
    stack, flat = [value], []
    while stack:
        inner = stack.pop()
        if isinstance(inner, list):
            stack.extend(reversed(inner))
        elif isinstance(inner, dict) and set(inner) == {"@list"}:
            stack.append(inner["@list"])
        elif isinstance(inner, bool) or (inner and (not isinstance(inner, str) or inner.strip())):
            flat.append(inner)
    return flat
