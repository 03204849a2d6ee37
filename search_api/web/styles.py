"""Which stylesheet serves: the compiled one under its hashed name, or the plain one where nothing was built."""

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

PLAIN = "plain.css"
BUILT = "built"


@dataclass(frozen=True)
class Styles:
    """The stylesheets of one static folder."""

    folder: Path

    @cached_property
    def _manifest(self) -> dict[str, str]:
        try:
            names: dict[str, str] = json.loads((self.folder / BUILT / "manifest.json").read_text("utf-8"))
        except (OSError, ValueError):
            return {}
        return names

    @property
    def plain(self) -> bool:
        """Whether nothing was built."""
        return "foothold.css" not in self._manifest

    @property
    def page(self) -> str:
        """The path of the pages' stylesheet inside the static folder."""
        return PLAIN if self.plain else f"{BUILT}/{self._manifest['foothold.css']}"

    @cached_property
    def embed(self) -> str:
        """The text of the widget's stylesheet; it stands in the page itself, so that one request is enough."""
        name = self._manifest.get("embed.css")
        path = self.folder / BUILT / name if name else self.folder / PLAIN
        return path.read_text("utf-8").lstrip("\ufeff")
