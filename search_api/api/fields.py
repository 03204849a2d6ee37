"""`fields=`: the part of an opportunity that a program asks for, by the names of the public shape."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, get_args, get_origin

from pydantic import Field, create_model
from werkzeug.datastructures import MultiDict

from search_api.api.shapes import OpportunityShape, Shape
from search_api.http.problems import BadParameters, ParameterError

ALWAYS = "id"
ABOUT = (
    "The fields to answer with, separated by commas or repeated: a name of an opportunity (`wage`) or one name"
    " within it (`wage.low`, `places.postcode`). All of them unless given; `id` is always there."
)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fields to answer with: those that are whole, and of others the parts. `text` is how a link says it."""

    text: str
    whole: frozenset[str] = frozenset()
    parts: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def of(self, public: Mapping[str, object]) -> dict[str, Any]:
        """In the order of the public shape; of a list of objects the parts of each."""
        if not self.text:
            return dict(public)
        return {
            name: value if name in self.whole else _parts(value, self.parts[name])
            for name, value in public.items()
            if name in self.whole or name in self.parts
        }

    @property
    def names(self) -> frozenset[str]:
        """The names of the public shape that are there, whole or in part."""
        return self.whole | self.parts.keys()


EVERYTHING = Chosen("")


def read_fields(args: MultiDict[str, str]) -> Chosen:
    """Raises BadParameters naming the first names that no opportunity has."""
    said = [name for text in args.getlist("fields") for name in text.split(",") if name]
    if not said:
        return EVERYTHING
    unknown = [name for name in dict.fromkeys(said) if name not in field_names()]
    if unknown:
        raise BadParameters(tuple(_unknown(name) for name in unknown[:10]))
    whole = {name for name in said if "." not in name} | {ALWAYS}
    parts: dict[str, set[str]] = defaultdict(set)
    for name, _, part in (name.partition(".") for name in said if "." in name):
        if name not in whole:
            parts[name].add(part)
    text = ",".join(name for name in field_names() if name in said)
    return Chosen(text, frozenset(whole), {name: frozenset(held) for name, held in parts.items()})


@cache
def field_names() -> tuple[str, ...]:
    """Every name that `fields` may hold, in the order of the public shape."""
    return tuple(_names())


def _names() -> Iterator[str]:
    for name, info in OpportunityShape.model_fields.items():
        yield name
        for shape in _shapes_in(info.annotation):
            yield from (f"{name}.{inner}" for inner in shape.model_fields)


def _unknown(name: str) -> ParameterError:
    message = f"An opportunity has no field “{name[:60]}”."
    return ParameterError("fields", name[:60], message, field_names())


def _parts(value: Any, names: frozenset[str]) -> Any:
    if isinstance(value, list):
        return [_parts(one, names) for one in value]
    return value and {name: held for name, held in value.items() if name in names}


def _shapes_in(annotation: Any) -> Iterator[type[Shape]]:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        yield annotation
    for inner in get_args(annotation):
        yield from _shapes_in(inner)


def _part(shape: type[Shape], annotations: Mapping[str, Any], required: tuple[str, ...] = ()) -> type[Shape]:
    """The shape with no key that must be there, for the description."""
    fields: dict[str, Any] = {
        name: (annotation, ... if name in required else Field(default_factory=str))
        for name, annotation in annotations.items()
    }
    name = shape.__name__.removesuffix("Shape") + "Part"
    return create_model(name, __base__=Shape, __doc__="What `fields` chose.", **fields)


@cache
def _inner_part(shape: type[Shape]) -> type[Shape]:
    return _part(shape, {name: info.annotation for name, info in shape.model_fields.items()})


def _in_parts(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, Shape):
        return _inner_part(annotation)
    if not list(_shapes_in(annotation)):
        return annotation
    inner = _in_parts(get_args(annotation)[0])
    return list[inner] if get_origin(annotation) is list else inner | None


OpportunityPart = _part(
    OpportunityShape,
    {name: _in_parts(info.annotation) for name, info in OpportunityShape.model_fields.items()},
    required=(ALWAYS,),
)
