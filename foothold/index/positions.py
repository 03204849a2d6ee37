"""Where a page of results begins and the next one follows: the same for every engine."""

from foothold.errors import WrongUse
from foothold.index.query import MAX_OFFSET, Position, SearchQuery


def following(end: int, total: int) -> Position | None:
    return Position(offset=end) if end < min(total, MAX_OFFSET) else None


def offset_of(query: SearchQuery) -> int:
    """The first result's number. Raises WrongUse for a position of another order."""
    if query.after is None:
        return 0
    offset = query.after.offset
    if offset is None or not 0 <= offset < MAX_OFFSET:
        raise WrongUse(f"This order has pages up to result {MAX_OFFSET:,}; narrow the search to see others.")
    return offset


def key_of(position: Position) -> int:
    """The last hit's sort key. Raises WrongUse for a position of another order."""
    key = position.key
    if not key or len(key) != 1 or not isinstance(key[0], int) or not 0 <= key[0] < 1 << 63:
        raise WrongUse("This position does not belong to this order of results; start from the first page.")
    return key[0]
