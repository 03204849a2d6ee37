"""What a person reads about a part of the address that could not be read, in the words of the page."""

from collections.abc import Mapping

from foothold.searching.filters import BY_NAME
from search_api.http.problems import ParameterError

_SAID: Mapping[str, str] = {
    "q": "Use fewer words: at most 200 letters.",
    "within": "Choose a distance from 1 to 30 miles.",
    "age": "Choose an age from the list.",
    "school_year": "Choose a school year from the list.",
    "min_hourly": "Write the lowest pay in pounds an hour, like 12.50.",
    "closing_before": "“Closes on or before” must be a real date, like 31 October 2026.",
    "start_from": "“Starts on or after” must be a real date, like 31 October 2026.",
    "start_to": "“Starts on or before” must be a real date, like 31 October 2026.",
    "posted_within_days": "Choose when it was posted from the list.",
    "national": "Choose from the list under “Not tied to one place”.",
    "remote": "Choose from the list under “Not tied to one place”.",
    "sort": "We cannot put this search in that order.",
    "per_page": "We can show 1 to 100 on a page.",
    "cursor": "That page of results has moved on. You are on the first page.",
}


def message(error: ParameterError) -> str:
    if error.parameter in _SAID:
        return _SAID[error.parameter]
    named = BY_NAME.get(error.parameter)
    if named is None or named.name == "borough":
        return error.message  # Of a borough it names those that may be meant.
    return f"We do not know the {named.noun} “{error.value}”."
