"""Every page and every state of it that a visitor can meet, and those that whoever runs it meets."""

from tests.browser.conftest import Served

STATES = {
    "results": "/",
    "filtered": "/?q=apprentice&near=E8+1EA&within=10&kind=apprenticeship&level=3&level=4&min_hourly=5&national=include",
    "one": "/?q=electrotechnical",
    "for_age": "/?age=19&school_year=13&near=E8+1EA&grades=none_required&grades=unknown&start_month=2026-12",
    "outside": "/?near=Watford",
    "advert_for_age": "{open}?age=19",
    "empty": "/?q=apprentice&borough=hackney&min_hourly=500",
    "error": "/?q=apprentice&min_hourly=lots&near=Atlantis&start_from=soon&kind=plumbing",
    "ambiguous": "/?near=hayes",
    "place_offered": "/?q=lambeth+council",
    "words_read": "/?q=paid+apprentice+hackney",
    "words_as_they_are": "/?q=paid+apprentice+hackney&intents=ignore",
    "words_ambiguous": "/?q=electrishun+near+hayes",
    "advert": "{open}",
    "advert_leftwards": "{leftwards}",
    "results_leftwards": "/?q=السباكة",
    "away": "/?q=apprentice",
    "advert_closed": "{closed}",
    "advert_withdrawn": "{withdrawn}",
    "not_found": "/nowhere",
    "embed": "/embed/v1?borough=hackney",
    "embed_ambiguous": "/embed/v1?near=hayes&kind=plumbing",
    "employers": "/employers",
    "schools": "/schools?borough=hackney",
    "boroughs": "/boroughs",
    "borough": "/boroughs/hackney",
    "borough_unknown": "/boroughs/hackny",
    "routes": "/routes",
    "route": "/routes/digital",
    "employer": "/employer/greenaway-rail-ltd",
    "employer_unknown": "/employer/nobody-of-that-name",
    "shortlist": "/shortlist?id={saved}&id={open_id}&id={gone}&id=aaaaaaaaaaaa",
    "shortlist_empty": "/shortlist",
    "results_listed": "/?q=apprentice&list={open_id}",
    "advert_similar": "/opportunities/{saved}?list={saved}",
    "report": "{open}/report",
    "report_over": "{withdrawn}/report",
    "report_busy": "{open}/report",
    "reported": "{open}/reported",
    "reported_already": "{open}/reported?already=yes",
    "travel": "/travel",
    "how_we_check": "/how-we-check",
    "about": "/about",
    "accessibility": "/accessibility",
    "privacy": "/privacy",
    "operate_healthy": "/operate",
    "operate_failing": "/operate",
    "operate_empty": "/operate",
    "alerts": "/alerts?q=apprentice&borough=hackney&level=3",
    "alert_asked": "/alerts/asked",
    "alert_to_confirm": "{to_confirm}",
    "alert_confirmed": "{confirmed}",
    "alert_to_stop": "{to_stop}",
    "alert_to_renew": "{to_renew}",
    "alert_ended": "{ended}",
}


def address(state: str, site: Served) -> str:
    ids = {"open_id": site.open, "gone": site.withdrawn, "saved": site.similar}
    named = {name: path.rpartition("/")[2] for name, path in ids.items()} | site.alerts
    path = STATES[state].format(
        open=site.open, closed=site.closed, withdrawn=site.withdrawn, leftwards=site.leftwards, **named
    )
    return site.operated.get(state, site.root) + path
