"""How near a source stands to the advert: whose word counts first where several sources tell of one."""

from enum import StrEnum


class Standing(StrEnum):
    """The employer's or provider's own site or upload, the interface of a national service, a board of others'
    adverts."""

    OWN = "own"
    API = "api"
    BOARD = "board"

    @property
    def rank(self) -> int:
        """0 speaks first."""
        return tuple(Standing).index(self)
