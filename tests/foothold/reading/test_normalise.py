from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

import pytest

from foothold.model.courses import built_in_courses
from foothold.model.levy import Funding, LevyPosition
from foothold.model.opportunity import Kind, Opportunity, Remote
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.model.public import present, public_shape
from foothold.reading.normalise import Context, normalise
from foothold.reading.places.gazetteer import built_in_places

SEEN = datetime(2026, 11, 2, 9, tzinfo=UTC)
PLUMBER: dict[str, Any] = {
    "title": "Apprentice plumber",
    "employer": " Marlow &amp; Finch  Ltd ",
    "postcode": "E8 1EA",
}


def context(**settings: Any) -> Context:
    return Context(places=built_in_places(), courses=built_in_courses(), **settings)


def read(settings: dict[str, Any] | None = None, **said: Any) -> Opportunity:
    result = normalise(RawPosting(seen=SEEN, **said), context(**settings or {}))
    assert isinstance(result, Opportunity), result
    return result


def refused(settings: dict[str, Any] | None = None, **said: Any) -> Rejected:
    result = normalise(RawPosting(seen=SEEN, **said), context(**settings or {}))
    assert isinstance(result, Rejected), result
    return result


def test_a_posting_becomes_an_opportunity_with_what_it_says_and_nothing_else() -> None:
    made = read(
        **PLUMBER,
        course=("Plumbing and domestic heating technician (level 3)", "999999"),
        provider=("Riverside College", "10090001"),
        wage="£8.50 an hour",
        hours="37.5",
        duration="48 months",
        closing="31 December 2026",
        start="January 2027",
        positions="2",
        requirements="<ul><li>GCSE maths</li></ul>",
    )
    assert (made.kind, made.level, made.foundation) == (Kind.APPRENTICESHIP, 3, False)
    assert made.employer is not None
    assert made.employer.name == "Marlow & Finch Ltd"
    assert made.provider is not None
    assert made.provider.ukprn == 10090001
    assert made.places[0].borough is not None
    assert made.places[0].borough.name == "Hackney"
    assert made.wage is not None
    assert made.wage.hourly_low == Decimal("8.5")
    assert (made.closing_date, made.closing_time, made.start_date) == (date(2026, 12, 31), None, "2027-01")
    assert (made.positions, made.requirements) == (2, ("GCSE maths",))
    assert (made.summary, made.age, made.remote, made.posted_date) == (None, None, None, None)


def test_a_source_that_types_its_advert_is_believed_over_a_title_that_sounds_like_a_job_about_it() -> None:
    assert (
        read(**PLUMBER | {"title": "Apprentice Learning Mentor", "kind": "Apprenticeship"}).kind
        is Kind.APPRENTICESHIP
    )


@pytest.mark.parametrize(
    ("said", "reason", "field"),
    [
        ({"title": "  "}, Reason.MISSING_TITLE, "title"),
        ({"title": "Senior plumber", "postcode": "E8 1EA"}, Reason.OUT_OF_SCOPE, "title"),
        ({"title": "Apprenticeship Coordinator", "postcode": "E8 1EA"}, Reason.OUT_OF_SCOPE, "title"),
        ({"title": "Summer fun", "kind": "jamboree", "postcode": "E8 1EA"}, Reason.UNKNOWN_KIND, "kind"),
        ({"title": "Apprentice plumber", "postcode": "LS1 4DY"}, Reason.OUT_OF_AREA, "postcode"),
        ({"title": "Apprentice plumber", "places": "Leeds, West Yorkshire"}, Reason.OUT_OF_AREA, "places"),
        ({"title": "Apprentice plumber"}, Reason.UNKNOWN_PLACE, "places"),
        (
            {"title": "Apprentice plumber", "places": "Remote, US", "remote": "remote"},
            Reason.OUT_OF_AREA,
            "places",
        ),
    ],
    ids=lambda value: str(value)[:50],
)
def test_what_is_not_ours_is_rejected_with_its_reason(
    said: dict[str, Any], reason: Reason, field: str
) -> None:
    rejected = refused(**said)
    assert (rejected.reason, rejected.field) == (reason, field)


def test_scope_off_keeps_ordinary_jobs_and_places_outside_london() -> None:
    made = read({"scope": False}, title="Senior plumber", places="Leeds, West Yorkshire")
    assert made.kind is None
    assert [place.borough for place in made.places] == [None]


def test_the_sources_own_facts_fill_what_a_posting_leaves_unsaid() -> None:
    values = {
        "employer": "Rise Bakery",
        "kind": "work_experience",
        "places": "Hackney",
        "levy_position": "pays",
    }
    made = read({"values": values}, title="A week with us")
    assert (made.kind, made.employer and made.employer.name) == (Kind.WORK_EXPERIENCE, "Rise Bakery")
    assert made.levy.employer_position is LevyPosition.PAYS
    assert made.levy.funding is Funding.NOT_APPLICABLE
    stated = read({"values": values}, title="A week with us", employer="Other Bakery")
    assert stated.employer is not None
    assert stated.employer.name == "Other Bakery"


def test_one_advert_may_have_several_places_and_those_outside_london_are_left_out() -> None:
    made = read(
        title="Apprentice chef",
        places=("Hackney", "Leeds", "Camden"),
        postcode=("E8 1EA", "LS1 4DY", "NW1 8QS"),
    )
    assert [place.borough and place.borough.name for place in made.places] == ["Hackney", "Camden"]


