"""The secret of this installation: whatever it signs or seals, only its own processes can make and read."""

import os
import secrets
from contextlib import suppress
from pathlib import Path


def home_secret(home: Path) -> bytes:
    """Made once: every worker that reads the home folder has the same."""
    path = home / "secret.key"
    try:
        return path.read_bytes()
    except FileNotFoundError:
        home.mkdir(parents=True, exist_ok=True)
    draft = home / f".secret-{os.getpid()}-{secrets.token_hex(4)}"
    draft.touch(mode=0o600, exist_ok=False)
    draft.write_bytes(secrets.token_bytes(32))
    # A link fails where another worker was first, and never shows a half-written secret.
    with suppress(FileExistsError):
        path.hardlink_to(draft)
    draft.unlink()
    return path.read_bytes()
