"""The apprenticeship levy on an advert: facts with their basis, never a guess.

The levy is 0.5% of a pay bill above £3m a year; nobody publishes which employer pays it, so the default
is `unknown` and every other value says what it rests on.
"""

from dataclasses import dataclass
from enum import StrEnum


class LevyPosition(StrEnum):
    PAYS = "pays"
    DOES_NOT_PAY = "does_not_pay"
    UNKNOWN = "unknown"


class PositionBasis(StrEnum):
    DECLARED = "declared"
    REGISTER = "register"
    INFERRED = "inferred"
    UNKNOWN = "unknown"


class Funding(StrEnum):
    EMPLOYER_LEVY = "employer_levy"
    TRANSFERRED_LEVY = "transferred_levy"
    GOVERNMENT = "government"
    CO_INVESTMENT = "co_investment"
    NOT_APPLICABLE = "not_applicable"
    UNKNOWN = "unknown"


class FundingBasis(StrEnum):
    DECLARED = "declared"
    RULE = "rule"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Levy:
    employer_position: LevyPosition = LevyPosition.UNKNOWN
    position_basis: PositionBasis = PositionBasis.UNKNOWN
    funding: Funding = Funding.UNKNOWN
    funding_basis: FundingBasis = FundingBasis.UNKNOWN
    seeks_transfer: bool | None = None
