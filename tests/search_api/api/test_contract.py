"""Generated requests for every operation, checked against the description.

FOOTHOLD_API_EXAMPLES sets how many an operation gets; `make test-api` gives each 500 and tells how many were tried.
"""

import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jsonschema_rs
import schemathesis
from schemathesis.engine import from_schema
from schemathesis.engine.events import NonFatalError, ScenarioFinished

from foothold.store import employers
from tests.search_api.conftest import new_world
from tests.search_api.world import AT, postings

EXAMPLES = int(os.environ.get("FOOTHOLD_API_EXAMPLES", "25"))
LEFT_OUT = (
    # A description cannot say which places exist or which cursors we signed: a value of the right form may
    # still be refused.
    "positive_data_acceptance",
    # Schemathesis 4.32 cannot repeat a request over WSGI; `test_uploads` holds what happens without a key.
    "ignored_auth",
)


def _is_right_on_the_wire(description: dict[str, Any], label: str, check: Any) -> bool:
    """Its wrong values include `level={}` and `employer: 0`, which on the wire are `level=` and `employer=0`: an empty
    value and a slug, and those are right."""
    method, path = label.split()
    sent = re.search(r"'(http[^']+)'", check.failure_info.code_sample)
    if check.name != "negative_data_rejection" or not sent:
        return False
    query = parse_qs(urlsplit(sent.group(1)).query, keep_blank_values=True)
    for parameter in description["paths"][path][method.lower()].get("parameters", ()):
        values, schema = query.pop(parameter["name"], []), parameter["schema"]
        if schema.get("type") != "array" and len(values) > 1:
            return False
        if not all(_is_right(schema.get("items") or schema, value) for value in values):
            return False
    return not query


def _is_right(schema: dict[str, Any], text: str) -> bool:
    fits = jsonschema_rs.validator_for(schema)
    numbers = [float(text)] if re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII) else []
    return any(fits.is_valid(value) for value in (text, *numbers))


def test_every_generated_request_is_answered_as_described(
    tmp_path: Path, record_testsuite_property: Callable[[str, object], None]
) -> None:
    world = new_world(tmp_path)
    world.add(*postings(40))
    world.index()
    key = employers.add(world.store, "Marlow & Finch", at=AT)
    config = schemathesis.Config.from_dict(
        {
            "generation": {"max-examples": EXAMPLES, "deterministic": True},
            "phases": {"stateful": {"enabled": False}},
            "checks": {name: {"enabled": False} for name in LEFT_OUT},
            "headers": {"Authorization": f"Bearer {key}"},
        }
    )
    schema = schemathesis.openapi.from_wsgi("/openapi.json", world.app, config=config)
    failures: list[str] = []
    tried: dict[str, int] = {}
    for event in from_schema(schema).execute():
        if isinstance(event, NonFatalError):
            failures.append(f"{event.label}: {event.value}")
        if isinstance(event, ScenarioFinished):
            label = event.recorder.label
            tried[label] = tried.get(label, 0) + len(event.recorder.cases)
            failures += [
                f"{label}: {check.name}: {check.failure_info.failure.title} {check.failure_info.failure.message}"
                f"\n  {check.failure_info.code_sample}"
                for checks in event.recorder.checks.values()
                for check in checks
                if check.failure_info and not _is_right_on_the_wire(schema.raw_schema, label, check)
            ]
    for label, cases in sorted(tried.items()):
        record_testsuite_property(label, cases)
    assert not failures, f"{len(failures)} failures, the first of them:\n" + "\n".join(failures[:10])
    assert min(tried.get(op.ok().label, 0) for op in schema.get_all_operations()) > 0
