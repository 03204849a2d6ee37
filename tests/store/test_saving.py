import pytest

from foothold.errors import WrongUse
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Kind, Status
from foothold.model.posting import RawPosting, Reason, Rejected
from foothold.model.wage import Wage
from foothold.reading.intake import Reading
from foothold.store import rejected
from foothold.store.open_store import Store
from foothold.store.records import (
    Record,
    approve,
    changed_since,
    count_by_status,
    every_public,
    find,
    head_revision,
    not_seen_since,
    save,
    seen_again,
    undo_merge,
    withdraw,
)
from foothold.store.sightings import every_sighting
from tests.store.adverts import AT, day, opportunity, reading


def one(store: Store, id: str) -> Record:  # noqa: A002
    found = find(store, id)
    assert isinstance(found, Record)
    return found


def test_a_new_advert_takes_the_next_revision_and_its_id_from_source_and_reference(store: Store) -> None:
    [first] = save(store, "board", [reading("7")], at=AT)
    [second] = save(store, "board", [reading("8")], at=AT)
    assert (first.status, first.id, first.revision) == ("new", opportunity_id("board", "7"), 1)
    assert (second.revision, head_revision(store)) == (2, 2)


def test_the_public_shape_is_stored_whole(store: Store) -> None:
    [saved] = save(store, "board", [reading("7")], at=AT)
    public = one(store, saved.id or "").public
    assert public["title"] == "Apprentice electrician"
    assert (public["id"], public["status"], public["revision"]) == (saved.id, "open", 1)
    assert public["last_confirmed"] == "2026-11-02"
    assert public["sources"] == [
        {
            "source": "board",
            "url": "https://brightworks.example/jobs/1",
            "first_seen": "2026-11-02T09:00:00Z",
            "last_seen": "2026-11-02T09:00:00Z",
        }
    ]


def test_an_unchanged_advert_takes_no_revision_and_leaves_its_record_as_it_was(store: Store) -> None:
    [saved] = save(store, "board", [reading()], at=AT)
    before = one(store, saved.id or "")
    [again] = save(store, "board", [reading()], at=day(1))
    assert (again.status, again.revision, head_revision(store)) == ("unchanged", 1, 1)
    assert one(store, saved.id or "") == before
    assert [sighting.last_seen for sighting in every_sighting(store)] == [day(1)]


def test_a_changed_advert_takes_a_revision_and_keeps_its_id(store: Store) -> None:
    [saved] = save(store, "board", [reading()], at=AT)
    [again] = save(store, "board", [reading(title="Apprentice plumber")], at=day(1))
    assert (again.status, again.id, again.revision) == ("changed", saved.id, 2)
    assert one(store, saved.id or "").public["title"] == "Apprentice plumber"


def test_outcomes_come_in_the_order_of_the_readings_beyond_one_batch(store: Store) -> None:
    refused = Reading(
        RawPosting(seen=AT, title="Cook"), Rejected(Reason.OUT_OF_SCOPE, "title", "Cook", "Cook")
    )
    readings = [reading(str(n)) if n % 10 else refused for n in range(230)]
    saved = save(store, "board", readings, at=AT)
    ids = [opportunity_id("board", str(n)) if n % 10 else None for n in range(230)]
    assert [s.id for s in saved] == ids
    assert {s.status for s in saved} == {"new", "rejected"}
    assert count_by_status(store)[Status.OPEN] == head_revision(store) == 207


def test_a_reference_twice_in_a_batch_is_one_advert_as_last_said(store: Store) -> None:
    saved = save(store, "board", [reading(title="Old words"), reading(title="New words")], at=AT)
    assert saved[0] == saved[1]
    assert one(store, saved[0].id or "").public["title"] == "New words"
    assert head_revision(store) == 1


def test_a_rejected_reading_is_kept_with_its_reason_and_words(store: Store) -> None:
    posting = RawPosting(seen=AT, title="Cook", places=("Leeds", "York"))
    save(
        store,
        "board",
        [Reading(posting, Rejected(Reason.OUT_OF_AREA, "places", "Leeds", "Cook"))],
        at=AT,
        run=4,
    )
    [kept] = rejected.latest(store, "board")
    assert kept.rejected == Rejected(Reason.OUT_OF_AREA, "places", "Leeds", "Cook")
    assert kept.raw == {"title": "Cook", "places": ["Leeds", "York"]}
    assert rejected.latest(store, "other") == []
    assert rejected.forget(store, day(1)) == 1


def test_seven_days_make_seen_a_change_and_six_do_not(store: Store) -> None:
    [saved] = save(store, "board", [reading()], at=AT)
    save(store, "board", [reading()], at=day(6))
    assert one(store, saved.id or "").public["last_confirmed"] == "2026-11-02"
    [confirmed] = save(store, "board", [reading()], at=day(7))
    assert (confirmed.status, confirmed.revision) == ("unchanged", 2)
    assert one(store, saved.id or "").public["last_confirmed"] == "2026-11-09"


def test_a_relative_posted_date_keeps_its_first_reading(store: Store) -> None:
    first = reading(said={"posted": "2 days ago"}, posted_date=day(-2).date())
    later = reading(said={"posted": "3 days ago"}, posted_date=day(-3).date())
    [saved] = save(store, "board", [first], at=AT)
    [again] = save(store, "board", [later], at=day(1))
    assert again.status == "unchanged"
    assert one(store, saved.id or "").public["posted_date"] == "2026-10-31"


