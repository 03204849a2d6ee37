"""The secret of this installation: whatever it signs or seals, only its own processes can make and read."""

import secrets
from pathlib import Path

from foothold.durable import write_once
from foothold.errors import SecretUnusable

BYTES = 32


def home_secret(home: Path) -> bytes:
    """Made once: every worker that reads the home folder has the same. Raises SecretUnusable for one that is too short
    to keep anything secret."""
    path = home / "secret.key"
    try:
        return _sound(path)
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_once(path, secrets.token_bytes(BYTES))
    return _sound(path)


def _sound(path: Path) -> bytes:
    secret = path.read_bytes()
    if len(secret) < BYTES:
        raise SecretUnusable(
            f"{path} has {len(secret)} bytes, not {BYTES}: it is empty or half-written. Put it back from a backup; or"
            " remove it, and a new one is made, with which links in mails that were sent and e-mail alerts are lost."
        )
    return secret
