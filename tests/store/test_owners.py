"""Whose advert it is: what one owner says never changes another's, and copies are linked."""

import io
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import select, update

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys
from foothold.alerts.news import put_news
from foothold.model.authority import Standing
from foothold.model.identity import opportunity_id
from foothold.model.opportunity import Status
from foothold.model.organisations import Employer
from foothold.reading.intake import Reading
from foothold.store import duplicate_review
from foothold.store.backup import write_backup
from foothold.store.duplicate_review import possible_copies
from foothold.store.open_store import Store
from foothold.store.record import is_shown
from foothold.store.records import (
    Moved,
    approve,
    changed_since,
    find,
    head_revision,
    refuse,
    save,
    withdraw,
    withdraw_sightings,
)
from foothold.store.restore import restore
from foothold.store.tables import aliases, opportunities
from foothold.store.tables import sightings as s
from tests.store.adverts import AT, day, reading, record, sources
from tests.store.copied import shown

OWN, BROKER, BOARD, COLLEGE = "upload-brightworks", "upload-broker", "board", "college"


def id_of(source: str, reference: str = "1") -> str:
    return opportunity_id(source, reference)


def post(
    store: Store,
    source: str,
    standing: Standing,
    at: datetime = AT,
    reference: str = "1",
    **changes: Any,
) -> str:
    (saved,) = save(store, source, [shown(reference, **changes)], at=at, standing=standing)
    assert saved.id
    return saved.id


def visible(store: Store, at: datetime = AT) -> set[str]:
    return {one.id for one in changed_since(store, 0, 100) if is_shown(one, at)}


def copies_of(store: Store, id_: str) -> list[str]:
    found: list[str] = record(store, id_).public["copies"]
    return found


def test_the_employers_own_advert_is_shown_instead_of_the_one_on_a_site(store: Store) -> None:
    crawled, own = post(store, BOARD, Standing.BOARD), post(store, OWN, Standing.OWN, day(1))
    assert crawled != own
    assert (copies_of(store, crawled), copies_of(store, own)) == ([own], [crawled])
    assert visible(store) == {own}
    assert sources(store, crawled) == [BOARD]
    assert sources(store, own) == [OWN]


@pytest.mark.parametrize("first", ["the copy", "the other"])
@pytest.mark.parametrize(
    ("source", "standing", "wins"),
    [
        (OWN, Standing.OWN, True),
        (BROKER, Standing.AGREED, True),
        (BROKER, Standing.BROKER, False),
        # Standings of sites mean nothing in an account: they put nobody before what was found on sites.
        (BROKER, Standing.API, False),
        (BROKER, Standing.BOARD, False),
    ],
)
def test_who_is_shown_does_not_hang_on_who_came_first(
    store: Store, source: str, standing: Standing, wins: bool, first: str
) -> None:
    steps = [(source, standing), (BOARD, Standing.OWN)]
    if first == "the other":
        steps.reverse()
    for n, (which, how) in enumerate(steps):
        post(store, which, how, day(n))
    assert visible(store) == {id_of(source if wins else BOARD)}


def test_of_three_owners_the_nearest_is_shown(store: Store) -> None:
    for n, (source, standing) in enumerate(
        [
            (BROKER, Standing.AGREED),
            (BOARD, Standing.API),
            (OWN, Standing.OWN),
            ("upload-other", Standing.BROKER),
        ]
    ):
        post(store, source, standing, day(n))
    assert visible(store) == {id_of(OWN)}
    assert copies_of(store, id_of(OWN)) == sorted(map(id_of, (BROKER, BOARD, "upload-other")))


def test_sites_go_on_being_one_owner(store: Store) -> None:
    first, second = post(store, BOARD, Standing.BOARD), post(store, COLLEGE, Standing.OWN, day(1))
    own = post(store, OWN, Standing.OWN, day(2))
    assert first == second
    assert copies_of(store, own) == [first]


@pytest.mark.parametrize(
    "stated",
    [Employer.named("Oakfield"), Employer.named("Brightworks ロイズ"), Employer.named("Вrightworks"), None],
    ids=["another", "more than the Latin", "a Cyrillic letter", "none"],
)
def test_only_the_same_employer_makes_copies(store: Store, stated: Employer | None) -> None:
    """Whoever posts chooses all the other words, so nothing else may hide an advert or be linked to it."""
    crawled = post(store, BOARD, Standing.BOARD)
    own = post(store, OWN, Standing.OWN, day(1), employer=stated)
    assert visible(store) == {crawled, own}
    assert copies_of(store, crawled) == copies_of(store, own) == []