def test_a_written_posted_date_follows_the_source(store: Store) -> None:
    save(store, "board", [reading(said={"posted": "31 October 2026"}, posted_date=day(-2).date())], at=AT)
    renewed = reading(said={"posted": "2 November 2026"}, posted_date=AT.date())
    [again] = save(store, "board", [renewed], at=day(1))
    assert again.status == "changed"
    assert one(store, again.id or "").public["posted_date"] == "2026-11-02"


def test_a_page_that_has_not_changed_confirms_all_that_was_read_from_it(store: Store) -> None:
    page = "https://board.example/list"
    save(store, "board", [reading("1", page_url=page), reading("2", page_url=page), reading("3")], at=AT)
    assert seen_again(store, "board", page, day(3)) == 2
    assert not_seen_since(store, "board", day(1)) == [opportunity_id("board", "3")]
    assert head_revision(store) == 3
    seen_again(store, "board", page, day(8))
    assert head_revision(store) == 5


def test_a_withdrawn_advert_is_a_change_and_one_seen_again_reopens(store: Store) -> None:
    [saved] = save(store, "board", [reading()], at=AT)
    assert withdraw(store, [saved.id or ""], day(1)) == 1
    gone = one(store, saved.id or "")
    assert (gone.withdrawn, gone.public["status"], gone.revision) == (True, "withdrawn", 2)
    assert withdraw(store, [saved.id or ""], day(2)) == 0
    assert head_revision(store) == 2
    [back] = save(store, "board", [reading()], at=day(3))
    assert (back.status, back.revision) == ("changed", 3)
    assert one(store, saved.id or "").status is Status.OPEN


def test_an_advert_that_waits_is_opened_by_approval_and_needs_none_again_unchanged(store: Store) -> None:
    [saved] = save(store, "upload-a", [reading()], at=AT, status=Status.PENDING)
    assert one(store, saved.id or "").status is Status.PENDING
    assert list(every_public(store)) == []
    assert approve(store, [saved.id or ""], day(1)) == 1
    save(store, "upload-a", [reading()], at=day(2), status=Status.PENDING)
    assert one(store, saved.id or "").status is Status.OPEN
    save(store, "upload-a", [reading(title="Other words")], at=day(2), status=Status.PENDING)
    assert one(store, saved.id or "").status is Status.PENDING


def test_reading_again_by_todays_rules_counts_as_seeing_nothing(store: Store) -> None:
    save(store, "board", [reading("1"), reading("2")], at=AT)
    withdraw(store, [opportunity_id("board", "2")], day(1))
    [kept] = every_sighting(store)
    better = Reading(kept.posting, opportunity(title="Read better"))
    [saved] = save(store, "board", [better, reading("2")], at=day(5), reread=True)[:1]
    assert (saved.status, saved.revision) == ("changed", 4)
    assert [sighting.last_seen for sighting in every_sighting(store)] == [AT]
    assert one(store, opportunity_id("board", "2")).withdrawn


def test_changes_come_by_revision_and_withdrawn_ones_among_them(store: Store) -> None:
    save(store, "board", [reading(str(n)) for n in range(5)], at=AT)
    withdraw(store, [opportunity_id("board", "0")], day(1))
    assert [record.revision for record in changed_since(store, 0, 10)] == [2, 3, 4, 5, 6]
    assert [record.revision for record in changed_since(store, 3, 2)] == [4, 5]
    assert changed_since(store, 5, 10)[0].withdrawn
    assert changed_since(store, 6, 10) == []


def test_every_open_record_is_gone_through_page_by_page(store: Store) -> None:
    save(store, "board", [reading("1"), reading("2"), reading("3")], at=AT)
    assert len(list(every_public(store, page=2))) == 3


def test_an_unknown_id_is_found_nowhere(store: Store) -> None:
    assert find(store, "a" * 12) is None
    with pytest.raises(WrongUse):
        undo_merge(store, "a" * 12, AT)


@pytest.mark.parametrize("kind", [Kind.WORK_EXPERIENCE, Kind.MENTORING])
def test_every_kind_is_stored_by_its_public_name(store: Store, kind: Kind) -> None:
    [saved] = save(store, "board", [reading(kind=kind, wage=Wage("competitive"))], at=AT)
    assert one(store, saved.id or "").public["kind"] == kind.value


HOSTILE = [
    pytest.param("x" * 9000, id="a reference longer than an index entry"),
    pytest.param("a\x00b", id="a NUL"),
    pytest.param("half \ud83d a character", id="a lone surrogate"),
]


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_a_source_writes_is_stored_once_and_found_again(store: Store, text: str) -> None:
    address = f"https://board.example/{'y' * 9000}"
    said = {"apply_url": address, "title": text, "wage": text}
    odd = reading(text, said=said, page_url=address, title=text, summary=text, url=address)
    refused = Reading(odd.posting, Rejected(Reason.OUT_OF_SCOPE, "title", text, text, address))
    [saved, _] = save(store, "board", [odd, refused], at=AT)
    [again] = save(store, "board", [odd], at=day(1))
    assert (saved.status, again.status, again.id) == ("new", "unchanged", saved.id)
    assert seen_again(store, "board", address, day(2)) == 1
    assert one(store, saved.id or "").revision == 1
