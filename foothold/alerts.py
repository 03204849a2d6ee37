"""An `Alert`: an address that asked to be told of new adverts for one search, daily or weekly."""

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from foothold.clock import LONDON
from foothold.errors import WrongUse

HOUR = 7
"""Of London's day: before school and work."""
WEEKDAY = 0
"""Weekly ones go out on Mondays."""
CONFIRM_WITHIN = timedelta(hours=48)
LASTS = timedelta(days=183)
TOLD_BEFORE = timedelta(days=14)
"""So long before its end an alert's address is asked whether it shall go on."""
MOST_PENDING, MOST_ALERTS = 3, 8
"""Of one address: as nobody has confirmed what is pending, more would let anybody fill a stranger's inbox."""
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


class State(StrEnum):
    """What is stopped, or past its end, is not there any more."""

    PENDING = "pending"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Wish:
    """What a person asked for. `search` is a canonical query string, `words` says it to people."""

    address: str
    search: str
    words: str
    rhythm: Rhythm


@dataclass(frozen=True, slots=True)
class Alert:
    """`revision` is that up to which the index had been looked through, `done` the last slot that was."""

    id: str
    wish: Wish
    state: State
    created: datetime
    expires: datetime
    revision: int
    done: datetime | None


def read_address(text: str) -> str:
    """The address as mail is sent to it. Raises WrongUse."""
    address = text.strip()
    name, _, domain = address.rpartition("@")
    dotted = name.startswith(".") or name.endswith(".") or ".." in name
    if len(address) > LONGEST_ADDRESS or dotted or not _ADDRESS.fullmatch(address):
        raise WrongUse("This is no e-mail address. Write it like name@example.com.")
    return f"{name}@{domain.lower()}"


def mailbox(address: str) -> str:
    """What addresses that lead to one person's mailbox share: case and a +tag make no other."""
    name, _, domain = address.casefold().rpartition("@")
    return f"{name.partition('+')[0]}@{domain}"


def latest_slot(rhythm: Rhythm, at: datetime) -> datetime:
    """The last time up to then at which alerts of this rhythm were due."""
    here = at.astimezone(LONDON)
    day = here.date() if here.time() >= time(HOUR) else here.date() - timedelta(days=1)
    if rhythm is Rhythm.WEEKLY:
        day -= timedelta(days=(day.weekday() - WEEKDAY) % 7)
    return datetime.combine(day, time(HOUR), LONDON)
