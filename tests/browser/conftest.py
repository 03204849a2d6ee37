"""The site over the sample city, on a loopback port, and one Chromium for the whole session."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext
from pydantic import SecretStr
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from foothold.alerts.alert import Rhythm, Wish
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.model.posting import RawPosting
from foothold.secret import home_secret
from foothold.store.records import withdraw
from search_api import create_app
from tests.browser.operated import operated
from tests.real_parts import missing
from tests.search_api.web.city import TODAY, city_world
from tests.search_api.world import World, settings_at

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
LONG = RawPosting(
    seen=TODAY,
    external_id="long",
    url="https://jobs.example/adverts/" + "a-very-long-address" * 8,
    title="Apprentice " + "Electrotechnical-and-Telecommunications-Maintenance-Engineer " * 2,
    employer="Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch-and-Daughters Limited",
    kind="Apprenticeship",
    description="<h3>Hours</h3><table><tr><th>Day</th><th>From</th><th>To</th><th>Room</th></tr>"
    "<tr><td>Monday</td><td>09:00</td><td>17:00</td><td>Telecommunications-laboratory-annexe</td></tr></table>"
    f"<p>Write to <a href='https://jobs.example/x'>{'https://jobs.example/apply/' + 'x' * 90}</a></p>",
    postcode="E8 1EA",
    wage="£3.00 an hour",
    hours="40",
    start="2026-12-01",
    closing="2026-11-23",
)


@dataclass(frozen=True)
class Served:
    """`open`, `closed` and `withdrawn` are paths of adverts in that state, `similar` of one that is like another,
    `leftwards` of one that is written from right to left, `alerts` those of links in mails; `operated` are roots of other Footholds by the state in which they stand."""

    root: str
    open: str
    closed: str
    withdrawn: str
    similar: str
    leftwards: str
    operated: Mapping[str, str]
    alerts: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("browsed")
    mail = {"smtp_url": SecretStr("smtp://127.0.0.1"), "mail_from": "alerts@foothold.example"}
    told = settings_at(home).model_copy(update={"sample_city": True} | mail)
    world = city_world(home, settings=told)
    shut = replace(LONG, external_id="shut", title="Apprentice glazier", closing="2026-11-01", url=None)
    gone = replace(LONG, external_id="gone", title="Apprentice thatcher", url=None)
    like = replace(
        LONG,
        external_id="like",
        employer="مؤسسة لندن للتدريب",
        postcode="E8 3RH",
        wage="£9 an hour",
        url=None,
    )
    leftwards = replace(
        LONG,
        external_id="leftwards",
        title="تدريب مهني في السباكة",
        employer="مؤسسة لندن للتدريب",
        summary="تعلم مهنة السباكة مع فريق صغير في هاكني.",
        description="<p>تتعلم كل يوم مع فريقنا.</p><ul><li>إصلاح الأنابيب</li><li>التدفئة</li></ul>",
        url=None,
    )
    saved = world.add(LONG, shut, gone, like, leftwards, at=TODAY)
    paths = [f"/opportunities/{one.id}" for one in saved]
    withdraw(world.store, [str(saved[2].id)], TODAY)
    world.index()
    others = operated(tmp_path_factory.mktemp("operated"))
    with ExitStack() as stack:
        root = stack.enter_context(serving(world.app))
        roots = {
            f"operate_{state}": stack.enter_context(serving(other.app)) for state, other in others.items()
        }
        # One without an index is what a visitor meets in an outage.
        roots["away"] = roots["operate_empty"]
        busy = world.settings.model_copy(update={"rate_limit": "0 per day"})
        app = create_app(busy, store=world.store, engine=world.engine, clock=lambda: TODAY)
        roots["report_busy"] = stack.enter_context(serving(app))
        yield Served(root, *paths, roots, alert_links(world))


def alert_links(world: World) -> dict[str, str]:
    """Links of an alert that waits for a yes, of one that is on, and of one that was stopped."""
    book = AlertBook(world.store, AlertKeys(home_secret(world.settings.home)))
    ids = [
        str(book.ask(Wish("ada@school.example", f"q={n}", "“plumber”, Hackney", Rhythm.DAILY), TODAY))
        for n in range(3)
    ]
    book.confirm(ids[1], TODAY)
    book.stop(ids[2])

    def link(purpose: KeyPurpose, number: int) -> str:
        return f"/alerts/{purpose}/{book.keys.token(purpose, ids[number])}"

    return {
        "to_confirm": link(KeyPurpose.CONFIRM, 0),
        "confirmed": link(KeyPurpose.CONFIRM, 1),
        "to_stop": link(KeyPurpose.STOP, 1),
        "to_renew": link(KeyPurpose.RENEW, 1),
        "ended": link(KeyPurpose.STOP, 2),
    }


@pytest.fixture(scope="session")
def school(site: Served) -> Iterator[str]:
    """The address of a page of another origin that frames what its query string names."""

    @Request.application
    def framing(request: Request) -> Response:
        frame = f'<iframe src="{site.root}{request.args["frame"]}" title="Search" width="400" height="600"></iframe>'
        return Response(
            f"<!doctype html><title>A school</title><h1>A school</h1>{frame}", content_type="text/html"
        )

    with serving(framing) as root:
        yield root


@contextmanager
def serving(app: Callable[..., Any]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


@pytest.fixture
def visitor(chromium: Browser, site: Served) -> Iterator[BrowserContext]:
    """A browser window as a visitor has it: nothing kept from before, our policy in force."""
    context = chromium.new_context(base_url=site.root, viewport={"width": 1280, "height": 900})
    yield context
    context.close()


@pytest.fixture(scope="session")
def axe() -> str:
    if not AXE.is_file():
        missing("axe", "node_modules/axe-core is not there; run make assets")
    return AXE.read_text("utf-8")