@pytest.mark.parametrize("remote", ["on-site", "hybrid"])
def test_work_that_somebody_must_come_to_keeps_its_place_outside_london(remote: str) -> None:
    made = read({"scope": False}, title="Apprentice cook", places="Leeds", remote=remote)
    assert [place.name for place in made.places] == ["Leeds"]


def test_remote_work_is_londons_only_if_the_advert_or_its_source_is_british() -> None:
    assert read(title="Apprentice coder", places="Remote, UK").remote is Remote.REMOTE
    assert read({"british": True}, title="Apprentice coder", remote="TELECOMMUTE").remote is Remote.REMOTE
    assert read({"british": True}, title="Apprentice coder", places="Remote, Leeds").remote is Remote.REMOTE
    assert refused(title="Apprentice coder", remote="TELECOMMUTE").reason is Reason.UNKNOWN_PLACE
    assert (
        refused({"british": True}, title="Apprentice coder", places="Remote, Italy").reason
        is Reason.OUT_OF_AREA
    )


def test_a_national_advert_has_no_borough_and_is_flagged() -> None:
    made = read({"british": True}, title="Apprentice coder", national="true")
    assert (made.national, made.places) == (True, ())


def test_a_date_that_cannot_be_read_is_unknown_with_a_note_or_refused_where_somebody_typed_it() -> None:
    made = read(**PLUMBER, closing="2026-02-30")
    assert made.closing_date is None
    assert [(note.field, note.text) for note in made.notes] == [("closing", "2026-02-30")]
    rejected = refused({"strict": True}, **PLUMBER, closing="2026-02-30")
    assert (rejected.reason, rejected.field, rejected.text) == (Reason.INVALID_FIELD, "closing", "2026-02-30")


@pytest.mark.parametrize("field", ["closing", "start"])
@pytest.mark.parametrize(
    "words",
    ["TBC", "Rolling", "ASAP", "Autumn 2027", "Open until filled", "Ongoing", "To be confirmed", "Open"],
)
def test_a_typed_date_that_is_open_is_kept_as_a_note_and_not_refused(field: str, words: str) -> None:
    made = read({"strict": True}, **PLUMBER, **{field: words})
    assert (made.closing_date, made.start_date) == (None, None)
    assert [(note.field, note.text) for note in made.notes] == [(field, words)]


@pytest.mark.parametrize("words", ["31/02/2027 (TBC)", "3 or 10 March 2027", "next Blursday", "Mar-27"])
def test_a_typed_closing_date_that_is_wrong_is_refused_still(words: str) -> None:
    assert refused({"strict": True}, **PLUMBER, closing=words).field == "closing"


def test_the_end_of_a_window_is_the_closing_day() -> None:
    made = read(**PLUMBER, closing="16/11/2026 - 14/01/2027", start="1 March 2027 to 3 July 2027")
    assert (made.closing_date, made.start_date, made.end_date) == (
        date(2027, 1, 14),
        "2027-03-01",
        "2027-07-03",
    )


@pytest.mark.parametrize(
    ("instant", "day"),
    [("2027-07-31T23:00:00Z", date(2027, 8, 1)), ("2027-01-15T00:00:00Z", date(2027, 1, 15))],
)
def test_midnight_in_london_closes_at_the_end_of_its_day(instant: str, day: date) -> None:
    made = read(**PLUMBER, closing=instant)
    assert (made.closing_date, made.closing_time) == (day, None)


@pytest.mark.parametrize("figure", ["0", "-1", "many", "2.5", ""])
def test_a_number_of_positions_that_is_none_stays_unknown(figure: str) -> None:
    assert read(**PLUMBER, positions=figure).positions is None


def test_an_advert_is_open_to_the_end_of_its_closing_day_in_london() -> None:
    shape = public_shape(read(**PLUMBER, closing="2026-07-01"))
    before, after = datetime(2026, 7, 1, 22, 59, tzinfo=UTC), datetime(2026, 7, 1, 23, 0, tzinfo=UTC)
    assert present(shape, at=before, public_url="")["status"] == "open"
    assert present(shape, at=after, public_url="")["status"] == "closed"


def test_a_closing_time_closes_at_that_minute_in_london() -> None:
    made = read(**PLUMBER, closing="9am, 1 December 2026")
    assert made.closing_time == time(9)
    shape = public_shape(made)
    assert present(shape, at=datetime(2026, 12, 1, 8, 59, tzinfo=UTC), public_url="")["status"] == "open"
    assert present(shape, at=datetime(2026, 12, 1, 9, 0, tzinfo=UTC), public_url="")["status"] == "closed"


def test_a_minute_to_midnight_means_the_end_of_the_day() -> None:
    shape = public_shape(read(**PLUMBER, closing="1 December 2026 23:59"))
    assert present(shape, at=datetime(2026, 12, 1, 23, 59, 30, tzinfo=UTC), public_url="")["status"] == "open"
    assert present(shape, at=datetime(2026, 12, 2, tzinfo=UTC), public_url="")["status"] == "closed"


def test_an_endless_description_is_cut_before_it_fills_the_memory() -> None:
    made = read(**PLUMBER, description="<p>" + "word " * 1_000_000)
    assert made.description_html is not None
    assert len(made.description_html) < 210_000
