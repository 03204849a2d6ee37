"""The mail that tells whoever runs this Foothold of an advert that is reported as grave: one for each advert."""

import re
from collections.abc import Sequence
from datetime import timedelta
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

import structlog

from foothold.alerts.alert import read_address
from foothold.alerts.mail_server import NO_MAIL, MailConnection, MailOutcome, MailServer, why_no_mail
from foothold.clock import LONDON, Clock
from foothold.errors import WrongUse
from foothold.printable import one_line
from foothold.settings import Settings
from foothold.store import allowances, notices, reports
from foothold.store.allowances import Allowance
from foothold.store.open_store import Store
from foothold.store.reports import Urgent

log = structlog.get_logger()

AN_HOUR = Allowance("mails to operators", 10, 3600)
"""The last of an hour tells of all that wait; what comes then waits for the next hour."""
MOST_TOGETHER, MOST_NAMED = 2_000, 50
AGAIN = timedelta(minutes=10)
LONGEST_TITLE = 100
# Mail programs make links of addresses: without these signs a title holds none.
_LINKS = re.compile(r"(?<=\w)(?:://|[.@])(?=\w)")
NOT_SET = "FOOTHOLD_OPERATORS_EMAIL is not set."


def why_nobody_is_mailed(settings: Settings) -> str | None:
    """What keeps a mail about a grave report from being sent; None where nothing does."""
    if not settings.operators_email:
        return NOT_SET
    try:
        read_address(settings.operators_email)
    except WrongUse:
        return "FOOTHOLD_OPERATORS_EMAIL is no e-mail address."
    return why_no_mail(settings)


def is_due(settings: Settings, store: Store, clock: Clock) -> bool:
    return why_nobody_is_mailed(settings) is None and bool(notices.due(store, clock(), 1))


def tell_operators(settings: Settings, store: Store, clock: Clock) -> int:
    """Send what is due; how many mails. Raises MailUnavailable, and then all of it waits."""
    if not is_due(settings, store, clock):
        return 0
    server = MailServer.of(settings)
    if server is None:
        raise WrongUse(NO_MAIL)
    count = 0
    with server.connected() as connection:
        while some := _next(store, clock):
            if not _send(settings, store, clock, connection, server.sender, some):
                break
            count += 1
    return count


def _next(store: Store, clock: Clock) -> Sequence[Urgent]:
    """The adverts of the next mail, which nobody else sends now: mostly one. None where nothing is to be sent."""
    at = clock()
    while waiting := notices.due(store, at, MOST_TOGETHER):
        with store.write() as connection:
            used = allowances.take(connection, AN_HOUR, lambda use, since: f"{use} {since:%Y%m%d%H}", at)
        if used is None:
            notices.put_off(store, at, AN_HOUR.since(at) + timedelta(seconds=AN_HOUR.seconds))
            return ()
        claimed = notices.claim(store, waiting if used == AN_HOUR.most else waiting[:1], at, at + AGAIN)
        urgent = reports.urgent_among(store, claimed)
        # Somebody dealt with the others before their mail went.
        moot = set(claimed) - {one.id for one in urgent}
        with store.write() as connection:
            notices.drop(connection, moot)
        if urgent:
            return urgent
    return ()


def _send(
    settings: Settings,
    store: Store,
    clock: Clock,
    connection: MailConnection,
    sender: Address,
    some: Sequence[Urgent],
) -> bool:
    to = read_address(settings.operators_email or "")
    handed = connection.send(compose(settings, clock, sender, to, some), to, lambda: True)
    if handed.answer is MailOutcome.SENT:
        notices.sent(store, [one.id for one in some], clock())
        return True
    log.error(
        "operators not mailed", answer=handed.answer, code=handed.code, adverts=[one.id for one in some]
    )
    return False


def compose(
    settings: Settings, clock: Clock, sender: Address, to: str, some: Sequence[Urgent]
) -> EmailMessage:
    """Ids, reasons, titles and links; nothing of whoever reported it, and none of their words."""
    message = EmailMessage(policy=policy.SMTP)
    message["From"] = sender
    message["To"] = Address(addr_spec=to)
    first = some[0]
    message["Subject"] = (
        f"Foothold: advert {first.id} is reported as {first.why}"
        if len(some) == 1
        else f"Foothold: {len(some)} adverts are reported as harmful"
    )
    message["Date"] = format_datetime(clock())
    message["Auto-Submitted"] = "auto-generated"
    root = settings.public_url.rstrip("/")
    message.set_content(_text(root, some), cte="quoted-printable")
    return message


def _text(root: str, some: Sequence[Urgent]) -> str:
    parts = ["Visitors say that somebody may come to harm. Please look today."]
    parts += [_about(root, one) for one in some[:MOST_NAMED]]
    if len(some) > MOST_NAMED:
        parts.append(f"And {len(some) - MOST_NAMED} more, which somebody may have reported in one go.")
    parts.append(
        f"What they wrote: `foothold reports list`, or {root}/operate\n"
        "What the advert says: `foothold adverts show ID`\n"
        "When it may be shown: `foothold adverts clear ID`, which closes these reports too.\n"
        "When it must go: withdraw it at its source."
    )
    return "\n\n".join(parts) + "\n"


def _about(root: str, one: Urgent) -> str:
    title = one_line(_LINKS.sub(" ", one.title or ""), LONGEST_TITLE)
    now = "It is hidden until you have looked." if one.hidden else "It is still shown."
    times = "once" if one.reports == 1 else f"{one.reports} times"
    since = one.since.astimezone(LONDON)
    return (
        f"{one.id}: {title}\nReported as {one.why}, {times} since {since:%a %d %b %H:%M}. {now}\n"
        f"{root}/opportunities/{one.id}"
    )
