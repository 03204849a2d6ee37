"""The words of pay around its figures: periods, qualifiers, legal minimums, and what is money but not pay."""

import re
from itertools import islice, pairwise

from foothold.reading.entities import unescaped
from foothold.reading.wage.minimum_wage import BANDS

_BROKEN_POUND = re.compile(r"Â£|Ã‚Â£|�(?=\s?\d)|ï¿½(?=\s?\d)|┬ú|ú(?=\d)")
_BROKEN_EURO = re.compile(r"â‚¬|‚¬|â\x82¬")
_TAGS = re.compile(r"<[^<>]{1,200}>")
_DASHES = re.compile(r"[‐‑‒–—―−→]|->|â€“|â€”")
_SPACED_SIGN = re.compile(r"([£$€])\s+(?=\d)")
_SPACED_THOUSANDS = re.compile(r"([£$€]\d{1,3}) (\d{3})(?![\d,]|\.\d{3}| ?(?:hours|hrs|days|weeks))")
_SPACED_COMMA = re.compile(
    r"(£\d{1,3})(?: ,|, | , )(\d{3})(?![\d,]|\.\d{3}| ?(?:hours|hrs|days|weeks|miles|people|places))"
)
_SPACED_NUMBER = re.compile(
    r"(?<![\d,.£] )(?<![\d,.£])(\d{2,3}) (\d{3})(?= ?(?:gbp|pounds?\b|per (?:annum|year)|p\.?a\b))"
)
_DECIMAL_COMMA = re.compile(
    r"(?P<sign>[£$€]|(?<![a-z])(?:gbp|eur|usd) ?)?(?<![\d.,])(?P<whole>\d{1,3}(?:[. ]\d{3}){1,2}|\d{1,6}),(?P<pence>\d{2})(?!\d|[.,]\d)"
    r"(?P<behind> ?(?:[£€$]|gbp\b|eur\b|usd\b|pounds?\b)| ?(?:per|an?|p\.?/?|/) ?(?:hour|hr|h|day|d|week|wk|w|month|m|annum|year|a)\b|p\.?[hdwa]\b| hourly)?"
)
_JOINS_FIGURES = re.compile(r" ?(?:-|to|and) ?")
_MOST_FIGURES = 40
SAYS_NO_PAY = re.compile(
    r"\W*(?:(?:salary|wage|pay)\W{1,3})?(?:t\.?b\.?[cad]|to be (?:confirmed|advised|agreed|announced|discussed|decided)"
    r"|(?:please )?see (?:the )?(?:attached|attachment|advert|below|above|description|job description|details|website)"
    r"|n/?a|not (?:stated|specified|disclosed|applicable|known|available)|unspecified|unknown|various)?\W*",
    re.I,
)
"""Words in the place of pay that say nothing of it."""
LONGEST = 1_000
"""Characters of words of pay that are read, ten times the longest real ones."""


def clean(text: str, unit: str | None = None) -> tuple[str, bool]:
    """Lower case with one kind of dash, space and pound sign; and whether its encoding was broken."""
    said = unescaped(text[:LONGEST])
    mended = _BROKEN_EURO.sub("€", _BROKEN_POUND.sub("£", said))
    plain = _DASHES.sub("-", _TAGS.sub(" ", mended)).replace("Â ", " ").replace("₤", "£").replace("￡", "£")
    plain = re.sub(r"(?<=[a-z])(?=[A-Z][a-z])", " ", plain)
    plain = " ".join(plain.lower().replace("’", "'").split())
    joined = _SPACED_THOUSANDS.sub(r"\1,\2", _SPACED_COMMA.sub(r"\1,\2", _SPACED_SIGN.sub(r"\1", plain)))
    return _SPACED_NUMBER.sub(
        r"\1,\2", with_decimal_points(joined, has_period=bool(period_of_unit(unit)))
    ), mended != said


