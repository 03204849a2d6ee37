"""Who says something of an advert: how near they stand to it, and whose advert it is."""

from enum import StrEnum

UPLOADED = "upload-"
"""What the source of an account's adverts begins with."""

CRAWLED = "crawled"
"""The owner of whatever was found on a site."""


class Standing(StrEnum):
    """The employer's or provider's own site or upload; an account that the employer agreed to; the interface of a
    national service; a board of others' adverts; an account that may post for anybody, and nobody vouches for it."""

    OWN = "own"
    AGREED = "agreed"
    API = "api"
    BOARD = "board"
    BROKER = "broker"

    @property
    def rank(self) -> int:
        """0 speaks first."""
        return tuple(Standing).index(self)


def upload_source(account: str) -> str:
    """The source of what the account of that slug uploads."""
    return f"{UPLOADED}{account}"


def uploader(source: str) -> str | None:
    """The slug of the account whose uploads a source stands for; None for a site."""
    return source.removeprefix(UPLOADED) if source.startswith(UPLOADED) else None


def owner_of(source: str) -> str:
    """Each account owns what it uploads. Sites are one owner together: they tell of each other's adverts."""
    return source if source.startswith(UPLOADED) else CRAWLED


def precedence(source: str, standing: Standing) -> int:
    """Which of several copies with different owners is shown, 0 first: that of the employer itself, of an account
    that it agreed to, one that was found on a site, one of an account that nobody vouches for."""
    if owner_of(source) == CRAWLED:
        return 2
    return {Standing.OWN: 0, Standing.AGREED: 1}.get(standing, 3)
