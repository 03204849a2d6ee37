"""Apprenticeship standards: their titles, levels, routes and LARS codes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Course:
    """A training course as the public register names it; `lars_code` is the register's number."""

    lars_code: int | None
    title: str