def with_decimal_points(plain: str, *, has_period: bool = False) -> str:
    """`£8,50 an hour` as `£8.50 an hour`: two digits behind a comma are pence where the figure is one of money, by a
    sign, a period, a figure that it is joined to, or because there are no other words. `£18,00` alone may lack a zero, and stays."""
    found = list(islice(_DECIMAL_COMMA.finditer(plain), _MOST_FIGURES))
    if not found:
        return plain
    joined = [_JOINS_FIGURES.fullmatch(plain[a.end() : b.start()]) for a, b in pairwise(found)]
    has_period = has_period or any(pattern.search(plain) for pattern in PERIOD_AFTER.values())
    money = [
        bool(one["sign"] or one["behind"]) and (has_period or one["pence"] != "00" or len(one["whole"]) > 3)
        for one in found
    ]
    for at in range(len(joined)):
        money[at + 1] = money[at + 1] or bool(joined[at] and money[at])
    for at in reversed(range(len(joined))):
        money[at] = money[at] or bool(joined[at] and money[at + 1])
    alone = has_period and all(joined) and not (plain[: found[0].start()] + plain[found[-1].end() :]).strip()
    for one in (
        one for one, is_money in zip(reversed(found), reversed(money), strict=True) if is_money or alone
    ):
        whole = one["whole"] if one["sign"] or " " not in one["whole"] else None
        if whole:
            figure = re.sub("[. ]", "", whole) + "." + one["pence"]
            plain = plain[: one.start("whole")] + figure + plain[one.end("pence") :]
    return plain


_UNIT = {
    "hour": r"h(?:ou)?rs?|hour|hourly|h",
    "day": r"days?|daily|d|diem",
    "week": r"weeks?|wks?|weekly|w",
    "month": r"(?:calendar )?(?:months?|mths?|mnth|mon)|monthly|m|cm",
    "year": r"ann?um|anum|years?|yrs?|annual(?:ly)?|yearly|y",
}
_LONG_UNIT = {
    "hour": r"h(?:ou)?r",
    "day": r"day",
    "week": r"w(?:ee)?k",
    "month": r"(?:calendar )?(?:month|mth)",
    "year": r"year|yr",
}
_INITIALS = {"hour": r"h", "day": r"d", "week": r"w", "month": r"c\.?m|m", "year": r"a"}
_ADVERB = {
    "hour": r"hourly",
    "day": r"daily|day rate",
    "week": r"weekly",
    "month": r"monthly",
    "year": r"annually|yearly|annum|annual(?=\s*(?:$|[,;)(]|salary|wage))",
}
_RATE_NOUNS = r"(?:gross |basic |base |starting |full[- ]time |minimum |pay |apprentice(?:ship)? )*(?:rate|salary|wage|pay|income|earnings|salaries|wages|equivalent|figure|stipend|allowance|remuneration)s?"

PERIOD_AFTER = {
    name: re.compile(
        rf"(?:\b(?:per|each|every)|p/|/)\s*[- ]?(?:full |working )?(?:{_UNIT[name]})\b"
        rf"|\ban?\s+(?:full )?(?:{_LONG_UNIT[name]})s?\b"
        rf"|(?<![a-z])p\.?\s?(?:{_INITIALS[name]})\b(?!\w)|\bp/(?:{_INITIALS[name]})\b"
        rf"|(?<!reviewed )(?<!paid )(?<!review )\b(?:{_ADVERB[name]})\b(?! (?:bonus|review|leave|increment|pay rise|holiday|travel|meeting))"
    )
    for name in _UNIT
}
"""Said behind a figure: "per annum", "p.a.", "/hr", "an hour", "weekly"."""

PERIOD_BEFORE = {
    "hour": re.compile(rf"\b(?:hourly {_RATE_NOUNS}|per hour|an hour)\b"),
    "day": re.compile(rf"\b(?:(?:daily|day) {_RATE_NOUNS}|per day|a day)\b"),
    "week": re.compile(rf"\b(?:weekly {_RATE_NOUNS}|weekly|per week|a week)\b"),
    "month": re.compile(rf"\b(?:monthly {_RATE_NOUNS}|monthly|per month|a month)\b"),
    "year": re.compile(
        rf"\b(?:(?:annual|yearly) {_RATE_NOUNS}|annually|per annum|p\.?a\b|per year|a year"
        r"|(?:first|second|third|1st|2nd|3rd)[- ]years?|years? (?:\d|one|two|three))"
    ),
}
"""Said before a figure: "hourly rate: £12", "Day rate : £450", "Year 1 £17,901"."""

