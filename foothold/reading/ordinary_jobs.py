"""Jobs about apprentices, placements or volunteers: ordinary jobs, however often their titles say the word."""

import re

_RUNS_IT = (
    r"(?:assessor|tutor|co-?ordinator|officer|manager|lead(?:er)?|advis[eo]r|trainer|(?:(?:skills|learning|job|progress"
    r"|development|employment)\s)?coach(?!\s*(?:build|paint|driv|trim|tech|body|work|mechanic|fitt))|lecturer|teacher|instructor|director"
    r"|specialist|partner|recruiter|consultant|mentor|verifier|administrator|executive|educator|ambassador|champion"
    r"|(?:quality\s)?assurer|[iel]qa)s?\b"
)
_TEACHES_IT = (
    r"(?:assessor|tutor|lecturer|verifier|instructor|(?:skills|learning|development|progress)\scoach|(?:quality\s)?assurer|[iel]qa)s?\b"
)  # fmt: skip
_WORK_OF_IT = (
    r"(?:(?:and|&|/|delivery|programmes?|scheme|quality|skills|training|recruitment|levy|partnerships?|engagement|compliance"
    r"|performance|business|sales|account|contracts?|data|development|employer|early|careers|talent|learning|support"
    r"|curriculum|progress|progression|vacancy|success|functional|services?|standards?|operations|relationship|outreach"
    r"|funding|finance|liaison|work|experience|placements?)\s)*"
)
_OTHER_KINDS = (
    r"(?:work\s+experience|work\s+placements?|placements?|internships?|interns?|early\s+careers|t[- ]?levels?"
    r"|volunteering|mentoring|traineeships?|supported\s+internships?)"
)
_APART = r"\s*(?:[-–—,(:|]|\bof\b|\bfor\b|\bin\b)\s*"
_ABOUT_APPRENTICES = re.compile(
    rf"""
      \b apprenticeships? \s {_WORK_OF_IT} {_RUNS_IT} (?! \s+ apprentice)
    | \b apprentices? \s (?:assessor|tutor|trainer|(?:(?:skills|learning|development|progress)\s)?coach(?!\s*(?:build
        |paint|driv|trim|tech|body|work|mechanic|fitt))|recruiter|verifier|mentor|co-?ordinator)s? \b (?! \s+ apprentice)
    | \b apprentices? \s (?:(?:development|training|engagement|liaison|programmes?|learning|skills|progress|scheme)\s)+
        {_RUNS_IT}
    | \b apprentices \s (?:and\s\w+\s)? {_WORK_OF_IT} {_RUNS_IT}
    | \b (?:head|director) \s of \s (?:[\w&]+\s){{0,3}} apprentice(?:ship)?s? \b
    | \b graduates? \s (?:and|&) \s apprentices? \s {_WORK_OF_IT} {_RUNS_IT}
    | \b {_TEACHES_IT} [^.]* \b apprentice(?:ship)?s \b
    | \b {_TEACHES_IT} (?: \s (?:in|of|for) \s [^-–—,(:|/]+)? {_APART} [^.]* \b apprenticeship \b
    | \b {_RUNS_IT} {_APART} (?:[\w&]+\s){{0,3}} apprentice(?:ship)?s \b
    """,
    re.I | re.X,
)
_ABOUT_OTHERS = re.compile(
    rf"""
      \b {_OTHER_KINDS} (?: \s* (?:and|&|,|/) \s* \w+ )? \s {_WORK_OF_IT} (?:\w+ing\s)? {_RUNS_IT}
    | \b {_RUNS_IT} {_APART} (?:[\w&]+\s){{0,2}} (?:(?:supported\s)?internships|placements|traineeships|t[- ]?levels) \b
    | \b (?:head|director) \s of \s (?:[\w&]+\s){{0,3}} {_OTHER_KINDS} \b
    | \b volunteers? \s (?:co-?ordinator|manager|officer|lead|director|recruiter|partner)s? \b
    | \b volunteers? \s (?:(?:and|&|\w+ing|programmes?|services?|engagement|delivery|support|development|recruitment
        |involvement|community)\s)+ (?:{_RUNS_IT} | assistants?\b)
    | \b (?:lecturer|teacher|tutor|trainer)\b [^.]* \b t[- ]?levels? \b
    """,
    re.I | re.X,
)
_AN_APPRENTICE = re.compile(r"\bapprentice(?:ship)?\b", re.I)


def is_job_about(title: str) -> bool:
    """True for "Apprenticeship Officer", not for "Volunteer Coordinator Apprentice": that one is learning the job."""
    if _ABOUT_APPRENTICES.search(title):
        return True
    return bool(_ABOUT_OTHERS.search(title)) and not _AN_APPRENTICE.search(title)
