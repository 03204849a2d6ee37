"""The sample city: the same adverts each time, in every family's format, spread over the whole of London."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest

from crawlers.families import families
from demo.city import FLAW_EVERY, advert, adverts, jobs, workplaces
from demo.spread import SOURCES, carried_by, sources_of
from foothold.model.opportunity import Kind
from foothold.model.source import read_source
from foothold.reading.places.gazetteer import built_in_places

TODAY = date(2026, 11, 22)
FOLDER = Path(__file__).parents[2] / "demo" / "sources"
CITY = list(adverts(2000, TODAY))


def test_the_same_seed_makes_the_same_city() -> None:
    assert list(adverts(2000, TODAY)) == CITY
    assert advert(1234, TODAY) == CITY[1234]
    assert CITY[:20] != list(adverts(20, TODAY, seed=7))


def test_another_day_moves_the_dates_and_nothing_else_that_names_an_advert() -> None:
    later = list(adverts(200, TODAY + timedelta(days=9)))
    for before, after in zip(CITY, later, strict=False):
        assert (before.reference, before.title, before.employer) == (
            after.reference,
            after.title,
            after.employer,
        )


def test_references_are_unique() -> None:
    assert len({one.reference for one in CITY}) == len(CITY)


def test_every_borough_kind_and_source_has_adverts() -> None:
    codes = {borough.code for borough in built_in_places().boroughs()}
    assert {place.borough_code for one in CITY for place in one.workplaces} == codes == set(workplaces())
    assert {one.kind for one in CITY} <= {kind.value for kind in Kind}
    assert len({one.kind for one in CITY}) >= 6
    assert all(len(carried_by(source, CITY)) >= 20 for source in SOURCES)


def test_a_job_is_to_be_had_all_over_london() -> None:
    """Two thousand adverts have each of the jobs some thirty times."""
    boroughs: dict[str, set[str]] = {}
    for one in CITY:
        boroughs.setdefault(one.job.title, set()).update(place.borough_code for place in one.workplaces)
    assert min(map(len, boroughs.values())) >= 29


def test_every_advert_is_carried_and_some_twice() -> None:
    counted = Counter(len(sources_of(one)) for one in CITY)
    assert set(counted) == {1, 2}


def test_one_advert_in_so_many_is_flawed_in_each_way() -> None:
    flawed = [one for one in CITY if one.flaw]
    assert len(flawed) == len(CITY) // FLAW_EVERY
    assert len({one.flaw for one in flawed}) == 6


def test_levy_positions_are_said_denied_and_left_open() -> None:
    assert {one.levy_position for one in CITY if one.is_apprenticeship} == {"pays", "does_not_pay", ""}


def test_no_advert_has_closed_on_the_day_of_the_run() -> None:
    assert all(one.closing > TODAY for one in CITY if one.closing)


@pytest.mark.parametrize("slug", SOURCES)
def test_each_source_of_the_city_has_a_file_of_another_family_than_the_rest(slug: str) -> None:
    source = read_source(slug, (FOLDER / f"{slug}.yml").read_text(encoding="utf-8"))
    assert source.family in families()
    others = {
        read_source(path.stem, path.read_text(encoding="utf-8")).family
        for path in FOLDER.glob("*.yml")
        if path.stem != slug
    }
    assert source.family not in others


def test_jobs_name_an_occupation_and_what_is_done_in_it() -> None:
    assert all(job.duties and job.needs and job.title for job in jobs())
