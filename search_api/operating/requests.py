"""What this worker has answered: how often, with what, and how fast."""

import os
from time import perf_counter

from flask import Flask, Response, g, request
from prometheus_client import CollectorRegistry, Counter, Histogram

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Answers:
    """Counts of one process. Each worker counts its own: `worker` tells them apart."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._count = Counter(
            "foothold_requests", "Requests answered.", ("worker", "route", "status"), registry=self.registry
        )
        self._seconds = Histogram(
            "foothold_request_seconds",
            "Seconds to an answer.",
            ("worker", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )

    def add(self, route: str, status: int, seconds: float) -> None:
        worker = str(os.getpid())
        self._count.labels(worker, route, f"{status // 100}xx").inc()
        self._seconds.labels(worker, route).observe(seconds)


def register(app: Flask) -> None:
    answers = app.extensions["foothold_answers"] = Answers()

    @app.before_request
    def begin() -> None:
        g.began = perf_counter()

    @app.after_request
    def count(response: Response) -> Response:
        # The route, not the path: what people look at is counted nowhere.
        route = request.url_rule.rule if request.url_rule else "none"
        answers.add(route, response.status_code, perf_counter() - g.get("began", perf_counter()))
        return response
