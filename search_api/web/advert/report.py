"""`/opportunities/<id>/report`: tell us that something is wrong with an advert, without saying who you are.

Reports that somebody may come to harm always arrive: of an advert that was taken down or hidden meanwhile, and from a
network that has used up every limit.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import structlog
from flask import Flask, Response, current_app, redirect, request
from flask_limiter import Limiter

from foothold.alerts.operator_mail import why_nobody_is_mailed
from foothold.errors import StoreUnavailable
from foothold.model.opportunity import Status
from foothold.store import reports
from foothold.store.records import Moved, Record, find
from foothold.store.reports import GRAVE, LONGEST_TEXT, ReportReason
from search_api.http.form_token import form_token, from_our_page, is_ours
from search_api.http.problems import Refusal
from search_api.http.rate_limits import Repeats, allowances, spend
from search_api.services import Services, current_services
from search_api.web.pages import NO_ADVERT
from search_api.web.site import page

log = structlog.get_logger()

PATH = "/opportunities/<id>/report"
REASONS: Mapping[ReportReason, str] = {
    ReportReason.UNSAFE: "It does not feel safe",
    ReportReason.MONEY: "It asks for money",
    ReportReason.ALONE: "Somebody asked me to meet them alone",
    ReportReason.GONE: "It is closed, or I cannot find it any more",
    ReportReason.WRONG: "Something in it is wrong",
    ReportReason.PAY: "The pay looks too low, or there is none",
    ReportReason.TWICE: "It is here twice",
    ReportReason.OTHER: "Something else",
}
HINTS: Mapping[ReportReason, str] = {
    ReportReason.ALONE: "For example in a private home or a car, or with nobody else there"
}
CHOOSE = "Choose what is wrong"
TOO_LONG = f"Write at most {LONGEST_TEXT:,} letters"
SEND_AGAIN = "This page was open for a long time. Look at what you wrote and send it again"
TOO_MANY = (
    "Many reports came from where you are. Wait an hour and send this again. If you do not feel safe, or were asked for"
    " money or to meet somebody alone, choose that: we always take it"
)
NOT_SAVED = "We could not save this just now. Your words are still here: wait a minute and send them again"
AGAIN_SOON = "We have what you just sent. If there is more to say, wait a minute and send it"
REPEATS = "60 per minute"
"""Of one network about one advert and for one grave reason, once the first has arrived. Counted by each worker: it
spares the store a flood of writes."""
_ID = re.compile(r"[a-z2-7]{12}")
_ANY_ID, _ANY_TOKEN = "aaaaaaaaaaaa", "the-token-of-the-form"


@dataclass(frozen=True, slots=True)
class ReportForm:
    """`errors` are by field: what to do about it. `title` is None where the advert was not looked up; `over` where it
    is no longer on offer, and then only what is grave can be chosen."""

    id: str
    title: str | None
    token: str
    reason: str
    text: str
    errors: Mapping[str, str]
    over: bool = False

    @property
    def error_items(self) -> list[dict[str, str]]:
        return [{"text": text, "href": f"#{field}"} for field, text in self.errors.items()]

    @property
    def choices(self) -> list[dict[str, object]]:
        offered = [(value, text) for value, text in REASONS.items() if value in GRAVE or not self.over]
        return [
            {
                "value": value, "text": text, "checked": value == self.reason, "id": "reason" if not n else f"reason-{n}",
                "hint": {"text": HINTS[value]} if value in HINTS else None,
            }
            for n, (value, text) in enumerate(offered)
        ]  # fmt: skip


def register(app: Flask, limiter: Limiter) -> None:
    """The form has a limit of its own, above which it is made without looking anything up. What is sent has none here:
    `send` counts in the store what may be counted."""
    services: Services = app.extensions["foothold"]
    app.extensions["foothold_repeats"] = Repeats(services, limiter, REPEATS)
    rate = services.settings.rate_limit
    asking = limiter.shared_limit(rate, "reports", on_breach=lambda _: _busy_form())
    thanking = limiter.shared_limit(rate, "reported", on_breach=lambda _: _thanks(None))
    app.add_url_rule(PATH, "ask_for_report", asking(ask))
    app.add_url_rule(PATH, "send_report", limiter.exempt(send), methods=["POST"])
    app.add_url_rule(f"{PATH}ed", "report_sent", thanking(sent))


def ask(id: str) -> Response:  # noqa: A002 - the name in the path
    services = current_services()
    record = _record(services, id)
    if record.id != id:
        return redirect(f"/opportunities/{record.id}/report", 308)  # type: ignore[return-value]
    if record.status is Status.PENDING:
        raise Refusal(404, NO_ADVERT)
    return _form(services, record, "", "", {}, 410 if record.withdrawn else 200)


def send(id: str) -> Response:  # noqa: A002
    services = current_services()
    record = _record(services, id)
    reason, text = request.form.get("reason", ""), request.form.get("text", "").strip()
    ours = _is_ours(services, {id, record.id})
    # Whoever has our form for it saw the advert when it was open.
    if record.status is not Status.OPEN and not (ours and reason in GRAVE):
        raise Refusal(410, "It is no longer on offer.") if record.withdrawn else Refusal(404, NO_ADVERT)
    errors = dict(_errors(reason, text, ours))
    if errors:
        return _form(services, record, reason, text, errors, 422)
    try:
        return _take(services, record, ReportReason(reason), text)
    except StoreUnavailable as error:
        # It is read, as this advert was, while another writes for long; what was written must not be lost with it.
        log.warning("report not saved", opportunity=record.id, why=str(error))
        return _form(services, record, reason, text, {"send": NOT_SAVED}, 503)


def _take(services: Services, record: Record, reason: ReportReason, text: str) -> Response:
    repeats: Repeats = current_app.extensions["foothold_repeats"]
    again = record.id, reason
    if reason in GRAVE and repeats.too_many(*again):
        return _later(_form(services, record, reason, text, {"send": AGAIN_SOON}, 429), 60)
    if reason not in GRAVE:
        used_up = spend(services, allowances("reports", services.settings.reports_rate_limit))
        if used_up:
            return _later(_form(services, record, reason, text, {"send": TOO_MANY}, 429), used_up.seconds)
    kept = reports.add(
        services.store,
        record.id,
        reason,
        text or None,
        services.clock(),
        network=services.network(),
        hide_after=services.settings.reports_hide_after,
    )
    if reason in GRAVE:
        repeats.note(*again)
        why = why_nobody_is_mailed(services.settings)
        if why:
            log.warning("nobody is mailed about a grave report", opportunity=record.id, why=why)
    query = "" if kept else "?already=yes"
    return redirect(f"/opportunities/{record.id}/reported{query}", 303)  # type: ignore[return-value]


def sent(id: str) -> Response:  # noqa: A002
    """The same for every id: that an advert waits hidden is told to nobody."""
    if not _ID.fullmatch(id):
        raise Refusal(404, NO_ADVERT)
    record = _found(current_services(), id)
    return _thanks(record if record and record.status is Status.OPEN else None)


def _thanks(record: Record | None) -> Response:
    already = request.args.get("already") == "yes"
    title = record.public["title"] if record else None
    return page("reported.html", id=record.id if record else None, title=title, already=already)


def _errors(reason: str, text: str, ours: bool) -> Mapping[str, str]:
    found = {}
    if reason not in list(ReportReason):
        found["reason"] = CHOOSE
    if len(text) > LONGEST_TEXT:
        found["text"] = TOO_LONG
    if not ours:
        found["send"] = SEND_AGAIN
    return found


def _is_ours(services: Services, ids: Iterable[str]) -> bool:
    """Also where the advert became part of another since the form was made."""
    token, at = request.form.get("token", ""), services.clock()
    ours = any(is_ours(token, f"report {id_}", services.secret, at) for id_ in ids)
    return ours and from_our_page(services.settings.public_url)


def _form(
    services: Services, record: Record, reason: str, text: str, errors: Mapping[str, str], status: int
) -> Response:
    """Kept by nobody: its token is dated."""
    token = form_token(f"report {record.id}", services.secret, services.clock())
    over = record.status is not Status.OPEN
    title = None if record.status is Status.PENDING else record.public["title"]
    form = ReportForm(record.id, title, token, reason, text[: 2 * LONGEST_TEXT], errors, over)
    return _kept_by_nobody(page("report.html", form=form, longest=f"{LONGEST_TEXT:,}"), status)


def _busy_form() -> Response | None:
    """The form for somebody whose network asks for it without end: the same for all adverts but for id and token, so
    it costs next to nothing, and a report can still be sent."""
    held, id_ = current_services(), (request.view_args or {}).get("id", "")
    if not _ID.fullmatch(id_):
        return None
    made = current_app.extensions.get("foothold_busy_form")
    if made is None:
        # In a request of its own: this one's shortlist would otherwise be shown to everybody.
        with current_app.test_request_context(f"/opportunities/{_ANY_ID}/report"):
            form = ReportForm(_ANY_ID, None, _ANY_TOKEN, "", "", {})
            made = page("report.html", form=form, longest=f"{LONGEST_TEXT:,}").get_data(as_text=True)
        current_app.extensions["foothold_busy_form"] = made
    token = form_token(f"report {id_}", held.secret, held.clock())
    body = made.replace(_ANY_ID, id_).replace(_ANY_TOKEN, token)
    return _kept_by_nobody(Response(body, content_type="text/html; charset=utf-8"), 429)


def _later(response: Response, seconds: int) -> Response:
    response.headers["Retry-After"] = str(seconds)
    return response


def _kept_by_nobody(response: Response, status: int) -> Response:
    response.status_code = status
    response.headers["Cache-Control"] = "no-store"
    return response


def _record(services: Services, id: str) -> Record:  # noqa: A002
    """The advert, or that into which it was merged, of whatever status. Raises a 404."""
    record = _found(services, id) if _ID.fullmatch(id) else None
    if record is None:
        raise Refusal(404, NO_ADVERT)
    return record


def _found(services: Services, id: str) -> Record | None:  # noqa: A002
    found = find(services.store, id)
    if isinstance(found, Moved):
        found = find(services.store, found.id)
    return found if isinstance(found, Record) else None
