"""`/opportunities/<id>/report`: tell us that something is wrong with an advert, without saying who you are."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from flask import Blueprint, Flask, Response, redirect, request
from flask_limiter import Limiter

from foothold.opportunity import Status
from foothold.store import reports
from foothold.store.records import Moved, Record, find
from foothold.store.reports import LONGEST_TEXT, Reason
from search_api.parts import Parts, parts
from search_api.problems import Refusal
from search_api.web.form_token import form_token, from_our_page, is_ours
from search_api.web.pages import NO_ADVERT
from search_api.web.site import page

report = Blueprint("report", __name__)

LIMIT = "10 per hour"
PATH = "/opportunities/<id>/report"
REASONS: Mapping[Reason, str] = {
    Reason.GONE: "It is closed, or I cannot find it any more",
    Reason.WRONG: "Something in it is wrong",
    Reason.PAY: "The pay looks too low, or there is none",
    Reason.MONEY: "It asks for money",
    Reason.UNSAFE: "It does not feel safe",
    Reason.TWICE: "It is here twice",
    Reason.OTHER: "Something else",
}
CHOOSE = "Choose what is wrong"
TOO_LONG = f"Write at most {LONGEST_TEXT:,} letters"
SEND_AGAIN = "This page was open for a long time. Look at what you wrote and send it again"
_ID = re.compile(r"[a-z2-7]{12}")


@dataclass(frozen=True, slots=True)
class ReportForm:
    """`errors` are by field: what to do about it."""

    id: str
    title: str
    token: str
    reason: str
    text: str
    errors: Mapping[str, str]

    @property
    def error_items(self) -> list[dict[str, str]]:
        return [{"text": text, "href": f"#{field}"} for field, text in self.errors.items()]

    @property
    def choices(self) -> list[dict[str, object]]:
        return [
            {"value": value, "text": text, "checked": value == self.reason, "id": "reason" if not n else f"reason-{n}"}
            for n, (value, text) in enumerate(REASONS.items())
        ]  # fmt: skip


def register(app: Flask, limiter: Limiter) -> None:
    limiter.limit(LIMIT, methods=["POST"], override_defaults=False)(report)
    app.register_blueprint(report)


@report.get(PATH)
def ask(id: str) -> Response:  # noqa: A002 - the name in the path
    held = parts()
    record = _record(held, id)
    if record.id != id:
        return redirect(f"/opportunities/{record.id}/report", 308)  # type: ignore[return-value]
    return _form(held, record, "", "", {})


@report.post(PATH)
def send(id: str) -> Response:  # noqa: A002
    held = parts()
    record = _record(held, id)
    reason, text = request.form.get("reason", ""), request.form.get("text", "").strip()
    errors = dict(_errors(held, record, reason, text))
    if errors:
        shown = _form(held, record, reason, text[: 2 * LONGEST_TEXT], errors)
        shown.status_code = 422
        return shown
    reports.add(held.store, record.id, Reason(reason), text or None, held.clock())
    return redirect(f"/opportunities/{record.id}/reported", 303)  # type: ignore[return-value]


@report.get("/opportunities/<id>/reported")
def sent(id: str) -> Response:  # noqa: A002
    record = _record(parts(), id)
    return page("reported.html", id=record.id, title=record.public["title"])


def _errors(held: Parts, record: Record, reason: str, text: str) -> Mapping[str, str]:
    found = {}
    if reason not in list(Reason):
        found["reason"] = CHOOSE
    if len(text) > LONGEST_TEXT:
        found["text"] = TOO_LONG
    token = request.form.get("token", "")
    ours = is_ours(token, f"report {record.id}", held.secret, held.clock())
    if not (ours and from_our_page(held.settings.public_url)):
        found["send"] = SEND_AGAIN
    return found


def _form(held: Parts, record: Record, reason: str, text: str, errors: Mapping[str, str]) -> Response:
    """Kept by nobody: its token is dated."""
    token = form_token(f"report {record.id}", held.secret, held.clock())
    form = ReportForm(record.id, record.public["title"], token, reason, text, errors)
    response = page("report.html", form=form, longest=f"{LONGEST_TEXT:,}")
    response.headers["Cache-Control"] = "no-store"
    return response


def _record(held: Parts, id: str) -> Record:  # noqa: A002
    """The advert that is shown, or was merged into. Raises a 404, or a 410 for one that was withdrawn."""
    found = find(held.store, id) if _ID.fullmatch(id) else None
    if isinstance(found, Moved):
        found = find(held.store, found.id)
    if isinstance(found, Record) and found.status is Status.OPEN:
        return found
    if isinstance(found, Record) and found.withdrawn:
        raise Refusal(410, "It is no longer on offer, so there is nothing left to report.")
    raise Refusal(404, NO_ADVERT)
