"""`/alerts`: ask for e-mail alerts for a search, say yes to them, stop them, keep them longer."""

from flask import Flask, Response, redirect, render_template, request

from foothold.alerts.alert import MailboxFull
from foothold.alerts.book import AlertBook
from foothold.alerts.keys import AlertKeys, KeyPurpose
from foothold.alerts.mail_server import why_no_mail
from foothold.clock import london_date
from search_api.alerts.form import AlertPage, alert_page, read_form
from search_api.http.form_token import from_our_page
from search_api.http.problems import Refusal
from search_api.http.rate_limits import allowances, spend
from search_api.services import Services, current_services
from search_api.web import words

NOT_OFFERED = "This Foothold sends no e-mail alerts."
NOT_FROM_HERE = "Send this form from our own page."
TOO_MANY = (
    "Many alerts were asked for from where you are: a school has one address for all of its pupils. Wait an hour and"
    " try again."
)
NO_LINK = "There is nothing at this address. Copy the whole link from our e-mail."
HEADERS = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def register(app: Flask) -> None:
    app.add_url_rule("/alerts", view_func=offer)
    app.add_url_rule("/alerts", view_func=ask, methods=["POST"])
    app.add_url_rule("/alerts/asked", view_func=asked)
    for purpose in KeyPurpose:
        path = f"/alerts/{purpose}/<token>"
        app.add_url_rule(path, f"alerts_{purpose}", link, defaults={"purpose": purpose})
        app.add_url_rule(
            path, f"alerts_{purpose}_now", follow, methods=["POST"], defaults={"purpose": purpose}
        )


def offer() -> Response:
    return _form(alert_page(current_services(), request.args, {}, {}))


def ask() -> Response:
    """The answer is the same whether the address is known, has too many alerts, or none."""
    services = current_services()
    if why_no_mail(services.settings):
        raise Refusal(404, NOT_OFFERED)
    if not from_our_page(services.settings.public_url):
        raise Refusal(403, NOT_FROM_HERE)
    wish, errors = read_form(services, request)
    if wish is None:
        return _form(alert_page(services, request.args, request.form, errors), 422)
    used_up = spend(services, allowances("alerts", services.settings.alerts_rate_limit))
    if used_up:
        raise Refusal(429, TOO_MANY, {"Retry-After": str(used_up.seconds)})
    _book(services).ask(wish, services.clock(), services.network())
    return redirect("/alerts/asked", 303)  # type: ignore[return-value]


def asked() -> Response:
    return _kept_by_nobody("alert_asked.html")


def link(purpose: KeyPurpose, token: str) -> Response:
    """Only shows what its button would do: what follows links by itself, as scanners of mail do, changes nothing."""
    services = current_services()
    alert = _book(services).find(_alert_id(services, purpose, token), services.clock())
    shown = alert.wish if alert else None
    until = words.day(london_date(alert.expires)) if alert else None
    status = 200 if alert else 410
    return _private(
        "alert_link.html", status, purpose=purpose, wish=shown, state=alert and alert.state, until=until
    )


def follow(purpose: KeyPurpose, token: str) -> Response:
    """Also what a mail program sends by itself when a person presses its own button to stop (RFC 8058)."""
    services = current_services()
    alert_id, book = _alert_id(services, purpose, token), _book(services)
    if purpose is KeyPurpose.STOP:
        # That it was stopped already is what its owner wanted.
        book.stop(alert_id)
        return _private("alert_done.html", purpose=purpose)
    try:
        alert = (book.confirm if purpose is KeyPurpose.CONFIRM else book.renew)(alert_id, services.clock())
    except MailboxFull:
        found = book.find(alert_id, services.clock())
        return _private(
            "alert_link.html", 409, purpose=purpose, wish=found and found.wish, state="full", until=None
        )
    if alert is None:
        return _private("alert_link.html", 410, purpose=purpose, wish=None, state=None, until=None)
    return _private(
        "alert_done.html", purpose=purpose, wish=alert.wish, until=words.day(london_date(alert.expires)),
        stop=f"/alerts/stop/{book.keys.token(KeyPurpose.STOP, alert.id)}",
    )  # fmt: skip


def _book(services: Services) -> AlertBook:
    return AlertBook(services.store, AlertKeys(services.secret))


def _alert_id(services: Services, purpose: KeyPurpose, token: str) -> str:
    alert_id = AlertKeys(services.secret).alert_of(purpose, token)
    if alert_id is None:
        raise Refusal(404, NO_LINK, {"Referrer-Policy": "no-referrer"})
    return alert_id


def _form(shown: AlertPage, status: int = 200) -> Response:
    return _kept_by_nobody("alerts.html", status, alert=shown)


def _private(template: str, status: int = 200, **shown: object) -> Response:
    """A page whose address is a key: no other site is told it."""
    response = _kept_by_nobody(template, status, **shown)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _kept_by_nobody(template: str, status: int = 200, **shown: object) -> Response:
    body = render_template(template, **shown)
    return Response(body, status, HEADERS, content_type="text/html; charset=utf-8")
