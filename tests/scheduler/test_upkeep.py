"""The nightly prune forgets what was promised to be forgotten, and no more."""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from foothold.model.networks import Network
from foothold.model.reporting import KEPT, NETWORK_LASTS
from foothold.store import hiding, holds, reports
from foothold.store.allowances import Allowance, take
from foothold.store.open_store import open_store
from foothold.store.records import save
from foothold.store.reports import ReportReason
from foothold.store.tables import allowances
from foothold.store.tables import reports as t
from scheduler.job import Turn
from scheduler.upkeep import prune_leftovers
from tests.search_api.world import settings_at
from tests.store.adverts import AT, reading


def test_what_tells_networks_apart_goes_long_before_the_reports(tmp_path: Path) -> None:
    settings = settings_at(tmp_path)
    store = open_store(settings.store_url)
    store.upgrade()
    [saved] = save(store, "board", [reading()], at=AT)
    network = Network("192.0.2.1", b"s" * 32)
    reports.add(store, str(saved.id), ReportReason.UNSAFE, None, AT, network=network, hide_after=1)
    hiding.clear(store, str(saved.id), AT)
    with store.write() as connection:
        take(connection, Allowance("alerts", 1, 3600), network.mark, AT)

    def left(at: datetime) -> tuple[int, ...]:
        prune_leftovers(Turn(settings, store, lambda: at, at))
        counts = func.count(t.c.id), func.count(t.c.network)
        with store.read() as connection:
            kept, told_apart = connection.execute(select(*counts)).one()
            counted = connection.scalar(select(func.count()).select_from(allowances)) or 0
            cleared = connection.scalar(select(func.count()).select_from(holds.t)) or 0
        return kept, told_apart, counted, cleared

    # The report, its network's mark, the counts of two windows, the clearance.
    assert left(AT) == (1, 1, 3, 1)
    assert left(AT + timedelta(days=1)) == (1, 1, 0, 1)
    assert left(AT + NETWORK_LASTS + timedelta(seconds=1)) == (1, 0, 0, 0)
    assert left(AT + KEPT) == (1, 0, 0, 0)
    assert left(AT + KEPT + timedelta(seconds=1)) == (0, 0, 0, 0)
    store.close()
