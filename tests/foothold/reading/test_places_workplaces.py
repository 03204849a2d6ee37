"""Words for how the work is done mean the same in a field of their own and beside a place."""

import pytest

from foothold.model.opportunity import Remote
from foothold.reading.places.gazetteer import built_in_places
from foothold.reading.places.reading import read_place
from foothold.reading.places.workplaces import read_remote

WORDS = [
    *((text, Remote.HYBRID) for text in (
        "Hybrid", "Part-remote", "Partly remote", "Partially remote", "Remote / on-site", "Remote/onsite",
        "On-site / remote", "Remote / office", "Remote or in-office",
    )),
    *((text, Remote.ON_SITE) for text in (
        "On-site", "On site", "ON_SITE", "onsite", "In-office", "In office", "Office based", "Office-based",
        "In person", "Not remote", "On-site only", "No remote working",
    )),
    *((text, Remote.REMOTE) for text in (
        "Remote", "Remotely", "Fully remote", "WFH", "Work from home", "Work at home", "Working at home", "Online",
        "Telecommute", "TELECOMMUTE", "Telecommuting", "Home based", "Home-based", "Homebased", "Home working",
        "Homeworking", "Virtual",
    )),
]  # fmt: skip


@pytest.mark.parametrize(("text", "remote"), WORDS, ids=[text for text, _ in WORDS])
def test_a_way_of_working_is_read_alike_wherever_it_stands(text: str, remote: Remote) -> None:
    places = built_in_places()
    read = (read_remote(text), read_place(text, places).remote, read_place(f"{text}, Hackney", places).remote)
    assert read == (remote, remote, remote)


@pytest.mark.parametrize("text", ["Hackney", "Homerton", "Officers Mess, Duxford", "no", ""])
def test_a_place_alone_says_nothing_of_how_the_work_is_done(text: str) -> None:
    assert read_place(text, built_in_places()).remote is read_remote(text) is None
