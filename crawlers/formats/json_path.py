"""Paths into JSON as a source's YAML writes them: `data.jobs`, `locations[].city`, `items[0]["job.id"]`."""

import re
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from crawlers.formats.objects import strings
from foothold.errors import SourceMisconfigured

STEP = re.compile(r'\[(?P<at>\d{0,6})\]|\["(?P<quoted>[^"]{1,200})"\]|\.?(?P<name>[^.\[\]{}"]{1,200})')
GAP = re.compile(r"\{([^{}]{1,500})\}")
EVERY = None
"""The step `[]`: each item of a list."""
SHOWN = 20


@dataclass(frozen=True, slots=True)
class JsonPath:
    """`text` as written. `gaps` fills the braces of an address such as `https://college.example/{id}`."""

    text: str
    steps: tuple[str | int | None, ...] = ()
    gaps: tuple["JsonPath", ...] = ()

    @classmethod
    def of(cls, text: str, key: str) -> "JsonPath":
        """Raises SourceMisconfigured with the key of the YAML where the path is no path."""
        if "{" in text or "}" in text:
            gaps = tuple(cls.of(inner, key) for inner in GAP.findall(text))
            if not gaps or "{" in GAP.sub("", text) or "}" in GAP.sub("", text):
                raise SourceMisconfigured(f"`{key}: {text}`: the braces of an address hold a path each.")
            return cls(text, gaps=gaps)
        steps: list[str | int | None] = []
        at = 0
        while at < len(text):
            step = STEP.match(text, at)
            if step is None or (at == 0 and text.startswith(".")):
                raise SourceMisconfigured(
                    f"`{key}: {text}` is no path. Write names with dots between them, [] for each item of a "
                    "list, [0] for its first."
                )
            if step["at"] is not None:
                steps.append(int(step["at"]) if step["at"] else EVERY)
            else:
                steps.append(step["quoted"] or step["name"])
            at = step.end()
        return cls(text, tuple(steps))

    def begins(self, place: Any) -> list[Any]:
        """What lies at the path; nothing where it leads nowhere."""
        found = [place]
        for step in self.steps:
            found = [further for value in found for further in _at(step, value)]
        return found

    def texts(self, place: Any, prose: bool = False) -> list[str]:
        """The texts there; a list of texts is opened. An address comes whole or not at all."""
        if not self.gaps:
            return [text for value in self.begins(place) for text in strings(value)]
        filled = [next(iter(gap.texts(place)), None) for gap in self.gaps]
        if None in filled:
            return []
        said = iter(filled)
        return [GAP.sub(lambda _: quote(next(said) or "", safe=""), self.text)]


def _at(step: str | int | None, value: Any) -> list[Any]:
    if isinstance(value, list):
        if step is EVERY:
            return value
        return [value[step]] if isinstance(step, int) and step < len(value) else []
    return [value[step]] if isinstance(value, dict) and isinstance(step, str) and step in value else []


def keys_of(value: Any) -> str:
    """What stands in a value instead of what was looked for, for a message."""
    if isinstance(value, dict):
        return (
            f"an object with {', '.join(str(name)[:40] for name in list(value)[:SHOWN]) or 'nothing in it'}"
        )
    return f"a list of {len(value)}" if isinstance(value, list) else repr(value)[:60]
