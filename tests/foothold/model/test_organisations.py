import pytest

from foothold.model.organisations import Employer, normalised_name


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("20 October by Example Ltd", "Example Ltd"),
        ("Posted 1 March 2027 by  Example Ltd", "Example Ltd"),
        ("3 days ago by Example Ltd", "Example Ltd"),
        ("Yesterday by Example Ltd", "Example Ltd"),
        ("Example Ltd", "Example Ltd"),
        ("Stand by Me", "Stand by Me"),
        ("20 October", "20 October"),
        ("Today by", "Today by"),
    ],
)
def test_an_employer_is_named_without_the_day_that_a_board_puts_before_it(written: str, name: str) -> None:
    assert Employer.named(written).name == name
    assert normalised_name(written) == normalised_name(name)
