"""Help with the cost of travel, as dated facts. None of them is ours to promise: each says who decides it."""

from dataclasses import dataclass
from datetime import date

from search_api.web import words


@dataclass(frozen=True, slots=True)
class TravelHelp:
    """`sure` only where we have read it at the source ourselves, on `seen`."""

    name: str
    who: str
    what: str
    decided_by: str
    link: str
    url: str
    seen: date
    sure: bool

    @property
    def noted(self) -> str:
        """The month: no fact here is younger or older by days."""
        return words.day_or_month(f"{self.seen:%Y-%m}")


TFL = "https://tfl.gov.uk/"
SEEN = date(2026, 11, 22)
HELP = (
    TravelHelp(
        "16+ Zip Oyster photocard",
        "People aged 16 and 17, and some who are 18 and still learning",
        "Buses and trams may be free, and other fares half of what adults pay.",
        "TfL",
        "Check with TfL",
        TFL,
        SEEN,
        sure=False,
    ),
    TravelHelp(
        "Apprentice Oyster photocard",
        "Apprentices aged 18 or older, in their first year",
        "Travelcards and bus passes may cost 30% less than adults pay.",
        "TfL",
        "Check with TfL",
        TFL,
        SEEN,
        sure=False,
    ),
    TravelHelp(
        "18+ Student Oyster photocard",
        "Students aged 18 or older",
        "Travelcards and bus passes may cost less than adults pay.",
        "TfL",
        "Check with TfL",
        TFL,
        SEEN,
        sure=False,
    ),
    TravelHelp(
        "Money back from the employer",
        "People on work experience",
        "Ask before you start. In 2024, 78 of every 100 employers in the Social Mobility Employer Index that offer "
        "work experience in person paid for travel.",
        "the employer",
        "Read about the index",
        "https://www.socialmobility.org.uk/employerindex",
        SEEN,
        sure=True,
    ),
)
