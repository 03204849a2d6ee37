"""A small grammar of pay: amounts, joined into scales ("£8 - £12.71 an hour"), each with its period."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from foothold.wage_words import (
    EXPENSE_MONEY,
    IN_TOTAL,
    NOT_PAY,
    OTE,
    PAY_NOUN,
    PERIOD_AFTER,
    PERIOD_BEFORE,
    PERIOD_LOOSE,
    without_quantities,
)

_FOREIGN_CODES = "eur|euros?|usd|aud|cad|nzd|chf|inr|aed|sgd|hkd|jpy|cny|pln|sek|nok|dkk|zar|ngn|rs|dollars?"
_NUMBER = (
    r"(?P<number>\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d{1,3}\.000(?!\d)|\d+(?:\.\d{1,2})?)(?!\d|[.,]\d)"
    r"(?:\s?(?P<kilo>k)(?![a-z]))?(?:p(?=[\s,;)]|$))?"
)
_AMOUNT = re.compile(
    rf"(?:(?P<sign>£|(?:us|au?|ca?|nz|s|hk)?\$|€|[¥₹₽₺₩₪₫₱₦]|zł)|(?<![a-z])(?P<code>gbp|{_FOREIGN_CODES})\s?[£€$]?\s?"
    rf"|(?<![\w.,:#/+]))(?<![\d.,]){_NUMBER}"
    rf"(?:\s?(?P<behind>gbp|pounds?(?: sterling)?|sterling|(?:{_FOREIGN_CODES})\b|€|\$|£(?!\d)))?(?!\s*-?(?:m|mn|million|bn|billion)\b(?![./]))"
)
_STERLING = {"£", "gbp", "pound", "pounds", "pound sterling", "pounds sterling", "sterling"}
_MODIFIER = r"(?:(?:up to|circa|ca\.?|c\.?|around|about|approx(?:imately)?\.?|a maximum of|max(?:imum)?(?: of)?|at|a)\s*)*"
_JOIN = re.compile(
    rf"\s*(?:\+\s*)?(?:\([^()]*\)\s*)?(?P<word>-+|to|until|through|~|,? ?(?:and )?(?:then )?(?:rising|rises|increasing|increases|increase|going up|progressing)(?: up)? to|,? ?up ?to|and)\s*{_MODIFIER}"
)
_UP_TO = re.compile(
    rf"\b(?:up ?to|no more than|a? ?max(?:imum)?(?: (?:salary|of|rate))*)\s*:?\s*{_MODIFIER}$"
)
_FROM = re.compile(
    rf"\b(?:from|starting (?:from|at)|starts? (?:from|at)|min(?:imum)?(?: (?:salary|of|pay|starting salary))*(?: for [a-z ]+?)?\s*-?|(?:at|not|no) (?:least|less than)|over|above|more than)\s*:?\s*{_MODIFIER}$"
)
_OR_MORE = re.compile(
    r"^\+(?=\s*(?:$|per\b|p\.?[ahwcm]\b|an?\b|[/,;)(-]|ote|depend|doe|bonus|benefits|basic))"
    r"|\bor more\b|\band (?:above|up|upwards)\b|\bupwards\b|\bpay more\b|\bminimum\b(?! wage)"
)
_CLAUSE_END = re.compile(
    r"[,;(\[|&+]|\.\s|\b(?:plus|and|with|incl?|including|inclusive|or|but|then|excluding|exc)\b|\s-\s"
)
_CLAUSE_START = re.compile(
    r".*(?:[,;)(|&+]|\.\s|\b(?:plus|and|with|incl?|including|or|but|then)\b)", re.DOTALL
)
_PLAUSIBLE = {
    "hour": (3, 250), "day": (10, 2500), "week": (30, 6000), "month": (80, 25_000), "year": (1000, 900_000),
}  # fmt: skip
_PLAUSIBLE_LOOSE = {"week": (30, 1500), "month": (80, 6000), "year": (4000, 900_000)}
_SIZE_OF_YEAR = (9_000, 500_000)
_MOST_EXPENSES = 500
_SIZE_OF_HOUR = (Decimal("3.5"), 25)


@dataclass(frozen=True, slots=True)
class Amount:
    value: Decimal
    start: int
    end: int
    currency: str | None
    kilo: bool
    exact: bool


@dataclass(frozen=True, slots=True)
class Scale:
    """Figures for one period. `assumed`: no currency was said; `inferred`: the size alone tells the period."""

    low: Decimal | None
    high: Decimal | None
    start: int
    end: int
    per: str | None = None
    assumed: bool = False
    inferred: bool = False
    ote: bool = False

    @property
    def least(self) -> bool:
        return self.high is None

    @property
    def single(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class PayReading:
    """`foreign`: the figures are not sterling; `expenses`: they are what expenses come to."""

    scales: tuple[Scale, ...]
    foreign: bool = False
    expenses: bool = False


def read_scales(said: str, unit: str | None) -> PayReading:
    """What clean text (`wage_words.clean`) offers as pay, in its order; `unit` is the source's own period."""
    plain = without_quantities(said)
    amounts = [amount for amount in _amounts(plain, unit) if amount.value > 0]
    foreign = [amount for amount in amounts if amount.currency and amount.currency not in _STERLING]
    sterling = [amount for amount in amounts if amount not in foreign]
    if foreign and not any(amount.currency for amount in sterling):
        return PayReading((), foreign=True)
    scales = _scales(plain, sterling)
    if _are_expenses(plain, scales):
        return PayReading((), expenses=True)
    kept = [scale for scale in scales if _is_pay(plain, scale, scales)]
    read = tuple(_with_period(said, plain, scale, scales, unit) for scale in kept)
    return PayReading(read)


