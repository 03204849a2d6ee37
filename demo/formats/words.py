"""The running text of an advert, as HTML and as plain lines."""

from html import escape
from zlib import crc32

from demo.advert import Advert


def description_html(advert: Advert) -> str:
    return "".join(
        (
            f"<p>{escape(advert.summary)}</p>",
            "<h2>What you will do</h2>",
            _list(advert.job.duties),
            f"<p>{escape(_training(advert))}</p>",
            *(f"<p>{escape(promise)}</p>" for promise in _promises(advert)),
            "<p><em>This advert is made up. It belongs to the sample city.</em></p>",
        )
    )


def requirements_html(advert: Advert) -> str:
    return _list(advert.job.needs)


def description_lines(advert: Advert) -> str:
    duties = "\n".join(f"- {duty}" for duty in advert.job.duties)
    told = "".join(f"{promise}\n\n" for promise in _promises(advert))
    return f"{advert.summary}\n\n{duties}\n\n{_training(advert)}\n\n{told}This advert is made up. It belongs to the sample city."


PROMISES = (
    ("We are a Disability Confident Employer.",),
    ("We are an accredited London Living Wage employer.",),
    ("We are a Disability Confident Leader.", "We have signed the Social Mobility Pledge."),
)
"""What every third employer of the sample city says of itself, in each of its adverts."""


def _promises(advert: Advert) -> tuple[str, ...]:
    chance = crc32(advert.employer_slug.encode())
    return PROMISES[chance // 3 % len(PROMISES)] if chance % 3 == 0 else ()


def _training(advert: Advert) -> str:
    if advert.is_apprenticeship:
        return f"Training: {advert.level_title} with {advert.provider}. {advert.working_week}, for {advert.duration}."
    return f"{advert.working_week}, for {advert.duration}. Open to ages {advert.age}."


def _list(items: tuple[str, ...]) -> str:
    return "<ul>" + "".join(f"<li>{escape(item)}</li>" for item in items) + "</ul>"


def shown_title(advert: Advert) -> str:
    """The title, unless its flaw is that it has none or is an ordinary job's."""
    if advert.flaw == "no_title":
        return ""
    return f"Senior {advert.job.title}" if advert.flaw == "ordinary_job" else advert.title


def shown_kind(advert: Advert) -> str:
    return "Full time" if advert.flaw == "ordinary_job" else advert.kind.replace("_", " ")


def shown_closing(advert: Advert) -> str:
    return (
        f"{advert.closing.year}-02-30" if advert.flaw == "impossible_closing" else advert.closing.isoformat()
    )


def shown_pay(advert: Advert) -> str:
    return "See attached" if advert.flaw == "unreadable_pay" else advert.pay_words


def shown_places(advert: Advert) -> list[tuple[str, str, str, str]]:
    """Address, postcode, latitude and longitude of each workplace, as its flaw bends them."""
    if advert.flaw == "no_place" or not advert.workplaces:
        return []
    if advert.flaw == "out_of_area":
        return [("12 Bridge Street, Leeds, West Yorkshire", "LS1 4DY", "53.7950", "-1.5470")]
    return [(f"{w.street}, {w.name}, London", w.postcode, w.lat, w.lon) for w in advert.workplaces]
