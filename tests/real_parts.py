"""What a test needs beyond Python: where it is missing the test skips with the reason, unless
FOOTHOLD_REQUIRE names it (`postgres,chromium`), as continuous integration does; then it fails."""

import os

import pytest


def missing(part: str, reason: str) -> None:
    """Skip, or fail where the part is required. Never returns."""
    required = {name.strip() for name in os.environ.get("FOOTHOLD_REQUIRE", "").split(",")}
    if part in required:
        pytest.fail(f"{part} is required here and missing: {reason}")
    pytest.skip(f"{part}: {reason}")
