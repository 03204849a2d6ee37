"""A stranger's words cost linear work, whatever they are: four times as many, at most five times the work."""

import json
import os
from collections.abc import Callable, Iterable, Iterator
from itertools import count, islice, repeat
from pathlib import Path

import pytest

from crawlers.families import family
from crawlers.fetching.size_guard import weighed
from foothold.errors import TooLarge
from tests.crawlers.broken_pages import RecordedPage
from tests.untrusted.alphabets import BY_HAND, derived, modules
from tests.untrusted.growth import Work, grows
from tests.untrusted.pages import MORE, OF_ONE_FAMILY, SOME, Grown, read, with_longer_texts
from tests.untrusted.readers import OWN, READERS, SEEN, Read

EXHAUSTIVE = bool(os.environ.get("FOOTHOLD_EXHAUSTIVE"))
PAGES_ARE_LONGER = 10
_NUMBERS = count()


def repeated(read: Read, unit: str) -> Work:
    """The unit again and again, then what fits nothing. A number at the end keeps what was read before from being
    remembered."""

    def work(length: int) -> Callable[[], object]:
        text = unit * (length // len(unit)) + "!"
        return lambda: read(f"{text}{next(_NUMBERS)}")

    return work


def growing(read: Read, units: Iterable[str]) -> list[str]:
    return [f"{unit!r}: {why}" for unit in units if (why := grows(repeated(read, unit)))]


def every_unit() -> tuple[str, ...]:
    found = {unit for module in modules() for unit in derived(module.__name__)}
    return (*BY_HAND, *sorted(found - set(BY_HAND)))


@pytest.mark.timeout(0)
@pytest.mark.parametrize("name", READERS)
def test_four_times_the_words_cost_at_most_five_times_the_work(name: str) -> None:
    own = (unit for module in OWN.get(name, ()) for unit in derived(f"foothold.{module}"))
    assert growing(READERS[name], every_unit() if EXHAUSTIVE else dict.fromkeys((*BY_HAND, *own))) == []


@pytest.mark.parametrize("folder", OF_ONE_FAMILY, ids=lambda folder: folder.parent.name)
def test_four_times_the_page_costs_its_family_at_most_five_times_the_work(folder: Path) -> None:
    page = RecordedPage.of(folder)

    def fresh(bodies: Iterator[bytes]) -> Callable[[], object]:
        """Each time another page, so that nothing is remembered."""
        made = list(islice(bodies, 3))
        return lambda: read(page, made.pop() if len(made) > 1 else made[0])

    def longer(unit: str) -> Work:
        return lambda length: fresh(
            with_longer_texts(page.body, unit, PAGES_ARE_LONGER * length, f"{number}") for number in _NUMBERS
        )

    def more(grown: Grown) -> Work:
        return lambda length: fresh(repeat(grown(page.body, PAGES_ARE_LONGER * length)))

    works = {repr(unit): longer(unit) for unit in (BY_HAND if EXHAUSTIVE else SOME)}
    works |= {name: more(grown) for name, grown in MORE.items()}
    assert [f"{name}: {why}" for name, work in works.items() if (why := grows(work))] == []


def test_a_text_that_every_posting_refers_to_is_refused_before_it_is_read_for_each() -> None:
    text = {"@id": "d", "@type": "Thing", "name": "<p>Closing date: 1 May 2027" * 10_000}
    postings = [
        {"@type": "JobPosting", "title": f"Apprentice {n}", "identifier": str(n), "description": {"@id": "d"}}
        for n in range(500)
    ]
    graph = json.dumps({"@graph": [text, *postings]})
    body = f'<script type="application/ld+json">{graph}</script>'.encode()
    found = family("job_posting_page").read(body, "https://jobs.example/", SEEN, {})
    with pytest.raises(TooLarge, match="characters"):
        list(weighed(found, most_bytes=10_000_000))
