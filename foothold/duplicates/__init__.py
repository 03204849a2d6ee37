"""Which adverts are one opportunity, and what it says when several sources tell of it."""
