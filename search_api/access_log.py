"""The log of requests: paths without what is searched for, and without the keys that links in mails carry."""

from typing import Any

from gunicorn.glogging import Logger

from search_api.loggable import loggable


class AccessLog(Logger):  # type: ignore[misc] # Gunicorn has no types.
    def atoms(self, *request: Any) -> dict[str, Any]:
        told: dict[str, Any] = super().atoms(*request)
        return told | {"U": loggable(told["U"])}
