"""What keeps alerts private: sealed addresses, and the links in mails that only we can have written.

The record store alone tells nobody an address, and holds no token: all of it hangs on the home's secret.
"""

import base64
import hashlib
import hmac
import re
import secrets
from enum import StrEnum

import orjson
from cryptography.fernet import Fernet, InvalidToken

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.mailboxes import mailbox
from foothold.errors import FootholdError

ID_LENGTH, SIGNATURE_LENGTH = 16, 32
_TOKEN = re.compile(rf"[a-z2-7]{{{ID_LENGTH}}}[a-z2-7]{{{SIGNATURE_LENGTH}}}")


class KeyPurpose(StrEnum):
    """What a link is for; its page stands at this path under /alerts/."""

    CONFIRM = "confirm"
    STOP = "stop"
    RENEW = "renew"


class SealBroken(FootholdError):
    """What is stored was sealed under another home's secret."""

    def __init__(self) -> None:
        super().__init__(
            "The addresses of alerts were sealed under another secret. Copy `secret.key` from the home of"
            " whoever serves the site into this home."
        )


class AlertKeys:
    """Everything that needs the secret of the home, each under a key of its own."""

    def __init__(self, secret: bytes) -> None:
        self._links = self._derived(secret, "links")
        self._addresses = self._derived(secret, "addresses")
        self._seal = Fernet(base64.urlsafe_b64encode(self._derived(secret, "seal")))

    @staticmethod
    def _derived(secret: bytes, purpose: str) -> bytes:
        return hmac.digest(secret, f"alerts: {purpose}".encode(), hashlib.sha256)

    def seal(self, wish: Wish) -> str:
        parts = [wish.address, wish.search, wish.words, wish.known]
        return self._seal.encrypt(orjson.dumps(parts)).decode()

    def unseal(self, sealed: str, rhythm: Rhythm) -> Wish:
        """Raises SealBroken."""
        try:
            address, search, words, *known = orjson.loads(self._seal.decrypt(sealed))
        except InvalidToken as error:
            raise SealBroken from error
        # Older ones have no words of ours.
        return Wish(address, search, words, rhythm, *known)

    def address_key(self, address: str) -> str:
        """The same for every spelling of a mailbox, and nothing that leads back to it."""
        return hmac.new(self._addresses, mailbox(address).encode(), hashlib.sha256).hexdigest()

    def token(self, purpose: KeyPurpose, alert_id: str) -> str:
        return alert_id + self._signature(purpose, alert_id)

    def alert_of(self, purpose: KeyPurpose, token: str) -> str | None:
        """The id of the alert, or None where the token is none of ours for this purpose."""
        alert_id, signature = token[:ID_LENGTH], token[ID_LENGTH:]
        if not _TOKEN.fullmatch(token):
            return None
        return alert_id if hmac.compare_digest(signature, self._signature(purpose, alert_id)) else None

    def _signature(self, purpose: KeyPurpose, alert_id: str) -> str:
        # Twenty bytes are 32 letters of base32, which mail programs break nowhere.
        digest = hmac.digest(self._links, f"{purpose} {alert_id}".encode(), hashlib.sha256)[:20]
        return base64.b32encode(digest).decode().lower()


def new_alert_id() -> str:
    return base64.b32encode(secrets.token_bytes(10)).decode().lower()
