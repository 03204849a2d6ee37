"""`foothold alerts`: send what is due, where no scheduler does it, and count who is told."""

import click

from foothold.cli.opened import opened_store
from foothold.cli.terminal import say

SUSPECT = 3


@click.group()
def alerts() -> None:
    """E-mail alerts. No command shows an address."""


@alerts.command()
def send() -> None:
    """Find what is new for every alert whose time has come, and send what waits, also to the operators. May be run
    as often as you like.

    Ends with 3 where the connection broke while a mail was on its way: it may have arrived, and is not sent again.
    """
    from foothold.alerts.mail_server import MailOutcome
    from foothold.alerts.operator_mail import tell_operators
    from foothold.clock import system_clock
    from foothold.settings import Settings
    from search_api.alerts.rounds import deliver_waiting, prepare_due, said

    settings = Settings()
    with opened_store() as store:
        found = prepare_due(settings, store, system_clock)
        told = tell_operators(settings, store, system_clock)
        done = deliver_waiting(settings, store, system_clock)
    say(f"{found.looked} alerts looked at, {found.mails} have news: {said(done)}.")
    if told:
        say(f"Mails to operators: {told}.")
    if done[MailOutcome.UNSURE]:
        click.get_current_context().exit(SUSPECT)


@alerts.command("list")
def list_() -> None:
    """Count alerts by state and rhythm, and the mails of the last 90 days by kind and state."""
    from foothold.alerts.book import counts as alert_counts
    from foothold.alerts.mails import counts as mail_counts

    with opened_store() as store:
        for (state, rhythm), number in alert_counts(store).items():
            say(f"alerts  {state}  {rhythm}  {number}")
        for (kind, mail_state), number in mail_counts(store).items():
            say(f"mails  {kind}  {mail_state}  {number}")
