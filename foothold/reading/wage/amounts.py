"""The sums of money in words of pay: each amount with its currency, and which bare numbers are money at all."""

import re
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

from foothold.reading.wage.patterns import PERIOD_AFTER

_FOREIGN_CODES = "eur|euros?|usd|aud|cad|nzd|chf|inr|aed|sgd|hkd|jpy|cny|pln|sek|nok|dkk|zar|ngn|rs|dollars?"
_AN_HOUR = r"\s*(?:per h|an h|p\.?/?h|/ ?h|hourly)"
# "£24.500" is thousands as some spreadsheets write them; rates by the hour may have four decimals.
_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|(?P<points>\d{1,3}\.000|\d{2,3}\.\d\d0)(?:,\d\d)?(?!\d|"
    + _AN_HOUR
    + ")"
    r"|\d{1,3}\.\d{3,4}(?="
    + _AN_HOUR
    + r")|(?P<pence>\d{3,4}(?=p"
    + _AN_HOUR
    + r"))|\d+(?:\.\d{1,2})?)(?!\d|[.,]\d)"
    r"(?:\s?(?P<kilo>k)(?![a-z]))?(?:p(?=[\s,;)]|$))?"
)
_AMOUNT = re.compile(
    rf"(?:(?P<sign>£|(?:us|au?|ca?|nz|s|hk)?\$|€|[¥₹₽₺₩₪₫₱₦]|zł)|(?<![a-z])(?P<code>gbp|{_FOREIGN_CODES})\s?[£€$]?\s?"
    rf"|(?<![\w.,:#+])(?<![^\dk]/))(?<![\d.,]){_NUMBER}"
    rf"(?:\s?(?P<behind>gbp|pounds?(?: sterling)?|sterling|(?:{_FOREIGN_CODES})\b|€|\$|£(?!\d)))?(?!\s*-?(?:m|mn|million|bn|billion)\b(?![./]))"
)
MOST_AMOUNTS = 40
"""Figures that are read of one text: more are a table of scales, and no advert's pay."""
STERLING = {"£", "gbp", "pound", "pounds", "pound sterling", "pounds sterling", "sterling"}
# Each word is taken once and for all: “ca” is not also a c and an a.
MODIFIER = r"(?>(?:up to|circa|ca\.?|c\.?|around|about|approx(?:imately)?\.?|a maximum of|max(?:imum)?(?: of)?|at|a)\s*+)*+"
JOIN = re.compile(
    rf"\s*(?:\+\s*)?(?:\([^()]*\)\s*)?\(?(?P<word>-+|to|/|until|through|~|,? ?(?:and )?(?:then )?(?:rising|rises|increasing|increases|increase|going up|progressing)(?: up)? to|,? ?up ?to|and)\s*{MODIFIER}"
)
PLAUSIBLE = {
    "hour": (3, 250), "day": (10, 2500), "week": (30, 6000), "month": (80, 25_000), "year": (1000, 900_000),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    start: int
    end: int
    currency: str | None
    kilo: bool
    exact: bool


def read_amounts(plain: str, unit: str | None) -> list[Amount]:
    found = [_amount(match) for match in islice(_AMOUNT.finditer(plain), MOST_AMOUNTS)]
    signed = any(amount.currency for amount in found)
    return [
        amount
        for at, amount in enumerate(found)
        if amount.currency
        or _joined_to_signed(plain, found, at)
        or (not signed and _bare_is_money(plain, found, at, unit))
    ]


def _amount(match: re.Match[str]) -> Amount:
    value = Decimal(match["points"].replace(".", "") if match["points"] else match["number"].replace(",", ""))
    if match["pence"]:
        value /= 100
    kilo = bool(match["kilo"])
    if kilo and value < 1000:
        value *= 1000
    currency = match["sign"] or match["code"] or match["behind"] or ("£" if match["pence"] else None)
    return Amount(value, match.start(), match.end(), currency, kilo, "," in match["number"])


def _joined_to_signed(plain: str, found: list[Amount], at: int) -> bool:
    """The second of "£18,000-22,000" and the first of "18-22k GBP"."""
    amount = found[at]
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if after and after.kilo and not amount.kilo and _is_join(plain[amount.end : after.start]):
        return amount.value * 1000 <= after.value <= 300_000
    if before and before.currency and _is_join(plain[before.end : amount.start]):
        return amount.kilo or amount.value >= before.value
    return bool(
        after and after.currency in STERLING and plain[amount.end : after.start].strip() in ("-", "to")
    )


def _bare_is_money(plain: str, found: list[Amount], at: int, unit: str | None) -> bool:
    """Without a currency a number is pay only beside a period or a label, with a k, or all on its own."""
    amount = found[at]
    if _is_year_number(amount):
        return False
    if amount.kilo:
        return 5_000 <= amount.value <= 300_000 and not re.match(
            r"\s*\+?\s*(?:customers|employees|people|users|followers|staff|run|words|colleagues)",
            plain[amount.end :],
        )
    first, last = _run(plain, found, at)
    behind, before = plain[found[last].end :], plain[: found[first].start]
    per = next((name for name, pattern in PERIOD_AFTER.items() if pattern.match(behind.lstrip(" ("))), None)
    if per:
        low, high = PLAUSIBLE[per]
        return low <= amount.value <= high
    label = re.search(r"(?:\b(?:salary|wage|pay|rate|earnings|paying)s?(?: (?:of|is|range|up to|from))*\s*[:=-]?\s*|^\W*(?:up to |from |circa |c\.? ?)?)$", before)  # fmt: skip
    if not label:
        return False
    alone = not before.strip() and not behind.strip(" .+*") and (unit is not None or first == 0)
    return alone or amount.value >= 1000 or (amount.value < 100 and bool(before.strip()) and "." in plain[amount.start : amount.end])  # fmt: skip


def _run(plain: str, found: list[Amount], at: int) -> tuple[int, int]:
    """The first and last of the amounts that are joined to that one."""
    if at + 1 < len(found) and _is_join(plain[found[at].end : found[at + 1].start]):
        return at, at + 1
    if at and _is_join(plain[found[at - 1].end : found[at].start]):
        return at - 1, at
    return at, at


def _is_year_number(amount: Amount) -> bool:
    return (
        not amount.exact
        and not amount.kilo
        and 1990 <= amount.value <= 2060
        and amount.end - amount.start == 4
    )


def _is_join(between: str) -> bool:
    return bool(JOIN.fullmatch(without_period(between)))


def without_period(between: str) -> str:
    for pattern in PERIOD_AFTER.values():
        between = pattern.sub("", between, count=1)
    return " ".join(between.split())
