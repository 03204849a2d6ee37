"""The jobs of e-mail: one finds what is new for each alert, the other sends what waits, to operators first."""

from datetime import timedelta

import structlog

from foothold.alerts import book, mails
from foothold.alerts.operator_mail import is_due, tell_operators
from foothold.errors import FootholdError
from scheduler.job import Turn
from scheduler.lease import held

log = structlog.get_logger()

POLL_SECONDS = 5
"""A person who asked for an alert sits and waits for the mail."""
AGAIN_SECONDS = 60
TIDY_EVERY = timedelta(hours=1)


def find_news(turn: Turn) -> str:
    """Raises IndexUnavailable, SealBroken."""
    from search_api.alerts.rounds import prepare_due

    done = prepare_due(turn.settings, turn.store, turn.clock, turn.stopped)
    return f"{done.looked} alerts looked at, {done.mails} have news; {done.forgotten} forgotten."


def post_mails(turn: Turn) -> str:
    """Until the turn is stopped. However many do it, each mail is sent once; by a lease, one is at it."""
    tidied = turn.clock() - TIDY_EVERY
    while not turn.stopped.is_set():
        try:
            if turn.clock() - tidied >= TIDY_EVERY:
                tidied = turn.clock()
                book.tidy(turn.store, tidied)
            _post(turn)
        except FootholdError as error:
            log.warning("mails not sent", why=str(error))
            turn.stopped.wait(AGAIN_SECONDS)
        turn.stopped.wait(POLL_SECONDS)
    return "What waited was sent."


def _post(turn: Turn) -> None:
    from search_api.alerts.rounds import deliver_waiting, said

    operators = is_due(turn.settings, turn.store, turn.clock)
    if not operators and not mails.waiting(turn.store, turn.clock(), limit=1):
        return
    with held(turn.store, "job:post", turn.settings.lease_seconds, turn.clock) as fence:
        if fence is not None:
            told = tell_operators(turn.settings, turn.store, turn.clock)
            done = deliver_waiting(turn.settings, turn.store, turn.clock, turn.stopped)
            log.info("mails sent", said=said(done), operators=told)