PERIOD_LOOSE = {
    "week": re.compile(r"\bpaid weekly\b"),
    "month": re.compile(r"\bpaid monthly\b"),
    "year": re.compile(
        r"\b(?:for|in|during) (?:your|the|their|an) (?:apprentice's |full )?(?:first|second|1st|2nd)[- ]year\b|\b(?:first|1st)[- ]year\b"
    ),
}
"""Hints that count only for a figure of that size: "paid monthly" may say how often, not how much."""

IN_TOTAL = re.compile(
    r"\b(?:in total|total of|a total|one[- ]off|lump sum|for the (?:whole |entire |full |\w+[- ]week )?(?:placement|internship|"
    r"programme|project|week|fortnight|period|duration|summer)|per (?:placement|project|internship|programme)"
    r"|for (?:the )?(?:full |whole )?(?!(?:12|twelve)[- ]months?)(?:\d+|one|two|three|four|five|six|eight|ten|twelve)[- ](?:weeks?|days?|months?)\b)"
)

UNITS = {
    **dict.fromkeys(("hour", "hourly", "hr", "hours", "per hour", "ph", "h", "hrs", "an hour"), "hour"),
    **dict.fromkeys(("day", "daily", "per day", "days", "pd", "d", "diem", "per diem", "a day"), "day"),
    **dict.fromkeys(("week", "weekly", "per week", "wk", "weeks", "pw", "w", "wks", "a week"), "week"),
    **dict.fromkeys(("month", "monthly", "per month", "mon", "months", "pcm", "mth", "mo", "m", "a month"), "month"),
    **dict.fromkeys(
        ("year", "yearly", "annual", "annually", "annum", "per annum", "per year", "pa", "yr", "years", "p a", "y",
         "a year", "ann"),
        "year",
    ),
    **dict.fromkeys(("total", "one time", "onetime", "fixed fee", "lump sum", "one off"), "total"),
}  # fmt: skip
"""What sources write in a column of its own: "Annually", "HOUR", "per-year-salary"."""


def period_of_unit(unit: str | None) -> str | None:
    words = re.sub(r"[^a-z]+", " ", (unit or "").lower()).strip()
    words = re.sub(r" (?:salary|wage|rate|pay)$", "", words)
    return UNITS.get(words)


_QUANTITY_UNITS = r"hours?|hrs?|months?|mths?|weeks?|wks?|days?|years?|yrs?|mins?|minutes?|miles?|shifts?|places?|positions?|people"
_NOT_MONEY = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?<![£$€\d.,])(?<!gbp )\d{{1,4}}(?:[.:]\d+)?\s*(?:(?:-|to)\s*\d+(?:\.\d+)?)?\s*\+?\s*-?\s*(?:{_QUANTITY_UNITS})\b"
        r"(?:\s*(?:of (?:work|training)\s*)?(?:a|per|/|each|every|p\.?)\s*(?:week|wk|w|day|month|year|annum)\b)?",
        r"(?:hours|hrs) (?:a|per|each|/) (?:week|day|month|year)\b(?:\s*(?:[:=-]|is)\s*\d{1,2}(?:\.\d+)?)?",
        r"(?<![£$€\d.,])\d+(?:\.\d+)?\s*(?:%|per ?cent)",
        r"(?<![£$€\d.,])\d{1,2}(?:st|nd|rd|th)\b",
        r"\b(?:aged?s?|under|over|level|band|grade|spine point|scp|point|step|scale|nvq|nqf|key stage|ks|year|afc)"
        r"\s*\d{1,2}(?:\s*(?:-|to|/|and)\s*\d{1,2})?\b(?!\s*[.,]\d|k\b)(?:-year-olds?)?",
        r"(?<![£$€\d.,])(?<!gbp )(?<!usd )(?<!eur )(?:1[4-9]|2[0-5])\s*(?:-|to)\s*(?:1[4-9]|2[0-5])(?=\s*(?:\)|:|£|year|yr|$|,))",
        r"(?<![£$€\d.,])(?:16|18|19|21|23|25)\s?\+(?=\s*(?:\)|:|£|year|yr|$|,))",
        r"(?<![£$€\d.,])(?:0\d{3,4}|\+44)[\s\d-]{6,12}\d",
        r"(?<!\d\.)\b\d{1,2}[/.-]\d{1,2}[/.-](?:20)?\d{2}\b(?!\.\d)",
        r"(?<![£$€\d.,])\d{1,2}(?:[.:]\d{2})?\s*(?:am|pm)\b(?!\s*(?:£|$))",
    )
)


