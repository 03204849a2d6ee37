"""What visitors may report of an advert, and which of it is grave."""

from datetime import timedelta
from enum import StrEnum

KEPT = timedelta(days=365)
"""Reports; told to visitors on the privacy page, as is the next."""
NETWORK_LASTS = timedelta(days=30)
"""So long a keyed hash of the network stays beside a grave report, to tell whether another comes from elsewhere."""
LONGEST_TEXT = 1_000


class ReportReason(StrEnum):
    UNSAFE = "unsafe"
    MONEY = "money"
    ALONE = "alone"
    GONE = "gone"
    WRONG = "wrong"
    PAY = "pay"
    TWICE = "twice"
    OTHER = "other"


GRAVE = (ReportReason.UNSAFE, ReportReason.MONEY, ReportReason.ALONE)
"""Somebody may come to harm: these always arrive, stand first, and hide an advert until somebody has looked."""