def test_a_common_apply_address_joins_nothing_of_two_owners(store: Store) -> None:
    """The address is the attacker's to choose."""
    victim = replace(shown(), posting=reading(said={"apply_url": "https://apply.example/1"}).posting)
    (crawled,) = save(store, BOARD, [victim], at=AT)
    thief = reading(
        title="Apprentice electrician with us",
        employer=Employer.named("Thief"),
        said={"apply_url": "https://apply.example/1"},
    )
    (posted,) = save(store, "upload-thief", [thief], at=day(1), standing=Standing.OWN)
    assert posted.id != crawled.id
    assert copies_of(store, str(crawled.id)) == []
    assert visible(store) == {crawled.id, posted.id}


def test_a_hidden_copy_is_shown_again_when_the_other_is_withdrawn(store: Store) -> None:
    crawled, own = post(store, BOARD, Standing.BOARD), post(store, OWN, Standing.OWN, day(1))
    head = head_revision(store)
    withdraw(store, [own], day(2))
    assert visible(store) == {crawled}
    assert copies_of(store, crawled) == []
    assert {one.id for one in changed_since(store, head, 10)} == {own, crawled}, "the index must hear of both"


def test_a_hidden_copy_is_shown_again_once_the_other_is_over_by_itself(store: Store) -> None:
    crawled = post(store, BOARD, Standing.BOARD, closing_date=None)
    own = post(store, OWN, Standing.OWN, closing_date=date(2026, 11, 12))
    assert visible(store, day(9)) == {own}
    assert visible(store, day(11)) == {crawled}


def test_an_advert_that_comes_to_differ_is_a_copy_no_more(store: Store) -> None:
    crawled, own = post(store, BOARD, Standing.BOARD), post(store, OWN, Standing.OWN)
    post(store, OWN, Standing.OWN, day(1), level=2)
    assert visible(store) == {crawled, own}
    assert copies_of(store, crawled) == copies_of(store, own) == []


def test_what_waits_is_no_copy_until_it_is_approved(store: Store) -> None:
    crawled = post(store, BOARD, Standing.BOARD)
    (waiting,) = save(
        store,
        BROKER,
        [replace(shown("1"), standing=Standing.BROKER, waits=True)],
        at=AT,
        standing=Standing.BROKER,
    )
    assert waiting.waiting
    assert copies_of(store, crawled) == []
    assert visible(store) == {crawled}
    approve(store, [str(waiting.id)], day(1))
    assert copies_of(store, crawled) == [waiting.id]
    assert visible(store) == {crawled}, "nobody vouches for it more than for the site"


def waits(source: str = BROKER, **changes: Any) -> Reading:
    return replace(shown("1", **changes), waits=True)


def test_what_was_approved_needs_no_second_look_as_long_as_it_says_the_same(store: Store) -> None:
    [first] = save(store, BROKER, [waits()], at=AT)
    approve(store, [str(first.id)], AT)
    [again] = save(store, BROKER, [waits()], at=day(1))
    assert (again.status, again.waiting) == ("unchanged", False)
    [changed] = save(store, BROKER, [waits(title="Apprentice electrician, call 0900 1")], at=day(2))
    assert changed.waiting
    [back] = save(store, BROKER, [waits()], at=day(3))
    assert not back.waiting


def test_what_was_approved_and_withdrawn_is_open_again_when_it_is_sent_again(store: Store) -> None:
    [first] = save(store, BROKER, [waits()], at=AT)
    approve(store, [str(first.id)], AT)
    withdraw(store, [str(first.id)], day(1))
    [again] = save(store, BROKER, [waits()], at=day(2))
    assert not again.waiting
    assert visible(store, day(2)) == {again.id}


def test_what_was_refused_is_not_taken_again_until_it_says_something_else(store: Store) -> None:
    [first] = save(store, BROKER, [waits()], at=AT)
    refuse(store, [str(first.id)], AT, "It is no opening.")
    [again] = save(store, BROKER, [waits()], at=day(1))
    assert (again.status, again.id, again.why) == ("refused", None, "It is no opening.")
    assert record(store, str(first.id)).withdrawn
    [other] = save(store, BROKER, [waits(title="Apprentice electrician in a real shop")], at=day(2))
    assert other.waiting


def test_a_good_row_beside_a_refused_one_is_saved(store: Store) -> None:
    [first] = save(store, BROKER, [waits()], at=AT)
    refuse(store, [str(first.id)], AT, "No.")
    outcomes = save(store, BROKER, [waits(), reading("2", title="Trainee gardener")], at=day(1))
    assert [one.status for one in outcomes] == ["refused", "new"]


