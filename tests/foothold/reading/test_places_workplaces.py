"""Words for how the work is done mean the same in a field of their own and beside a place."""

import pytest

from foothold.model.opportunity import Remote
from foothold.reading.places.gazetteer import built_in_places
from foothold.reading.places.reading import read_place
from foothold.reading.places.workplaces import read_remote

WORDS = [
    *((text, Remote.HYBRID) for text in (
        "Hybrid", "Part-remote", "Partly remote", "Partially remote", "Remote / on-site", "Remote/onsite",
        "On-site / remote", "Remote / office", "Remote or in-office", "Occasional home working",
        "Home working possible", "1 day a week working from home", "2 days from home", "Remote optional",
        "Option to work from home after probation", "Office with some remote", "Not fully remote", "50% remote",
        "Up to 2 days a week from home", "Home working (2 days a week)", "Remote working by agreement",
        "On site with occasional home working", "Not only remote", "Mostly remote", "Hybrid - 3 days in office",
    )),
    *((text, Remote.ON_SITE) for text in (
        "On-site", "On site", "ON_SITE", "onsite", "In-office", "In office", "Office based", "Office-based",
        "In person", "Not remote", "On-site only", "No remote working",
        "No home working", "Not suitable for home working", "Working from home not available", "Remote: no",
        "Without home working", "Home working is not possible", "Not hybrid - all days on site", "Non-remote",
        "This role cannot be done remotely", "Remote working unavailable",
    )),
    *((text, Remote.REMOTE) for text in (
        "Remote", "Remotely", "Fully remote", "WFH", "Work from home", "Work at home", "Working at home", "Online",
        "Telecommute", "TELECOMMUTE", "Telecommuting", "Home based", "Home-based", "Homebased", "Home working",
        "Homeworking", "Virtual", "100% remote", "Not office based - remote", "Not hybrid - fully remote",
        "5 days a week from home", "Remote - no office", "Remote (no commute)", "Remote (not a desk in town)",
        "No experience needed, remote role", "No need to come in: remote",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "remote"), WORDS, ids=[text for text, _ in WORDS])
def test_a_way_of_working_is_read_alike_wherever_it_stands(text: str, remote: Remote) -> None:
    places = built_in_places()
    read = (read_remote(text), read_place(text, places).remote, read_place(f"{text}, Hackney", places).remote)
    assert read == (remote, remote, remote)


@pytest.mark.parametrize(
    "text",
    [
        "Hackney",
        "Homerton",
        "Officers Mess, Duxford",
        "no",
        "",
        "No hybrid working",
        "Hybrid: no",
        "Online interview",
        "Apply online",
        "Virtual assessment, Hackney",
    ],
)
def test_a_place_alone_says_nothing_of_how_the_work_is_done(text: str) -> None:
    assert read_place(text, built_in_places()).remote is read_remote(text) is None


@pytest.mark.parametrize("text", [
    "London (hybrid, 3 days in office)", "Hybrid working (2 days from home), London", "London (on-site)",
    "On-site, London", "London (not remote)", "London, with occasional home working",
    "London, working from home not available", "London (remote optional)", "London (no home working)",
])  # fmt: skip
def test_words_about_home_working_leave_no_rest_in_a_place(text: str) -> None:
    read = read_place(text, built_in_places())
    assert [place.name for place in read.places] == ["London"]
    assert read.in_london == "yes"


@pytest.mark.parametrize(
    "text", ["Manchester, UK (no home working)", "Leeds, working from home not available"]
)
def test_denied_home_working_opens_no_place_outside_london(text: str) -> None:
    read = read_place(text, built_in_places())
    assert (read.in_london, read.remote) == ("no", Remote.ON_SITE)