def without_quantities(said: str) -> str:
    """The same length, with hours, lengths, ages, levels, dates and telephone numbers blanked."""
    for pattern in _NOT_MONEY:
        said = pattern.sub(lambda found: " " * len(found[0]), said)
    return said


_IN_A_JOB_TITLE = (
    r"(?= (?:exec|associate|assist|manag|advis|consult|apprentic|rep\b|represent|admin|support|trainee|negotiator|person"
    r"|ledger|officer|analyst|technician|engineer|co-?ordinator|operat|marketing|team|floor))"
)
_EXTRAS = (
    r"(?<!training )(?<!apprentice )(?<!apprenticeship )(?<!weekly )(?<!monthly )allowance|bonus(?:es)?|voucher|bursar(?:y|ies)|referral|refer a friend|relocation|pension|discount"
    rf"|budget|turnover|revenue|(?:sales|funding|equipment|investment)(?!{_IN_A_JOB_TITLE})|grants?|levy|worth|valued?|overtime|weighting|supplement|premium"
    r"|enhancement|hcas|prize|loan|laptop|uniform|savings?|raised|reward|incentive"
    r"|sign[- ]on|commission|deposit|costs?|gift|scholarship|donation|contribution|credit|(?:application|tuition"
    r"|course|joining|registration|admin\w*|training|exam|membership) fees?|previously|was|towards?|gym|tlr|profit|assets|portfolio"
)
_EXPENSES = r"expenses|travel(?:ling)?|lunch(?:es)?|subsistence|meals?|(?<!fresh )food(?! (?:pub|restaurant|service|hygiene|production|retail|industry|manufactur))|fares?|oyster|travelcard"
NOT_PAY = re.compile(rf"\b(?:{_EXTRAS}|{_EXPENSES})\b")
EXPENSE_MONEY = re.compile(rf"\b(?:{_EXPENSES})\b")
PAY_NOUN = re.compile(
    r"\b(?:salar(?:y|ies)|wages?|pay|paid|earn(?:ings|s)?|rate|stipend|basic|remuneration)\b"
)
OTE = re.compile(r"\bote\b|on[- ]target earnings?|on target")

WAGE_NOUN = re.compile(r"\bwages?\b(?! rise)")
"""Behind it stands a week's pay, where the size fits: "Enhanced wage (£259.84)"."""