def test_a_person_links_copies_that_the_rules_do_not(store: Store) -> None:
    crawled = post(store, BOARD, Standing.BOARD, employer=Employer.named("Brightworks Electrical Services"))
    own = post(store, OWN, Standing.OWN, day(1))
    assert copies_of(store, own) == []
    duplicate_review.merge(store, crawled, own, day(2))
    assert (copies_of(store, own), visible(store)) == ([crawled], {own})
    duplicate_review.keep_apart(store, crawled, own, day(3))
    assert (copies_of(store, own), visible(store)) == ([], {own, crawled})


def test_a_person_parts_copies(store: Store) -> None:
    crawled, own = post(store, BOARD, Standing.BOARD), post(store, OWN, Standing.OWN)
    duplicate_review.keep_apart(store, crawled, own, day(1))
    post(store, OWN, Standing.OWN, day(2), hours_per_week=None, working_week="Monday to Friday")
    assert visible(store) == {crawled, own}
    assert possible_copies(store) == []


def test_an_alert_is_not_told_again_of_a_copy(store: Store) -> None:
    crawled = post(store, BOARD, Standing.BOARD)
    book = AlertBook(store, AlertKeys(b"secret"))
    asked = book.ask(Wish("ada@school.example", "q=electrician", "“electrician”", Rhythm.DAILY), day(-1))
    alert = book.confirm(str(asked), day(-1))
    assert alert
    assert put_news(store, alert, [crawled], 1, day(1), day(1)) == 1
    own = post(store, OWN, Standing.OWN, day(1))
    assert put_news(store, alert, [own], 2, day(2), day(2)) == 0


def merged_as_before(store: Store, home: str, other: str) -> None:
    """As older versions left an upload and a site's advert: one record, the other's id an alias of it."""
    with store.write() as connection:
        connection.execute(update(s).where(s.c.own_id == other).values(opportunity_id=home))
        connection.execute(aliases.insert().values(id=other, opportunity_id=home, at=AT))
        gone = opportunities.c.id == other
        connection.execute(update(opportunities).where(gone).values(status="withdrawn", content_hash="moved"))


@pytest.mark.parametrize("home", [OWN, BOARD])
def test_an_upgrade_parts_what_was_merged_across_owners_and_keeps_the_ids(store: Store, home: str) -> None:
    ids = {source: post(store, source, how, level=3) for source, how in
           ((OWN, Standing.OWN), (BOARD, Standing.BOARD))}  # fmt: skip
    other = BOARD if home == OWN else OWN
    merged_as_before(store, ids[home], ids[other])
    assert find(store, ids[other]) == Moved(ids[home])
    head = head_revision(store)
    store.upgrade()
    for source, id_ in ids.items():
        assert sources(store, id_) == [source]
        assert record(store, id_).status is Status.OPEN
    assert visible(store) == {ids[OWN]}
    assert ids[other] in {one.id for one in changed_since(store, head, 10)}
    after = head_revision(store)
    store.upgrade()
    assert head_revision(store) == after, "upgrading again changes nothing"


def test_a_restored_backup_of_merged_owners_is_parted_too(store: Store, new: Store) -> None:
    own, crawled = post(store, OWN, Standing.OWN), post(store, BOARD, Standing.BOARD)
    merged_as_before(store, own, crawled)
    backup = io.BytesIO()
    write_backup(store, backup, clock=lambda: AT)
    backup.seek(0)
    restore(new, backup)
    assert (sources(new, own), sources(new, crawled)) == ([OWN], [BOARD])


def test_a_withdrawal_of_one_owner_leaves_the_others(store: Store) -> None:
    crawled, own = post(store, BOARD, Standing.BOARD), post(store, OWN, Standing.OWN)
    withdraw_sightings(store, [crawled], day(1))
    assert record(store, own).status is Status.OPEN
    assert copies_of(store, own) == []


def test_every_record_has_one_owner_whatever_is_saved(store: Store) -> None:
    """The same advert by many sources, in two orders, with references and apply addresses in common."""
    said = {"apply_url": "https://apply.example/7"}
    names = [OWN, BOARD, BROKER, COLLEGE, "upload-other", "national"]
    for order in (names, names[::-1]):
        for n, source in enumerate(order):
            one = replace(shown("VAC1000123456"), posting=reading("VAC1000123456", said=said).posting)
            save(store, source, [one], at=day(n), standing=Standing.OWN)
    with store.read() as connection:
        rows = connection.execute(select(s.c.opportunity_id, s.c.source)).all()
    owners: dict[str, set[str]] = {}
    for home, source in rows:
        owners.setdefault(home, set()).add(source if source.startswith("upload-") else "sites")
    assert all(len(found) == 1 for found in owners.values())
    assert len(owners) == 4
