"""A small grammar of pay: amounts, joined into scales ("£8 - £12.71 an hour"), each with its period."""

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from foothold.model.plausible import LEAST_PAY, MOST_PAY
from foothold.reading.wage.amounts import (
    JOIN,
    MODIFIER,
    PLAUSIBLE,
    STERLING,
    Amount,
    read_amounts,
    without_period,
)
from foothold.reading.wage.patterns import (
    BY_YEAR_OR_AGE,
    EXPENSE_MONEY,
    IN_TOTAL,
    LATER,
    NOT_PAY,
    OTE,
    OTHER_MEASURE,
    OTHER_PERIOD,
    PAY_NOUN,
    PERIOD_AFTER,
    PERIOD_BEFORE,
    PERIOD_LOOSE,
    RISES,
    STEP,
    WAGE_NOUN,
    without_quantities,
)

_UP_TO = re.compile(
    rf"(?:^\W*to|\b(?:up ?to|no more than|a? ?max(?:imum)?(?: (?:salary|of|rate))*))\s*:?\s*{MODIFIER}$"
)
_FROM = re.compile(
    rf"\b(?:from|starting (?:from|at)|starts? (?:from|at)|min(?:imum)?(?: (?:salary|of|pay|starting salary))*(?: for [a-z ]+?)?\s*-?|(?:at|not|no) (?:least|less than)|over|above|more than|upwards of)\s*:?\s*{MODIFIER}$"
)
_OR_LESS = re.compile(r"^[^,;(|]{0,15}\b(?:max(?:imum)?|or less)\b(?! wage)")
_OR_MORE = re.compile(
    r"^\+(?=\s*(?:$|per\b|p\.?[ahwcm]\b|an?\b|[/,;)(-]|ote|depend|doe|bonus|benefits|basic))"
    r"|^\s*(?:per \w+|an? \w+|p\.?[ahw]\.?)\s?\+\s*$|\bor (?:more|above|higher|over)\b|\band (?:above|up|upwards)\b|\bupwards\b|\bpay more\b|\bminimum\b(?! wage)"
)
_CLAUSE_END = re.compile(
    r"[,;(\[|&+]|\.\s|\b(?:plus|and|with|incl?|including|inclusive|or|but|then|excluding|exc)\b|\s-\s"
)
_CLAUSE_START = re.compile(
    r".*(?:[,;)(|&+]|\.\s|\b(?:plus|and|with|incl?|including|or|but|then)\b)", re.DOTALL
)
_PLAUSIBLE_LOOSE = {"week": (30, 1500), "month": (80, 6000), "year": (4000, 900_000)}
_SIZE_OF_YEAR = (9_000, 500_000)
_SIZE_OF_WEEK = (100, 700)
_MOST_EXPENSES = 500
_SIZE_OF_HOUR = (Decimal("3.5"), 25)


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

    @property
    def single(self) -> bool:
        return self.low == self.high


@dataclass(frozen=True, slots=True)
class PayReading:
    """`foreign`: the figures are not sterling; `expenses`: they are what expenses come to; `implausible`: some are
    left out that nobody is paid."""

    scales: tuple[Scale, ...]
    foreign: bool = False
    expenses: bool = False
    implausible: bool = False


def read_scales(said: str, unit: str | None) -> PayReading:
    """What clean text (`patterns.clean`) offers as pay, in its order; `unit` is the source's own period."""
    plain = without_quantities(said)
    amounts = [amount for amount in read_amounts(plain, unit) if amount.value > 0]
    foreign = [amount for amount in amounts if amount.currency and amount.currency not in STERLING]
    sterling = [amount for amount in amounts if amount not in foreign]
    if foreign and not any(amount.currency for amount in sterling):
        return PayReading((), foreign=True)
    scales = _scales(plain, sterling)
    if _are_expenses(plain, scales):
        return PayReading((), expenses=True)
    kept = [scale for scale in scales if _is_pay(plain, scale, scales)]
    read = [_with_period(said, plain, scale, scales, unit) for scale in kept]
    read = _with_shared_period(said, read)
    plausible = tuple(scale for scale in read if _fits(scale, LEAST_PAY[scale.per], MOST_PAY[scale.per]))
    return PayReading(plausible, implausible=len(plausible) < len(read))


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
    said = plain[first.end : second.start]
    between = without_period(said)
    join = JOIN.fullmatch(between)
    if not join:
        return None
    if join["word"] == "and" and not re.search(r"\bbetween\s*\W{0,2}$", plain[: first.start]):
        return None
    if join["word"] == "/" and between != " ".join(said.split()):
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
    before, after = plain[begin : amount.start], plain[amount.end : stop + 1]
    low: Decimal | None = amount.value
    high: Decimal | None = amount.value
    if _UP_TO.search(before) or _OR_LESS.search(after):
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
    supplement = re.search(r"(?:\bplus|(?<!\d)\+|&|\bwith)\s*(?:an? |up to )*$", before)
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
    if OTHER_PERIOD.match(after):
        return scale
    if WAGE_NOUN.search(before[-40:]) and _fits(scale, *_SIZE_OF_WEEK):
        return replace(scale, per="week", inferred=True)
    return _with_inferred_period(scale)


def _with_shared_period(said: str, scales: list[Scale]) -> list[Scale]:
    """In "1st year £8.16, 2nd year £10.60 per hour" the last one says the period for all."""
    for at in range(len(scales) - 2, -1, -1):
        this, following = scales[at], scales[at + 1]
        between = said[this.end : following.start]
        if (
            (this.per and not this.inferred)
            or following.inferred
            or not following.per
            or following.per == "total"
        ):
            continue
        if (
            STEP.search(between)
            and not re.search(r"[.(]\s?", between)
            and _fits(this, *PLAUSIBLE[following.per])
            and alike(this, following)
        ):
            scales[at] = replace(this, per=following.per, inferred=False)
    return scales


def alike(first: Scale, second: Scale) -> bool:
    """Of one size: at most three times each other."""
    values = [value for scale in (first, second) for value in (scale.low, scale.high) if value is not None]
    return max(values) <= 3 * min(values)


def steps(said: str, scales: tuple[Scale, ...]) -> list[Scale]:
    """The first scale and those of its own period that carry it on ("Year 1 £17,901, Year 2 £18,529"); not the
    same pay measured otherwise ("£27,000 (actual salary £23,400)")."""
    run = [scales[0]]
    for scale in scales[1:]:
        if scale.per != run[0].per:
            continue
        between = said[run[-1].end : scale.start]
        around = between + re.split(r"[,;()|]|\.\s", said[scale.end :])[0]
        rises = RISES.search(between) or LATER.search(around)
        other = OTHER_MEASURE.search(around)
        single = run[-1].single and scale.single
        if (
            not alike(run[0], scale)
            or not (rises or STEP.search(between))
            or (other and not (rises and single))
        ):
            break
        if not single and not BY_YEAR_OR_AGE.search(between):
            break
        run.append(scale)
    return run


def _nearest(
    patterns: dict[str, re.Pattern[str]], text: str, scale: Scale, *, last: bool = False
) -> str | None:
    """The period said nearest to the figure; further off, one that the figure's size contradicts is not it."""
    found = [
        (match.start(), name)
        for name, pattern in patterns.items()
        for match in pattern.finditer(text)
        if (not last and match.start() <= 2) or _fits(scale, *PLAUSIBLE[name])
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
