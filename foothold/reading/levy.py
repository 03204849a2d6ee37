"""An advert's levy facts from what was declared, what is on record for the employer, and the rules.

Nothing published says for each employer whether it pays the levy; see `config/public_bodies.csv` for the
only inference that is made.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from importlib.resources import files

from foothold.model.levy import Funding, FundingBasis, Levy, LevyPosition, PositionBasis
from foothold.model.opportunity import Kind
from foothold.model.organisations import normalised_name

Positions = Mapping[str, tuple[LevyPosition, PositionBasis]]
"""What is on record for employers, by `normalised_name`."""

_YES = {"yes", "y", "true", "1"}
_NO = {"no", "n", "false", "0"}
_POSITION_WORDS = {
    LevyPosition.PAYS: {"pays", "yes", "y", "true", "levy payer", "levy paying", "levy-paying", "pays levy", "pays the levy", "levy"},
    LevyPosition.DOES_NOT_PAY: {"does_not_pay", "does not pay", "no", "n", "false", "non levy", "non-levy", "non levy payer", "non-levy payer", "does not pay levy", "does not pay the levy"},
}  # fmt: skip
_FUNDING_WORDS = {
    Funding.EMPLOYER_LEVY: {"employer_levy", "employer levy", "levy", "own levy", "levy funded", "levy account"},
    Funding.TRANSFERRED_LEVY: {"transferred_levy", "transferred levy", "levy transfer", "transfer", "gifted levy"},
    Funding.GOVERNMENT: {"government", "government funded", "fully funded", "fully funded by government"},
    Funding.CO_INVESTMENT: {"co_investment", "co-investment", "co investment", "co-funded", "co-invested"},
    Funding.NOT_APPLICABLE: {"not_applicable", "not applicable", "n/a"},
}  # fmt: skip


def read_yes_no(text: str | None) -> bool | None:
    word = _word(text)
    return True if word in _YES else False if word in _NO else None


def read_position(text: str | None) -> LevyPosition:
    word = _word(text)
    return next((p for p, words in _POSITION_WORDS.items() if word in words), LevyPosition.UNKNOWN)


def read_funding(text: str | None) -> Funding:
    word = _word(text)
    return next((f for f, words in _FUNDING_WORDS.items() if word in words), Funding.UNKNOWN)


def read_levy(
    kind: Kind | None,
    employer: str | None,
    *,
    position: str | None,
    funding: str | None,
    seeks_transfer: str | None,
    source_position: str | None,
    positions: Positions,
) -> Levy:
    """Declared on the advert, else the employer's record, else the source's own setting, else inferred."""
    levy = _with_position(position, employer, source_position, positions)
    said = read_funding(funding)
    if said is not Funding.UNKNOWN:
        levy = replace(levy, funding=said, funding_basis=FundingBasis.DECLARED)
    elif kind is not None and kind is not Kind.APPRENTICESHIP:
        levy = replace(levy, funding=Funding.NOT_APPLICABLE, funding_basis=FundingBasis.RULE)
    return replace(levy, seeks_transfer=read_yes_no(seeks_transfer))


def _with_position(
    declared: str | None, employer: str | None, source_position: str | None, positions: Positions
) -> Levy:
    said = read_position(declared)
    if said is not LevyPosition.UNKNOWN:
        return Levy(said, PositionBasis.DECLARED)
    name = normalised_name(employer) if employer else None
    if name and name in positions:
        return Levy(*positions[name])
    from_source = read_position(source_position)
    if from_source is not LevyPosition.UNKNOWN:
        return Levy(from_source, PositionBasis.DECLARED)
    if name and any(pattern.fullmatch(name) for pattern in _public_bodies()):
        return Levy(LevyPosition.PAYS, PositionBasis.INFERRED)
    return Levy()


@cache
def _public_bodies() -> tuple[re.Pattern[str], ...]:
    rows = files("config").joinpath("public_bodies.csv").read_text(encoding="utf-8").splitlines()
    return tuple(re.compile(row["name_pattern"]) for row in csv.DictReader(rows))


def _word(text: str | None) -> str:
    return " ".join((text or "").lower().split())
