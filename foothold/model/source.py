"""A `Source`: where postings come from, as data. One YAML file each in `config/sources/`, read strictly."""

from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Annotated, Any, Literal, Self, TypeVar
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from foothold.errors import SourceMisconfigured
from foothold.model.authority import UPLOADED, Standing, uploader
from foothold.model.hosts import Host
from foothold.model.opportunity import Kind
from foothold.model.posting import POSTING_FIELDS

BRITISH_FAMILIES = frozenset(
    {"careers_wales", "civil_service_jobs", "display_advert_api", "nhs_jobs", "reed", "teaching_vacancies"}
)
"""Families whose every source advertises for the United Kingdom: their remote work is open to Londoners."""

NATIONAL_FAMILIES = BRITISH_FAMILIES - {"reed"}
"""Families of national services."""
OWN_KINDS = frozenset({"employer", "provider", "council", "school"})
"""Publishers that advertise their own places."""

Share = Annotated[float, Field(ge=0, le=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Publisher(_Strict):
    name: str
    url: str
    kind: Literal["employer", "provider", "council", "board", "government", "school", "charity", "sample"]


class Terms(_Strict):
    """What the publisher allows, and when somebody last looked. `robots: unverified` keeps a source off."""

    robots: Literal["allowed", "not_applicable", "unverified"]
    licence: str
    checked: date | None = None
    note: str | None = None


class ExpectedPostings(_Strict):
    """`min` and `max_drop` keep a run that breaks them from being believed; one with more than `max` is."""

    min: int = Field(1, ge=0)
    max: int | None = Field(None, ge=1)
    max_drop: Share = 0.5

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _refuse_unless(self, self.max is None or self.min <= self.max)


class ExpectedShare(_Strict):
    """The share of postings that fill a field: below `min` the run is not believed, above `max` it warns."""

    min: Share = 0.0
    max: Share = 1.0

    @model_validator(mode="before")
    @classmethod
    def _from_number(cls, said: Any) -> Any:
        """A number by itself is the least share."""
        return {"min": said} if isinstance(said, int | float) and not isinstance(said, bool) else said

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        return _refuse_unless(self, self.min <= self.max)


def _names(hosts: Any) -> tuple[str, ...]:
    """One name or a list of them. Raises ValueError."""
    names = [hosts] if isinstance(hosts, str) else hosts or []
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError("`hosts` is the name of a host, or a list of them")
    return tuple(names)


Bounds = TypeVar("Bounds")


def _refuse_unless(bounds: Bounds, in_order: bool) -> Bounds:
    if not in_order:
        raise ValueError("min is above max")
    return bounds


class Expects(_Strict):
    """What a healthy run shows: enough postings, and the share of them that fill each field."""

    postings: ExpectedPostings = ExpectedPostings()
    filled: dict[str, ExpectedShare] = {}

    @field_validator("filled")
    @classmethod
    def _are_fields(cls, filled: dict[str, ExpectedShare]) -> dict[str, ExpectedShare]:
        unknown = sorted(filled.keys() - set(POSTING_FIELDS))
        if unknown:
            raise ValueError(
                f"no posting has {', '.join(unknown)}; the fields are {', '.join(POSTING_FIELDS)}"
            )
        return filled


class Source(_Strict):
    """`values` belong to the family: what it needs to find the pages, and facts that hold for every posting
    of the source (`employer`, `kind`, `levy_position`, …)."""

    slug: str
    title: str
    publisher: Publisher
    terms: Terms
    family: str
    values: dict[str, Any]
    schedule: str
    expects: Expects
    sample: bool = False
    needs_key: bool = False

    @field_validator("values")
    @classmethod
    def _name_hosts(cls, values: dict[str, Any]) -> dict[str, Any]:
        for name in _names(values.get("hosts")):
            Host.named(name)
        return values

    @property
    def hosts(self) -> tuple[str, ...]:
        """Hosts that speak for the publisher besides those where the source begins: its lists may lead there, and
        its addresses may be redirected there."""
        return _names(self.values.get("hosts"))

    @property
    def on(self) -> bool:
        return self.terms.robots != "unverified"

    @property
    def british(self) -> bool:
        """Whether remote work advertised here is open to Londoners without the advert saying so."""
        host = urlsplit(self.publisher.url).hostname or ""
        return self.family in BRITISH_FAMILIES or self.sample or host.endswith((".uk", ".london"))

    @property
    def standing(self) -> Standing:
        """Whose word its adverts are."""
        if self.family in NATIONAL_FAMILIES or self.publisher.kind == "government":
            return Standing.API
        return Standing.OWN if self.publisher.kind in OWN_KINDS else Standing.BOARD

    @property
    def default_kind(self) -> Kind | None:
        kind = self.values.get("kind")
        return Kind(kind) if kind else None


def read_source(slug: str, text: str) -> Source:
    """One source from its YAML. Raises SourceMisconfigured with the file, the key and the rule."""
    if uploader(slug):
        raise SourceMisconfigured(f"{slug}.yml: “{UPLOADED}” begins the names of what accounts upload")
    try:
        said = yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise SourceMisconfigured(f"{slug}.yml is not YAML: {error}") from error
    if not isinstance(said, dict):
        raise SourceMisconfigured(f"{slug}.yml holds no keys")
    try:
        source = Source(slug=slug, **said)
        _ = source.default_kind
    except (ValidationError, ValueError, TypeError) as error:
        raise SourceMisconfigured(f"{slug}.yml: {error}") from error
    return source


def load_sources(folder: Path | None = None) -> dict[str, Source]:
    """Every source of the folder by slug; the shipped ones when no folder is named."""
    root: Traversable = folder or files("config").joinpath("sources")
    return {slug: read_source(slug, text) for slug, text in sorted(_yaml_files(root))}


def _yaml_files(root: Traversable) -> Iterator[tuple[str, str]]:
    for entry in root.iterdir():
        if entry.name.endswith(".yml"):
            yield entry.name.removesuffix(".yml"), entry.read_text(encoding="utf-8")
