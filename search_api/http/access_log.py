"""The log of requests: paths without what is searched for, and without the keys that links in mails carry. A request is
one line, whatever its method and path say."""

from typing import Any

from gunicorn.glogging import Logger

from foothold.printable import escaped
from search_api.http.log_paths import loggable


class AccessLog(Logger):  # type: ignore[misc] # Gunicorn has no types.
    def atoms(self, *request: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().atoms(*request)
        printable = {name: escaped(text) if isinstance(text, str) else text for name, text in told.items()}
        return printable | {"U": loggable(told["U"])}
