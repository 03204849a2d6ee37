"""Advert pages with schema.org JobPosting in JSON-LD, as a college's site has them."""

import json
from html import escape
from typing import Any

from demo.advert import Advert
from demo.formats.words import (
    description_html,
    requirements_html,
    shown_closing,
    shown_pay,
    shown_places,
    shown_title,
)

UNITS = {"hour": "HOUR", "week": "WEEK", "year": "YEAR"}


def page(advert: Advert, url: str) -> bytes:
    """The page a person sees; its markup says the same. Every page says that the advert is made up."""
    title = shown_title(advert) or "An advert without a title"
    mark_up = json.dumps(job_posting(advert, url), ensure_ascii=False).replace("</", "<\\/")
    return f"""<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)} - sample city</title><link rel="canonical" href="{escape(url)}">
<script type="application/ld+json">{mark_up}</script>
<style>body{{font:1rem/1.5 sans-serif;max-width:40rem;margin:1rem auto;padding:0 1rem}}</style></head>
<body><p><strong>This advert is made up.</strong> It belongs to Foothold's sample city: nobody is hiring here.</p>
<main><h1>{escape(title)}</h1><p>{escape(advert.employer)}</p><p>Pay: {escape(shown_pay(advert)) or "not stated"}</p>
{description_html(advert)}<h2>What you need</h2>{requirements_html(advert)}
<p>Closes {escape(shown_closing(advert))}. Reference {escape(advert.reference)}.</p></main></body></html>
""".encode()


def job_posting(advert: Advert, url: str) -> dict[str, Any]:
    posting: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "JobPosting",
        "title": shown_title(advert),
        "identifier": {"@type": "PropertyValue", "name": advert.provider, "value": advert.reference},
        "url": url,
        "hiringOrganization": {"@type": "Organization", "name": advert.employer},
        "datePosted": advert.posted.isoformat(),
        "validThrough": f"{shown_closing(advert)}T23:59",
        "jobStartDate": advert.start.isoformat(),
        "description": description_html(advert),
        "qualifications": requirements_html(advert),
        "workHours": f"{advert.hours:g} hours a week. {advert.working_week}",
        "totalJobOpenings": advert.positions,
        "employmentType": "OTHER" if advert.flaw == "ordinary_job" else advert.kind.replace("_", " "),
    }
    posting.update(_place(advert))
    pay = _pay(advert)
    return posting | ({"baseSalary": pay} if pay else {})


def _place(advert: Advert) -> dict[str, Any]:
    if advert.national:
        return {
            "jobLocationType": "TELECOMMUTE",
            "applicantLocationRequirements": {"@type": "Country", "name": "United Kingdom"},
        }
    places = [
        {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "streetAddress": address.split(",")[0],
                "addressLocality": address.split(",")[1].strip(),
                "addressRegion": address.split(",")[2].strip(),
                "postalCode": postcode,
                "addressCountry": "GB",
            },
            "geo": {"@type": "GeoCoordinates", "latitude": lat, "longitude": lon},
        }
        for address, postcode, lat, lon in shown_places(advert)
    ]
    return {"jobLocation": places[0] if len(places) == 1 else places} if places else {}


def _pay(advert: Advert) -> Any:
    if advert.pay_low is None or advert.flaw == "unreadable_pay":
        return shown_pay(advert)
    value = {"@type": "QuantitativeValue", "minValue": advert.pay_low, "maxValue": advert.pay_high}
    return {
        "@type": "MonetaryAmount",
        "currency": "GBP",
        "value": value | {"unitText": UNITS[advert.pay_unit]},
    }
