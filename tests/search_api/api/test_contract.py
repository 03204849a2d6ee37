"""Generated requests for every operation, checked against the description (FOOTHOLD_API_EXAMPLES sets how many)."""

import os

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import CheckFunction
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.search_api.world import World

EXAMPLES = int(os.environ.get("FOOTHOLD_API_EXAMPLES", "40"))

# A description cannot say which places exist or which cursors we signed, so a value of the right form may
# still be refused.
BEYOND_A_SCHEMA: list[CheckFunction] = [positive_data_acceptance]


@pytest.fixture(scope="module")
def api_schema(london: World) -> schemathesis.BaseSchema:
    return schemathesis.openapi.from_wsgi("/openapi.json", london.app)


schema = schemathesis.pytest.from_fixture("api_schema")


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=EXAMPLES <= 100,
    database=None,
    suppress_health_check=list(HealthCheck),
)
def test_every_generated_request_is_answered_as_described(case: schemathesis.Case) -> None:
    case.call_and_validate(excluded_checks=BEYOND_A_SCHEMA)
