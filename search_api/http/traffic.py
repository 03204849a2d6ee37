"""What the front is told of the app: which requests are what, by their line and headers, before a body is read."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Flask, Request

from foothold.errors import StoreUnavailable
from search_api.api.uploads import PATH, employer_of
from search_api.services import Services


@dataclass(frozen=True, slots=True)
class Traffic:
    """`large`: most bytes of a body, for those who may send more than a form. `at_once`: paths that wait for nobody,
    because whoever asks would take a full house for a dead one. `long`: paths whose answers take turns."""

    large: int
    may_be_large: Callable[[dict[str, Any]], bool]
    at_once: tuple[str, ...] = ()
    long: tuple[str, ...] = ()


def traffic_of(app: Flask) -> Traffic:
    services: Services = app.extensions["foothold"]

    def has_a_key(environ: dict[str, Any]) -> bool:
        try:
            return environ["PATH_INFO"] == PATH and employer_of(services, Request(environ)) is not None
        except StoreUnavailable:
            # The view meets the same and says so.
            return False

    return Traffic(
        large=app.config["MAX_CONTENT_LENGTH"],
        may_be_large=has_a_key,
        at_once=("/healthz",),
        long=("/api/v1/export.jsonl", "/api/v1/export.csv"),
    )
