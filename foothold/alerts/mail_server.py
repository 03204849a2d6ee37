"""Handing mails to the mail server that the settings name, by SMTP."""

import smtplib
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from ipaddress import ip_address
from urllib.parse import unquote, urlsplit

from foothold.errors import FootholdError, WrongUse
from foothold.settings import Settings

TIMEOUT_SECONDS = 30
PORTS = {"smtp": 25, "starttls": 587, "smtps": 465}
POLICY = policy.SMTP
"""It refuses a header with a line break in it, and folds what is long."""
_URL = "FOOTHOLD_SMTP_URL is an address such as starttls://user:password@mail.example:587, or smtps://, or smtp://."


NO_MAIL = "no mail is sent without FOOTHOLD_SMTP_URL and FOOTHOLD_MAIL_FROM."


class MailUnavailable(FootholdError):
    """The mail server does not answer, or does not let us in: no mail was handed over."""


class MailOutcome(StrEnum):
    """What came of one mail. UNSURE: the connection broke when its text was on the way. TAKEN: another sends it."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    UNSURE = "unsure"
    TAKEN = "taken"


@dataclass(frozen=True, slots=True)
class Told:
    """`code` is the server's; its words are kept nowhere, because they name the address."""

    answer: MailOutcome
    code: int | None = None


@dataclass(frozen=True, slots=True)
class MailServer:
    """`scheme` is `smtps` (TLS from the start), `starttls` (TLS or nothing) or `smtp` (open, for this machine)."""

    scheme: str
    host: str
    port: int
    user: str | None
    password: str | None
    sender: Address

    @classmethod
    def of(cls, settings: Settings) -> "MailServer | None":
        """None where no mail is sent: both settings are needed. Raises WrongUse."""
        url = settings.smtp_url.get_secret_value() if settings.smtp_url else ""
        if not (url and settings.mail_from):
            return None
        parts = urlsplit(url)
        try:
            port = parts.port or PORTS[parts.scheme]
        except (KeyError, ValueError) as error:
            raise WrongUse(_URL) from error
        if not parts.hostname or parts.path.strip("/"):
            raise WrongUse(_URL)
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        if user and parts.scheme == "smtp" and not _is_here(parts.hostname):
            raise WrongUse(
                "FOOTHOLD_SMTP_URL would send a password in the open: use starttls:// or smtps://."
            )
        return cls(parts.scheme, parts.hostname, port, user, password, _sender(settings.mail_from))

    @contextmanager
    def connected(self) -> Iterator["MailConnection"]:
        """Raises MailUnavailable where the server does not answer or does not let us in."""
        smtp = self._open()
        try:
            yield MailConnection(smtp, self.sender.addr_spec)
        finally:
            with suppress(OSError, smtplib.SMTPException):
                smtp.quit()
            smtp.close()

    def _open(self) -> smtplib.SMTP:
        secure = ssl.create_default_context()
        try:
            if self.scheme == "smtps":
                smtp: smtplib.SMTP = smtplib.SMTP_SSL(
                    self.host, self.port, timeout=TIMEOUT_SECONDS, context=secure
                )
            else:
                smtp = smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)
            if self.scheme == "starttls":
                smtp.starttls(context=secure)
            if self.user:
                smtp.login(self.user, self.password or "")
            smtp.ehlo_or_helo_if_needed()
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(_said(self.host, error)) from error
        return smtp


class MailConnection:
    """An open way to the mail server. Once it is `broken` it is of no more use."""

    def __init__(self, smtp: smtplib.SMTP, sender: str) -> None:
        self._smtp = smtp
        self._sender = sender
        self.broken = False

    def send(self, message: EmailMessage, to: str, claim: Callable[[], bool]) -> Told:
        """`claim` is asked when the server knows for whom it is, and before it gets the text: only where it says
        True the text is handed over. Raises MailUnavailable where the server takes nothing from us."""
        early = self._address(to)
        if early:
            return early
        if not claim():
            self._reset()
            return Told(MailOutcome.TAKEN)
        try:
            code, _ = self._smtp.data(message.as_bytes(policy=POLICY))
        except smtplib.SMTPDataError as error:
            # It answered before it had any of the text.
            code = error.smtp_code
        except (OSError, smtplib.SMTPException):
            self.broken = True
            return Told(MailOutcome.UNSURE)
        return self._told(code)

    def _address(self, to: str) -> Told | None:
        """What ends it before any text is on the way."""
        try:
            code, _ = self._smtp.mail(self._sender)
            if code >= 400:
                raise MailUnavailable(f"The mail server does not take mail from FOOTHOLD_MAIL_FROM ({code}).")
        except (OSError, smtplib.SMTPException) as error:
            raise MailUnavailable(_said("", error)) from error
        try:
            code, _ = self._smtp.rcpt(to)
        except (OSError, smtplib.SMTPException):
            # One address that makes the server hang up must not keep the others waiting.
            self.broken = True
            return Told(MailOutcome.LATER)
        return self._told(code) if code >= 400 else None

    def _told(self, code: int) -> Told:
        if code < 400:
            return Told(MailOutcome.SENT, code)
        self._reset()
        return Told(MailOutcome.LATER if code < 500 else MailOutcome.REFUSED, code)

    def _reset(self) -> None:
        with suppress(OSError, smtplib.SMTPException):
            self._smtp.rset()


def why_no_mail(settings: Settings) -> str | None:
    """Why these settings keep this Foothold from sending mail; None where nothing does."""
    try:
        return None if MailServer.of(settings) else NO_MAIL
    except WrongUse as error:
        return str(error)


def _sender(text: str) -> Address:
    """`Foothold <alerts@foothold.example>`, or the address alone. Raises WrongUse."""
    name, _, rest = text.rpartition("<")
    try:
        if not text.isprintable():
            raise ValueError(text)
        return Address(name.strip(' "') or "Foothold", addr_spec=rest.rstrip("> ").strip())
    except (ValueError, IndexError) as error:
        raise WrongUse(
            "FOOTHOLD_MAIL_FROM is an address such as Foothold <alerts@foothold.example>."
        ) from error


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _said(host: str, error: Exception) -> str:
    code = getattr(error, "smtp_code", None)
    why = f"it answers {code}" if code else type(error).__name__
    return f"The mail server {host} does not take mail ({why}). What waits is tried again.".replace("  ", " ")
