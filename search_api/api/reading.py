"""Reads the parameters of addresses that are no search, as strictly."""

from collections.abc import Iterator, Mapping
from typing import Any

from werkzeug.datastructures import MultiDict

from search_api.http.problems import BadParameters, ParameterError
from search_api.search.parameters import NotAllowed, Parameter
from search_api.search.request import unknown_parameter


def read_strictly(
    args: MultiDict[str, str], parameters: Mapping[str, Parameter], also: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Values by name, without those that were not given. `also` are read elsewhere. Raises BadParameters
    naming every unknown parameter and value."""
    known = (*parameters, *also)
    errors = [unknown_parameter(name, known) for name in args if name not in known]
    read: dict[str, Any] = {}
    for name, parameter in parameters.items():
        given = [text for text in args.getlist(name) if text]
        errors += _wrong(parameter, given, read)
    if errors:
        raise BadParameters(tuple(errors))
    return read


def _wrong(parameter: Parameter, given: list[str], read: dict[str, Any]) -> Iterator[ParameterError]:
    name = parameter.name
    if len(given) > 1:
        yield ParameterError(name, given[1][:60], f"Give {name} once.")
    for text in given[:1]:
        try:
            read[name] = parameter.read(text)
        except NotAllowed as error:
            yield ParameterError(name, text[:60], str(error), error.allowed)


def number(name: str, about: str, least: int, most: int) -> Parameter:
    """A whole number in that range."""

    def read(text: str) -> int:
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(most))
        if not (digits and least <= int(text) <= most):
            raise NotAllowed(f"{name} is a whole number from {least} to {most}.")
        return int(text)

    return Parameter(name, about, read, {"type": "integer", "minimum": least, "maximum": most})
