"""`foothold serve`: the site, its API and the drain that keeps the index up to date."""

import os
import sys

import click

from foothold.cli.terminal import say


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--workers", type=click.IntRange(1, 64), default=2, show_default=True)
@click.option("--threads", type=click.IntRange(1, 64), default=4, show_default=True, help="Threads a worker.")
@click.option("--drain/--no-drain", default=True, help="Keep the index up to date from here.")
def serve(host: str, port: int, workers: int, threads: int, drain: bool) -> None:
    """Serve the site until it is told to stop."""
    from foothold.errors import FootholdError
    from foothold.secret import home_secret
    from foothold.settings import Settings
    from foothold.store.open_store import open_store
    from search_api.serve import Served, SiteServer

    settings = Settings()
    if "FOOTHOLD_PUBLIC_URL" not in os.environ:
        # Links must lead back here, not to the port that the default names.
        settings = settings.model_copy(update={"public_url": f"http://{host}:{port}"})
    try:
        home_secret(settings.home)
        store = open_store(settings.store_url)
        store.check()
        store.close()
    except FootholdError as error:
        say(str(error), err=True)
        sys.exit(1)
    say(f"Foothold is at {settings.public_url}")
    SiteServer(settings, Served(host, port, workers, threads, drain)).run()
