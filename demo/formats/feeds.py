"""Two XML feeds: the NHS Jobs search and an Indeed-style job feed; and a broker's spreadsheet as CSV."""

import csv
import io
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape

from demo.advert import Advert
from demo.formats.words import (
    description_html,
    description_lines,
    shown_closing,
    shown_kind,
    shown_pay,
    shown_places,
    shown_title,
)

SHEET_HEADINGS = ("Reference", "Job title", "Organisation", "Type of opportunity", "Summary", "Description", "Requirements",
                  "Address", "Postcode", "Pay", "Hours per week", "Duration", "Level", "Apprenticeship standard",
                  "Date posted", "Closing date", "Start date", "Ages", "Number of places", "Advert link", "Apply link",
                  "Employer pays levy", "Funding", "Seeks levy transfer")  # fmt: skip


def nhs_jobs(adverts: Sequence[Advert], url: str, page: int, page_size: int) -> bytes:
    pages = max(1, -(-len(adverts) // page_size))
    shown = adverts[(page - 1) * page_size : page * page_size]
    body = "".join(_nhs_vacancy(advert, url) for advert in shown)
    counts = f"<totalPages>{pages}</totalPages><totalResults>{len(adverts)}</totalResults>"
    return f'<?xml version="1.0" encoding="UTF-8"?><nhsJobs>{counts}{body}</nhsJobs>'.encode()


def _nhs_vacancy(advert: Advert, url: str) -> str:
    locations = "".join(
        f"<location>{escape(address)}, {postcode}</location>"
        for address, postcode, _, _ in shown_places(advert)
    )
    said = {
        "id": f"SCN{advert.number:07d}",
        "reference": advert.reference,
        "title": shown_title(advert),
        "description": description_lines(advert),
        "employer": f"{advert.employer.split()[0]} NHS Foundation Trust",
        "type": "Apprenticeship",
        "salary": shown_pay(advert),
        "closeDate": f"{shown_closing(advert)}T23:59:59",
        "postDate": f"{advert.posted.isoformat()}T00:00:00",
        "url": url + advert.path,
    }
    fields = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in said.items() if text)
    return f"<vacancyDetails>{fields}<locations>{locations}</locations></vacancyDetails>"


def job_feed(adverts: Iterable[Advert], url: str) -> bytes:
    """A feed that breaks off in its last job, as real ones do: what came before must still be read."""
    jobs = "".join(_feed_job(advert, url) for advert in adverts)
    head = '<?xml version="1.0" encoding="utf-8"?><source><publisher>Sample board</publisher>'
    return f"{head}{jobs}<job><title><![CDATA[An advert that breaks off".encode()


def _feed_job(advert: Advert, url: str) -> str:
    places = shown_places(advert)
    address, postcode = places[0][:2] if places else ("", "")
    said = {
        "title": shown_title(advert),
        "date": advert.posted.strftime("%a, %d %b %Y 08:00:00 GMT"),
        "referencenumber": advert.reference,
        "url": url + advert.path + "?utm_source=sample-board",
        "company": advert.employer,
        "city": address,
        "postalcode": postcode,
        "country": "GB",
        "description": description_html(advert),
        "salary": shown_pay(advert),
        "jobtype": shown_kind(advert),
        "expirationdate": shown_closing(advert),
    }
    fields = "".join(f"<{name}><![CDATA[{text}]]></{name}>" for name, text in said.items() if text)
    return f"<job>{fields}</job>"


def sheet(adverts: Iterable[Advert], url: str) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(SHEET_HEADINGS)
    writer.writerows(_sheet_row(advert, url) for advert in adverts)
    return out.getvalue().encode("utf-8-sig")


def _sheet_row(advert: Advert, url: str) -> tuple[object, ...]:
    places = shown_places(advert)
    address, postcode = places[0][:2] if places else ("", "")
    apprenticeship = advert.is_apprenticeship
    return (
        advert.reference, shown_title(advert), advert.employer, shown_kind(advert), advert.summary,
        description_lines(advert), "\n".join(advert.job.needs), address, postcode, shown_pay(advert),
        f"{advert.hours:g}", advert.duration, f"Level {advert.job.level}" if apprenticeship else "",
        advert.job.course if apprenticeship else "", f"{advert.posted:%d/%m/%Y}",
        shown_closing(advert) if advert.flaw else f"{advert.closing:%d %B %Y}", f"{advert.start:%d %B %Y}",
        advert.age, advert.positions, url + advert.path, f"{url}{advert.path}/apply", advert.levy_position,
        advert.funding, advert.seeks_transfer,
    )  # fmt: skip
