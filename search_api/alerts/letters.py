"""The mails of alerts: plain words first, the same as simple HTML beside them, no picture and nothing that tracks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime

from jinja2 import Environment, PackageLoader, select_autoescape

from foothold.alerts.alert import Alert, Rhythm, Wish
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mails import Mail, MailKind
from foothold.clock import Clock, london_date
from foothold.store.records import Record
from search_api.web import words
from search_api.web.card import Card, card_of

MOST_SHOWN = 30
"""A first mail after a quiet index may have hundreds; what is left out is one link away."""
SOME_SEARCH = "a search on Foothold"
RHYTHMS: Mapping[Rhythm, str] = {Rhythm.DAILY: "every day", Rhythm.WEEKLY: "every Monday"}


@dataclass(frozen=True, slots=True)
class Letter:
    """What the templates show. Addresses are whole ones."""

    subject: str
    words: str
    rhythm: str
    asked: str
    until: str
    cards: Sequence[tuple[Card, str]]
    more: int
    search: str
    confirm: str
    stop: str
    renew: str
    site: str
    privacy: str


class Letters:
    """Composes the mails of one site. The same mail has the same Message-ID however often it is composed."""

    def __init__(self, keys: AlertKeys, sender: Address, public_url: str, clock: Clock) -> None:
        self._keys = keys
        self._sender = sender
        self._root = public_url.rstrip("/")
        self._clock = clock
        self._templates = Environment(
            loader=PackageLoader("search_api", "templates/mails"),
            autoescape=select_autoescape(("html",)),
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def __call__(self, mail: Mail, alert: Alert, adverts: Sequence[Record]) -> EmailMessage:
        at = self._clock()
        letter = self._letter(mail, alert, adverts, at)
        message = EmailMessage(policy=policy.SMTP)
        message["From"] = self._sender
        message["To"] = Address(addr_spec=alert.wish.address)
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = self._message_id(mail)
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "All"
        if mail.kind is not MailKind.CONFIRM:
            message["List-Unsubscribe"] = f"<{letter.stop}>"
            message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        message.set_content(self._text(mail.kind, "txt", letter), cte="quoted-printable")
        message.add_alternative(self._text(mail.kind, "html", letter), subtype="html", cte="quoted-printable")
        return message

    def _letter(self, mail: Mail, alert: Alert, adverts: Sequence[Record], at: datetime) -> Letter:
        today = london_date(at)
        cards = [card_of(record.public, today) for record in adverts[:MOST_SHOWN]]
        return Letter(
            subject=_subject(mail.kind, len(adverts)),
            words=_words(mail.kind, alert.wish),
            rhythm=RHYTHMS[alert.wish.rhythm],
            asked=words.day(london_date(alert.created)),
            until=words.day(london_date(alert.expires)),
            cards=[(card, self._root + card.path) for card in cards],
            more=max(0, len(adverts) - MOST_SHOWN),
            search=f"{self._root}/?{alert.wish.search}" if alert.wish.search else f"{self._root}/",
            confirm=self._link(KeyPurpose.CONFIRM, alert),
            stop=self._link(KeyPurpose.STOP, alert),
            renew=self._link(KeyPurpose.RENEW, alert),
            site=self._root,
            privacy=f"{self._root}/privacy",
        )

    def _link(self, purpose: KeyPurpose, alert: Alert) -> str:
        return f"{self._root}/alerts/{purpose}/{self._keys.token(purpose, alert.id)}"

    def _message_id(self, mail: Mail) -> str:
        return f"<{mail.kind}.{mail.alert}.{mail.slot:%Y%m%dT%H%M%S}@{self._sender.domain}>"

    def _text(self, kind: MailKind, ending: str, letter: Letter) -> str:
        return self._templates.get_template(f"{kind}.{ending}").render(letter=letter)


def _words(kind: MailKind, wish: Wish) -> str:
    """Who asked for the first mail may be a stranger to whoever gets it, and must not write to them through us."""
    return (wish.known or SOME_SEARCH) if kind is MailKind.CONFIRM else wish.words


def _subject(kind: MailKind, adverts: int) -> str:
    match kind:
        case MailKind.CONFIRM:
            return "Please say yes to your Foothold alert"
        case MailKind.ENDING:
            return "Your Foothold alert ends soon"
        case MailKind.NEWS:
            return f"{words.counted(adverts, 'new advert', 'new adverts')} on Foothold"
