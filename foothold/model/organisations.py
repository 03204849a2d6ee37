"""Employers, training providers and the pledges that employers have made in public."""

import re
import unicodedata
from dataclasses import dataclass

# Boards write the day and the advertiser as one: "20 October by Example Ltd", "3 days ago by Example Ltd".
_POSTED_BY = re.compile(
    r"^\s*(?:posted\s+)?(?:(?:on\s+)?\d{1,2}\s+(?:january|february|march|april|may|june|july|august|september|october"
    r"|november|december)(?:\s+\d{4})?|\d+\+?\s+(?:minute|hour|day|week|month)s?\s+ago|today|yesterday|just now)\s+by\s+(?=\S)",
    re.I,
)
_COMPANY_FORM = re.compile(r"\b(limited|ltd|plc|llp|lp|inc|cic|co|company|uk)\b\.?", re.I)


def slugify(text: str) -> str:
    """`Guy's & St Thomas'` → `guys-and-st-thomas`: lower-case ASCII words joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text.replace("&", " and ")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower().replace("'", "")).strip("-")


def name_alone(text: str) -> str:
    """An employer's name without the day on which a board says that it posted the advert."""
    return _POSTED_BY.sub("", text)


def normalised_name(name: str) -> str:
    """The name by which two spellings of one employer are compared: no day, company form, case or punctuation."""
    name = name_alone(name)
    return slugify(_COMPANY_FORM.sub(" ", name)) or slugify(name)


def same_organisation(a: str, b: str) -> bool:
    """Whether two spellings are certainly one organisation's: `Example Ltd` and `EXAMPLE LIMITED`. Letters that are
    none of the Latin alphabet count too: what looks like an organisation's name may be another's."""
    return normalised_name(a) == normalised_name(b) and _not_latin(a) == _not_latin(b)


def _not_latin(name: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", name_alone(name)).casefold()
    return [letter for letter in plain if letter.isalnum() and not letter.isascii()]


@dataclass(frozen=True, slots=True)
class Commitment:
    """A public pledge (Social Mobility Pledge, Disability Confident, living wage) and what it rests on."""

    name: str
    level: str | None
    basis: str
    url: str | None


@dataclass(frozen=True, slots=True)
class Employer:
    name: str
    slug: str
    commitments: tuple[Commitment, ...] = ()

    @classmethod
    def named(cls, name: str, commitments: tuple[Commitment, ...] = ()) -> "Employer":
        tidy = " ".join(name_alone(name).split())
        return cls(tidy, slugify(tidy), commitments)


@dataclass(frozen=True, slots=True)
class Provider:
    """A training provider; `ukprn` is its number in the UK Register of Learning Providers."""

    name: str
    ukprn: int | None
