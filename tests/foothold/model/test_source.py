"""A source's YAML is read strictly: what it expects is bounds that can hold."""

import pytest

from foothold.errors import SourceMisconfigured
from foothold.model.source import ExpectedShare, read_source

YAML = """
title: Example College apprenticeships
publisher: {{name: Example College, url: https://example.ac.uk, kind: provider}}
terms: {{robots: allowed, licence: facts only, checked: 2026-09-01}}
family: job_posting_page
values: {{sitemap: https://example.ac.uk/sitemap.xml}}
schedule: "15 5 * * *"
expects: {expects}
"""


def expects(said: str) -> str:
    return YAML.format(expects=said)


def test_bounds_are_read_and_a_number_is_the_lower_one() -> None:
    said = (
        "{postings: {min: 8, max: 400}, filled: {closing: 0.9, wage: {min: 0.5, max: 0.95}, age: {max: 0.2}}}"
    )
    read = read_source("example_college", expects(said)).expects
    assert (read.postings.min, read.postings.max, read.postings.max_drop) == (8, 400, 0.5)
    assert read.filled == {
        "closing": ExpectedShare(min=0.9, max=1.0),
        "wage": ExpectedShare(min=0.5, max=0.95),
        "age": ExpectedShare(min=0.0, max=0.2),
    }


WRONG = {
    "a least above the most": ("{postings: {min: 9, max: 8}}", "min is above max"),
    "a share's least above its most": ("{filled: {wage: {min: 0.9, max: 0.8}}}", "min is above max"),
    "less than none": ("{postings: {min: -1}}", "greater than or equal to 0"),
    "a share above all": ("{filled: {wage: 90}}", "less than or equal to 1"),
    "a field that no posting has": ("{filled: {salary: 0.9}}", "no posting has salary"),
    "a misspelt bound": ("{postings: {minimum: 9}}", "minimum"),
    "a word for a share": ("{filled: {wage: most}}", "wage"),
    "a truth for a share": ("{filled: {wage: true}}", "wage"),
}


@pytest.mark.parametrize(("said", "why"), WRONG.values(), ids=WRONG)
def test_bounds_that_cannot_hold_are_refused_by_name(said: str, why: str) -> None:
    with pytest.raises(SourceMisconfigured, match=why) as refused:
        read_source("example_college", expects(said))
    assert "example_college.yml" in str(refused.value)


def test_no_site_may_pass_for_an_account() -> None:
    with pytest.raises(SourceMisconfigured, match="what accounts upload"):
        read_source("upload-brightworks", expects("{}"))
