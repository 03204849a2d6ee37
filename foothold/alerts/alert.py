"""An `Alert`: an address that asked to be told of new adverts for one search, daily or weekly."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from foothold.alerts.mailboxes import mailbox, plain_domain, plain_name
from foothold.clock import LONDON
from foothold.errors import FootholdError, WrongUse

__all__ = ["Alert", "AlertState", "MailboxFull", "Rhythm", "Wish", "latest_slot", "mailbox", "read_address"]

HOUR = 7
"""Of London's day: before school and work."""
WEEKDAY = 0
"""Weekly ones go out on Mondays."""
CONFIRM_WITHIN = timedelta(hours=48)
LASTS = timedelta(days=183)
TOLD_BEFORE = timedelta(days=14)
"""So long before its end an alert's address is asked whether it shall go on."""
MOST_ALERTS = 8
"""Of one mailbox, those that were confirmed."""
MOST_PENDING, MOST_WAITING = 3, 6
"""Of one mailbox, each with a mail that nobody has answered: so many at once, and so many in all within the time that
they wait. More would let anybody fill a stranger's inbox."""
AGAIN_AFTER = timedelta(minutes=10)
"""From the third on each waits so long after the one before, so that whoever owns the mailbox gets a mail in spite of
those that somebody else has asked for."""
FROM_ONE_NETWORK = 4
"""Of those that wait: one network must not use up what its owner may ask for elsewhere."""
MOST_REFUSED = 3
"""So many mails in a row that its server refuses for good end an alert."""
LONGEST_ADDRESS = 254
# What a browser's own field for an address takes, with a dot in the domain.
_ADDRESS = re.compile(
    r"[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]",
    re.ASCII | re.IGNORECASE,
)


class Rhythm(StrEnum):
    DAILY = "daily"
    WEEKLY = "weekly"


class AlertState(StrEnum):
    """What is stopped, or past its end, is not there any more."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


class MailboxFull(FootholdError):
    """It has as many alerts as one mailbox may."""

    def __init__(self) -> None:
        super().__init__(f"You have {MOST_ALERTS} alerts already. Stop one of them first.")


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for. `search` is a canonical query string, `words` says it to people; `known` says it in our
    own words alone, as who asked may be a stranger to whoever reads it."""

    address: str
    search: str
    words: str
    rhythm: Rhythm
    known: str = ""


@dataclass(frozen=True, slots=True)
class Alert:
    """`revision` is that up to which the index had been looked through, `done` the last slot that was."""

    id: str
    wish: Wish
    state: AlertState
    created: datetime
    expires: datetime
    revision: int
    done: datetime | None


def read_address(text: str) -> str:
    """The address as mail is sent to it. Raises WrongUse."""
    address = text.strip()
    name, _, domain = address.rpartition("@")
    try:
        if len(address) > LONGEST_ADDRESS:
            raise ValueError(address)
        name, domain = plain_name(name), plain_domain(domain)
        plain = f"{name}@{domain}"
        dotted = name.startswith(".") or name.endswith(".") or ".." in name
        if dotted or len(plain) > LONGEST_ADDRESS or not _ADDRESS.fullmatch(plain):
            raise ValueError(address)
    except ValueError:
        raise WrongUse("This is no e-mail address. Write it like name@example.com.") from None
    return plain


def latest_slot(rhythm: Rhythm, at: datetime) -> datetime:
    """The last time up to then at which alerts of this rhythm were due."""
    here = at.astimezone(LONDON)
    day = here.date() if here.time() >= time(HOUR) else here.date() - timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - WEEKDAY) % 7)
    return datetime.combine(day, time(HOUR), LONDON)