OTHER_PERIOD = re.compile(
    r"\s*(?:(?:per|an?|each|every|/)\s*(?:shift|session|lesson|class|visit|half[- ]?day|fortnight|night|piece|article|unit"
    r"|delivery|event|game|match|evening|weekend|term)s?\b|fortnightly)"
)
BY_YEAR_OR_AGE = re.compile(
    r"\b(?:year|stage) (?:\d|one|two|three|four)\b|\b(?:first|second|third|fourth|1st|2nd|3rd|4th)[- ]year\b|\by[1-4]\b"
    r"|\bage[ds]?\b|\b\d\d\+|\bunder \d\d|\bthen\b"
)
RISES = re.compile(
    rf"\bris(?:ing|es?)\b|\bincreas|\bgo(?:ing|es) up\b|\bprogress|\bthen\b|{BY_YEAR_OR_AGE.pattern}"
)
STEP = re.compile(rf"{RISES.pattern}|[,;/|&:]|\b(?:and|or|after|year|level|months?)\b|\b\d\d\s?-\s?\d\d\b")
LATER = re.compile(r"\bfrom (?:\d{1,2}(?:st|nd|rd|th)? )?(?:january|april|august|september|october)\b")
OTHER_MEASURE = re.compile(
    r"\bactual|\bequivalent|\bfte\b|\bpro[- ]?rata|\bprorated|\binclu|\bincl?\b|\btotal|\bote\b|\bon[- ]target|\bequa(?:l|te)|\bfull[- ]time"
)

_MINIMUM_WORDS = r"(?:national |legal |statutory )?(?:minimum|living)(?: hourly)?(?: wages?| rates?| pay)?"
APPRENTICE_MINIMUM = re.compile(
    rf"apprentice(?:ship)?s?'?s? (?:national )?(?:minimum|nmw)(?: wages?| rates?)?|apprentice(?:ship)?s?'? rates?\b|national apprentice(?:ship)?s?'? (?:minimum )?(?:wages?|rates?)"
    rf"|(?:national {_MINIMUM_WORDS}|{_MINIMUM_WORDS}|nmw)(?: \(nmw\))?(?:,? (?:rates?|wages?|pay))?,?(?: for an?| for| as an?)? apprentice(?:ship)?s?"
    r"|\bnmwa\b|\bamw\b|minimum apprentice(?:ship)?(?: wages?| rates?| pay)"
)
NATIONAL_MINIMUM = re.compile(
    r"\bnmw\b|\bnlw\b|national (?:minimum|living)|minimum wage|statutory minimum|legal minimum"
)
NATIONAL_LIVING = re.compile(r"\bnlw\b|national living")
LONDON_LIVING_WAGE = re.compile(r"london living(?: wage)?|\bllw\b")
MORE_THAN = re.compile(
    r"(?:above|more than|over|exceed\w*|higher than|at least|minimum of)(?: the| our)? "
    r"(?:national|legal|nmw|apprentice|nlw|statutory|minimum)"
)
COMPETITIVE = re.compile(r"\bcompetitive\b(?! (?:process|exam|application))")
_AGES = {
    "16-17": re.compile(r"\b16\s?(?:-|to|/|and|&)\s?17\b|\bunder[- ]18\b"),
    "18-20": re.compile(r"\b18\s?(?:-|to|/)\s?20\b"),
    "21+": re.compile(r"\b21\s?(?:\+|and over|or over|and above|plus|years? and over)|\bover 21|\b23\s?\+"),
}

UNPAID = re.compile(
    r"(?<!not )(?<!not an )(?<!never )(?<!no )\bunpaid\b(?! (?:lunch|break|leave|overtime|trial|hour|meal|rest|holiday|for lunch))"
    r"|(?:n't|\bnot) (?:be |been |an? |currently )*paid\b(?! (?:for )?(?:lunch|break|overtime))|\bun-paid\b(?! (?:lunch|break|leave))|\bnot (?:a )?paid\b(?! (?:for )?(?:lunch|break|overtime))|\bnon[- ]paid\b|\bno (?:pay|salary|wage|payment|remuneration)\b"
    r"|\bvoluntary\b(?! (?:pension|benefit|contribution|sector|scheme|organi))|\bvolunteer(?:ing)? (?:role|position|placement|opportunity)|^volunteer(?:ing)?$|\bwithout (?:pay|payment)\b"
    r"|\b(?:un|not )able to (?:pay|offer (?:an?y? )?(?:pay|payment|salary|wage|remuneration)|provide (?:any )?(?:pay|payment))\b"
    r"|\b(?:do|does|will|can) ?not (?:be )?(?:pay|paid|offer (?:a )?(?:pay|payment|salary|wage))\b"
)
EXPENSES = re.compile(
    r"\bexpenses\b|\b(?:travel|lunch|fares?)\b.{0,40}\b(?:paid|covered|reimbursed|refunded|costs)|\btravel costs\b"
)
SAID_PAID = re.compile(
    r"(?<!un)(?<!not )(?<!non-)(?<!be )\bpaid (?:placement|internship|work|role|position|opportunity|programme|apprenticeship|training)"
    r"|^paid$|\bsalaried\b|\bband \d\b|^(?:fully )?paid\b(?! (?:travel|expenses|lunch|weekly|monthly))"
)

