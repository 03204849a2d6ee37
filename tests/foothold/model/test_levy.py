import pytest

from foothold.model.levy import Funding, FundingBasis, Levy, LevyPosition, PositionBasis
from foothold.model.opportunity import Kind
from foothold.reading.levy import read_levy

NOTHING = {"position": None, "funding": None, "seeks_transfer": None, "source_position": None}
PAYS_BY_RECORD = {"marlow-finch": (LevyPosition.PAYS, PositionBasis.REGISTER)}


def levy(employer: str | None = "Marlow Finch Ltd", kind: Kind = Kind.APPRENTICESHIP, **said: object) -> Levy:
    return read_levy(kind, employer, **{**NOTHING, "positions": {}, **said})  # type: ignore[arg-type]


def test_nothing_said_is_unknown() -> None:
    assert levy() == Levy()


def test_the_advert_wins_over_the_record_and_the_record_over_the_source() -> None:
    record = {"positions": PAYS_BY_RECORD}
    assert levy(position="does_not_pay", **record).position_basis is PositionBasis.DECLARED
    assert levy(position="does_not_pay", **record).employer_position is LevyPosition.DOES_NOT_PAY
    assert levy(source_position="does_not_pay", **record).position_basis is PositionBasis.REGISTER
    assert levy(source_position="does_not_pay").employer_position is LevyPosition.DOES_NOT_PAY


@pytest.mark.parametrize(
    "name", ["London Borough of Hackney", "Hackney Council", "Riverside NHS Foundation Trust"]
)
def test_a_public_body_with_a_large_pay_bill_is_inferred_to_pay(name: str) -> None:
    assert levy(name).position_basis is PositionBasis.INFERRED


@pytest.mark.parametrize("name", ["Hackney Bakery", "Trust Builders Ltd", "Council Kitchens"])
def test_a_name_that_only_sounds_public_stays_unknown(name: str) -> None:
    assert levy(name) == Levy()


def test_the_levy_does_not_apply_to_a_placement() -> None:
    placement = levy(kind=Kind.WORK_EXPERIENCE)
    assert (placement.funding, placement.funding_basis) == (Funding.NOT_APPLICABLE, FundingBasis.RULE)
    assert levy(funding="levy transfer", seeks_transfer="Yes").seeks_transfer is True
