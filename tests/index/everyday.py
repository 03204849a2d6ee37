"""Whether an advert is only found because people say those words of its work."""

from foothold.index.explain import matches
from foothold.index.fields import EVERYDAY
from foothold.index.text import plan
from foothold.model.public import PublicOpportunity


def by_everyday_words(text: str, public: PublicOpportunity) -> bool:
    return any(match.field in EVERYDAY for match in matches(plan(text), public))
