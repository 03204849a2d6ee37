"""What people read for the values of the public shape: one label for each, in plain English."""

from collections.abc import Mapping

from foothold.index.query import UNKNOWN, Include, Sort
from foothold.model.courses import ROUTES
from foothold.model.levy import Funding, LevyPosition
from foothold.model.opportunity import Kind, Remote
from foothold.model.wage import Paid, Per
from foothold.reading.commitments import COMMITMENTS
from foothold.reading.grades import Grades
from foothold.reading.hours import Hours
from foothold.reading.weekend import Weekend

KINDS: Mapping[str, str] = {
    Kind.APPRENTICESHIP: "Apprenticeship",
    Kind.WORK_EXPERIENCE: "Work experience",
    Kind.T_LEVEL_PLACEMENT: "T Level industry placement",
    Kind.SUPPORTED_INTERNSHIP: "Supported internship",
    Kind.PRE_APPRENTICESHIP: "Pre-apprenticeship",
    Kind.INTERNSHIP: "Internship",
    Kind.INSIGHT_EVENT: "Insight event",
    Kind.MENTORING: "Mentoring",
    Kind.VOLUNTEERING: "Volunteering",
    UNKNOWN: "Kind not stated",
}
LEVELS: Mapping[str, str] = {
    "2": "Level 2: like GCSEs",
    "3": "Level 3: like A levels",
    "4": "Level 4: like the first year of a degree",
    "5": "Level 5: like a foundation degree",
    "6": "Level 6: like a degree",
    "7": "Level 7: like a master’s degree",
    UNKNOWN: "Level not stated",
}
ROUTE_LABELS: Mapping[str, str] = {**{route: route for route in ROUTES}, UNKNOWN: "Type of work not stated"}
LEVY: Mapping[str, str] = {
    LevyPosition.PAYS: "Employer pays the apprenticeship levy",
    LevyPosition.DOES_NOT_PAY: "Employer does not pay the apprenticeship levy",
    LevyPosition.UNKNOWN: "Levy position not known",
}
FUNDING: Mapping[str, str] = {
    Funding.EMPLOYER_LEVY: "Paid from the employer’s own levy",
    Funding.TRANSFERRED_LEVY: "Paid from another employer’s levy",
    Funding.GOVERNMENT: "Paid in full by the government",
    Funding.CO_INVESTMENT: "Shared between government and employer",
    Funding.NOT_APPLICABLE: "No training to fund",
    Funding.UNKNOWN: "Training funding not known",
}
SEEKS_TRANSFER: Mapping[str, str] = {
    "true": "Employer is looking for a levy transfer",
    "false": "Employer is not looking for a levy transfer",
    UNKNOWN: "Levy transfer not stated",
}
PAID: Mapping[str, str] = {
    Paid.PAID: "Paid",
    Paid.UNPAID: "Unpaid",
    Paid.UNKNOWN: "Pay not stated",
}
GRADES: Mapping[str, str] = {
    Grades.NONE_REQUIRED: "No grades needed",
    Grades.REQUIRED: "Asks for grades or qualifications",
    Grades.UNKNOWN: "Grades not stated",
}
HOURS: Mapping[str, str] = {
    Hours.UP_TO_15: "Up to 15 hours a week",
    Hours.FROM_16_TO_29: "16 to 29 hours a week",
    Hours.FROM_30: "30 hours a week or more",
    Hours.UNKNOWN: "Hours not stated",
}
WEEKEND: Mapping[str, str] = {
    Weekend.INCLUDED: "Some weekends",
    Weekend.WEEKDAYS_ONLY: "Monday to Friday only",
    Weekend.UNKNOWN: "Days not stated",
}
COMMITMENT: Mapping[str, str] = {**COMMITMENTS, UNKNOWN: "No promise that we know of"}
REMOTE: Mapping[str, str] = {
    Remote.ON_SITE: "At a workplace",
    Remote.HYBRID: "Partly from home",
    Remote.REMOTE: "From home or online",
    UNKNOWN: "Where you work is not stated",
}
INCLUDE: Mapping[str, str] = {
    Include.INCLUDE: "Show them too",
    Include.ONLY: "Show only these",
    Include.EXCLUDE: "Leave them out",
}
SORTS: Mapping[str, str] = {
    Sort.RELEVANCE: "Best match",
    Sort.DISTANCE: "Nearest",
    Sort.NEWEST: "Newest",
    Sort.CLOSING: "Closing soonest",
    Sort.PAY: "Highest pay",
}
PER: Mapping[str, str] = {
    Per.HOUR: "an hour",
    Per.DAY: "a day",
    Per.WEEK: "a week",
    Per.MONTH: "a month",
    Per.YEAR: "a year",
    Per.TOTAL: "in all",
}
BOROUGH_UNKNOWN = "Borough not stated"