_FLAGS = {
    "pro_rata": re.compile(r"\bpro[- ]?rata\w*|\bfte\b|full[- ]time equivalent"),
    "ote": OTE,
    "benefits": re.compile(r"\bben(?:efit|efits|s)\b"),
    "negotiable": re.compile(r"\bneg(?:otiable)?\b|\bdoe\b|\bd\.o\.e\b|depend(?:ing|ant|ent|s)? (?:up)?on (?:your |skills and |relevant )?(?:experience|exp\b|skills|qualifications)|\bdep\.? on exp"),
    "bonus": re.compile(r"\bbonus(?:es)?\b|\bcommission\b"),
    "plus_allowance": re.compile(r"(?:\bplus\b|\+|\band\b|\bwith\b|&)[^.;]{0,50}?\b(?:allowances?|weighting|supplements?|hcas|premium)\b"),
    "rising": re.compile(
        r"\brising\b|\brises?\b|\bincrements?\b|\bincreas(?:es|ing|ed) (?:to|each|every|in|after|by|with)\b|\bincrease to\b"
        r"|\bgoing up to\b|\bprogressi(?:on|ng)\b|\bthen £|\byear (?:1|one)\b.*\byear (?:2|two)\b"
        r"|\b(?:first|1st) year\b.*£.*\b(?:second|2nd)\b|\bincremental"
    ),
    "age_dependent": re.compile(
        r"(?:depend\w*|based|according|relat\w*|var\w*|subject|dictated)[- ]?(?: up)?(?: ?on| to| by| with)?(?: your| the| their| apprentice'?s?)? ages?\b"
        r"|\bage[- ](?:related|dependent|dependant|banded|appropriate)|\bfor (?:(?:your|their|the) )?age\b|\b(?:aged?|ages) \d\d|\bunder[- ](?:18|19|21)|\bover[- ](?:18|21)s?\b"
        r"|\(\s*(?:age\s*)?(?:16|18|19|21|23)\s?(?:\+|-|to)|\b\d\d\s?(?:-|to)\s?\d\d[- ]year[- ]olds?|\b(?:18|19|21|23)\s?\+(?=\s*(?:\)|:|$|,|;|-))|\b21 and over|(?<![£\d.,])(?:16|18)\s?-\s?(?:17|18|20|21)\b(?!\s?k|,|\.\d)|(?<![£\d.,])(?:18|19|21|23)\s?\+"
    ),
}  # fmt: skip


def qualifiers(said: str) -> set[str]:
    return {flag for flag, pattern in _FLAGS.items() if pattern.search(said)}


def legal_minimums(said: str) -> set[str]:
    """Which of `apprentice_minimum`, `national_minimum`, `london_living_wage` the words name."""
    named = set()
    rest = LONDON_LIVING_WAGE.sub(" ", said)
    if rest != said:
        named.add("london_living_wage")
    without_apprentice = APPRENTICE_MINIMUM.sub(" ", rest)
    if without_apprentice != rest:
        named.add("apprentice_minimum")
    if NATIONAL_MINIMUM.search(without_apprentice):
        named.add("national_minimum")
    return named


def bands_named(said: str) -> tuple[str, ...]:
    """The age bands that a national minimum is said for; all of them where it says none."""
    if NATIONAL_LIVING.search(said):
        return ("21+",)
    return tuple(band for band in BANDS if _AGES[band].search(said)) or BANDS