def _amounts(plain: str, unit: str | None) -> list[Amount]:
    found = [_amount(match) for match in _AMOUNT.finditer(plain)]
    signed = any(amount.currency for amount in found)
    return [
        amount
        for at, amount in enumerate(found)
        if amount.currency
        or _joined_to_signed(plain, found, at)
        or (not signed and _bare_is_money(plain, found, at, unit))
    ]


def _amount(match: re.Match[str]) -> Amount:
    digits = match["number"].replace(",", "")
    value = Decimal(digits.replace(".", "")) if re.fullmatch(r"\d{1,3}\.000", digits) else Decimal(digits)
    kilo = bool(match["kilo"])
    if kilo and value < 1000:
        value *= 1000
    currency = match["sign"] or match["code"] or match["behind"]
    return Amount(value, match.start(), match.end(), currency, kilo, "," in match["number"])


def _joined_to_signed(plain: str, found: list[Amount], at: int) -> bool:
    """The second of "£18,000-22,000" and the first of "18-22k GBP"."""
    amount = found[at]
    before = found[at - 1] if at else None
    after = found[at + 1] if at + 1 < len(found) else None
    if before and before.currency and _is_join(plain[before.end : amount.start]):
        return amount.kilo or amount.value >= before.value
    return bool(
        after and after.currency in _STERLING and plain[amount.end : after.start].strip() in ("-", "to")
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
        low, high = _PLAUSIBLE[per]
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
    return bool(_JOIN.fullmatch(_without_period(between)))


def _without_period(between: str) -> str:
    for pattern in PERIOD_AFTER.values():
        between = pattern.sub("", between, count=1)
    return " ".join(between.split())


def _scales(plain: str, amounts: list[Amount]) -> list[Scale]:
    scales: list[Scale] = []
    at = 0
    while at < len(amounts):
        first = amounts[at]
        second = amounts[at + 1] if at + 1 < len(amounts) else None
        joined = _range(plain, first, second) if second else None
        scales.append(joined or _single(plain, amounts, at))
        at += 2 if joined else 1
    return scales


def _range(plain: str, first: Amount, second: Amount) -> Scale | None:
    between = _without_period(plain[first.end : second.start])
    join = _JOIN.fullmatch(between)
    if not join:
        return None
    if join["word"] == "and" and not re.search(r"\bbetween\s*\W{0,2}$", plain[: first.start]):
        return None
    low, high = _elliptical(first, second), second.value
    if high < low <= high * 2:
        low, high = high, low
    if not low <= high <= low * 10:
        return None
    return Scale(low, high, first.start, second.end, assumed=not (first.currency or second.currency))


def _elliptical(first: Amount, second: Amount) -> Decimal:
    """The 30 of "£30-34k" and of "£30-34,000" means thousands."""
    if first.value < 1000 and second.value >= 9000 and first.value * 1000 <= second.value and not first.kilo:
        return first.value * 1000
    return first.value


def _single(plain: str, amounts: list[Amount], at: int) -> Scale:
    amount = amounts[at]
    begin = amounts[at - 1].end if at else 0
    stop = amounts[at + 1].start if at + 1 < len(amounts) else len(plain)
    before, after = plain[begin : amount.start], plain[amount.end : stop]
    low: Decimal | None = amount.value
    high: Decimal | None = amount.value
    if _UP_TO.search(before):
        low = None
    elif _FROM.search(before) or _OR_MORE.search(after):
        high = None
    return Scale(low, high, amount.start, amount.end, assumed=not amount.currency)


def _around(plain: str, scale: Scale, scales: list[Scale]) -> tuple[str, str]:
    """The text before and after a scale, up to its neighbours."""
    begin = max((other.end for other in scales if other.end <= scale.start), default=0)
    stop = min((other.start for other in scales if other.start >= scale.end), default=len(plain))
    return plain[begin : scale.start], plain[scale.end : stop]


def _clause(plain: str, scale: Scale, scales: list[Scale]) -> tuple[str, str]:
    """The words before and after a scale that speak of it: up to a comma, a bracket, "plus", "and"."""
    before, after = _around(plain, scale, scales)
    cut = _CLAUSE_END.search(after)
    return _CLAUSE_START.sub("", before)[-60:], after[: cut.start() if cut else 60][:60]


def _is_pay(plain: str, scale: Scale, scales: list[Scale]) -> bool:
    """False for allowances, bonuses, vouchers, expenses, budgets: money beside or instead of pay."""
    before, _ = _around(plain, scale, scales)
    ahead, behind = _clause(plain, scale, scales)
    supplement = re.search(r"(?:\bplus|\+|&|\bwith)\s*(?:an? |up to )*$", before)
    if supplement and any(other.end <= scale.start for other in scales):
        return False
    if OTE.search(ahead) and len(scales) > 1:
        return False
    named = NOT_PAY.search(behind)
    if named and not PAY_NOUN.search(behind[: named.start()]) and "inclu" not in behind:
        return False
    named_ahead = list(NOT_PAY.finditer(ahead))
    return not named_ahead or bool(PAY_NOUN.search(ahead[named_ahead[-1].end() :]))


def _are_expenses(plain: str, scales: list[Scale]) -> bool:
    """True where the first figure is of expenses and no word of pay follows: the others explain it."""
    if not scales or PAY_NOUN.search(plain):
        return False
    ahead, behind = _clause(plain, scales[0], scales)
    named = EXPENSE_MONEY.search(ahead) or EXPENSE_MONEY.search(behind)
    return bool(named) and _fits(scales[0], 0, _MOST_EXPENSES)


def _with_period(said: str, plain: str, scale: Scale, scales: list[Scale], unit: str | None) -> Scale:
    before, after = _around(plain, scale, scales)
    inside = plain[scale.start : scale.end]
    per = (
        _nearest(PERIOD_AFTER, inside, scale)
        or _nearest(PERIOD_AFTER, re.split(r"[.;]\s", after)[0], scale)
        or _nearest(PERIOD_BEFORE, said[scale.start - len(before) : scale.start], scale, last=True)
    )
    if per or unit:
        return replace(scale, per=per or unit)
    for name, pattern in PERIOD_LOOSE.items():
        if pattern.search(said) and _fits(scale, *_PLAUSIBLE_LOOSE[name]):
            return replace(scale, per=name)
    if IN_TOTAL.search(said) and _fits(scale, 0, 20_000):
        return replace(scale, per="total")
    return _with_inferred_period(scale)


def _nearest(
    patterns: dict[str, re.Pattern[str]], text: str, scale: Scale, *, last: bool = False
) -> str | None:
    """The period said nearest to the figure; further off, one that the figure's size contradicts is not it."""
    found = [
        (match.start(), name)
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
        if (not last and match.start() <= 2) or _fits(scale, *_PLAUSIBLE[name])
    ]
    if not found:
        return None
    return max(found)[1] if last else min(found)[1]


def _with_inferred_period(scale: Scale) -> Scale:
    if _fits(scale, *_SIZE_OF_YEAR):
        return replace(scale, per="year", inferred=True)
    if _fits(scale, *_SIZE_OF_HOUR):
        return replace(scale, per="hour", inferred=True)
    return scale


def _fits(scale: Scale, least: Decimal | int, most: Decimal | int) -> bool:
    return all(least <= value <= most for value in (scale.low, scale.high) if value is not None)
