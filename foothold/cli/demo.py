"""`foothold demo`: the sample city, crawled by the real spiders, indexed and served on loopback."""

import signal
import sys
import threading
from contextlib import ExitStack, closing

import click

from foothold.cli.terminal import say


@click.command()
@click.option(
    "--port",
    type=click.IntRange(1, 65534),
    default=8000,
    show_default=True,
    help="The next port serves the sample city's own sites.",
)
@click.option(
    "--limit", type=click.IntRange(1, 1_000_000), default=2000, show_default=True, help="Adverts in the city."
)
@click.option("--once", is_flag=True, help="Stop when everything can be searched.")
def demo(port: int, limit: int, once: bool) -> None:
    """Crawl a made-up city and serve what was found, until Ctrl-C."""
    from demo import run
    from demo.employers import register
    from foothold.cli.crawl import crawl_sources, exit_code
    from foothold.clock import system_clock
    from foothold.errors import FootholdError
    from foothold.settings import Settings
    from foothold.store.open_store import open_store

    settings = run.demo_settings(Settings(), port)
    stopped = threading.Event()
    for signal_number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(signal_number, lambda *_: _stop(stopped))
    try:
        run.refuse_taken(port, port + 1)
        with ExitStack() as stack:
            sources = run.write_sources(settings.home / "sources", f"http://{run.LOOPBACK}:{port + 1}")
            store = stack.enter_context(closing(open_store(settings.store_url)))
            store.upgrade()
            register(store, system_clock())
            say(f"Building a sample city of {limit:,} made-up adverts …")
            stack.enter_context(run.local_web(port + 1, limit))
            stack.enter_context(run.foothold_site(settings, port))
            say(f"Foothold is at {settings.public_url} and fills while the spiders crawl.")
            code = exit_code(crawl_sources(sources.values(), settings))
            count = run.wait_for_index(store, settings)
            say(f"{count:,} opportunities can be searched at {settings.public_url}")
            if not once:
                say("Press Ctrl-C to stop.")
                stopped.wait()
            sys.exit(code if once else 0)
    except _Stopped:
        sys.exit(0)
    except FootholdError as error:
        raise click.ClickException(str(error)) from error


class _Stopped(BaseException):
    """Ctrl-C in the middle of the crawl."""


def _stop(stopped: threading.Event) -> None:
    stopped.set()
    raise _Stopped
