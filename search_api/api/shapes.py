"""The answers of the API as models: they document the closed sets of keys, and a test holds them to
`foothold.model.public`. Answers are not validated on the way out."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from foothold.index.explain import Way
from foothold.model.levy import Funding, FundingBasis, LevyPosition, PositionBasis
from foothold.model.opportunity import Kind, Remote
from foothold.model.places import Precision
from foothold.model.wage import Paid, Per


class Shape(BaseModel):
    """Every key is always there and there are no others."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True)


class CommitmentShape(Shape):
    name: str
    level: str | None
    basis: str
    url: str | None


class EmployerShape(Shape):
    name: str
    slug: str
    commitments: list[CommitmentShape]


class ProviderShape(Shape):
    name: str
    ukprn: int | None


class BoroughShape(Shape):
    code: Annotated[str, Field(description="ONS code")]
    name: str


class PlaceShape(Shape):
    name: str | None
    postcode: str | None
    borough: BoroughShape | None
    lat: float | None
    lon: float | None
    precision: Precision | None


class WageShape(Shape):
    text: Annotated[str | None, Field(description="As advertised")]
    paid: Paid
    low: Annotated[float | None, Field(description="Pounds")]
    high: Annotated[float | None, Field(description="Pounds")]
    per: Per | None
    hourly_low: float | None
    hourly_high: float | None
    flags: list[str]


class DurationShape(Shape):
    text: str
    months: int | None
    weeks: int | None


class CourseShape(Shape):
    lars_code: int | None
    title: str


class AgeShape(Shape):
    min: int | None
    max: int | None


class LevyShape(Shape):
    employer_position: LevyPosition
    position_basis: PositionBasis
    funding: Funding
    funding_basis: FundingBasis
    seeks_transfer: bool | None


class SourceShape(Shape):
    source: str
    url: str | None
    first_seen: str
    last_seen: str


class OpportunityShape(Shape):
    """One advertised apprenticeship or placement; a missing fact is null."""

    id: str
    url: Annotated[str | None, Field(description="The advert at its source")]
    page_url: Annotated[str | None, Field(description="Its page here")]
    title: str
    kind: Kind | None
    foundation: bool | None
    status: Literal["open", "closed", "withdrawn"]
    employer: EmployerShape | None
    provider: ProviderShape | None
    summary: str | None
    description_html: str | None
    requirements: list[str] | None
    apply_url: str | None
    positions: int | None
    places: list[PlaceShape]
    national: bool
    remote: Remote | None
    wage: WageShape | None
    hours_per_week: float | None
    working_week: str | None
    duration: DurationShape | None
    level: int | None
    route: str | None
    course: CourseShape | None
    posted_date: str | None
    closing_date: str | None
    closing_time: str | None
    start_date: Annotated[str | None, Field(description="A day, or a month where the advert names no day")]
    end_date: str | None
    age: AgeShape | None
    levy: LevyShape
    sources: list[SourceShape]
    copies: Annotated[
        list[str],
        Field(description="Ids of the same advert as others posted it; searches show one of them"),
    ]
    last_confirmed: str | None
    revision: int | None


class FacetShape(Shape):
    value: str
    label: Annotated[str, Field(description="What people read: an employer's name, a source's title")]
    count: int


Facets = Annotated[
    dict[str, list[FacetShape]],
    Field(
        description="By parameter, each counted with its own filter lifted; of `employer` and `source` the"
        " 50 most frequent values and those that are chosen"
    ),
]


class LinksShape(Shape):
    self: str
    next: str | None


Degraded = Annotated[
    Literal[True],
    Field(
        default_factory=lambda: True,
        description="Only where the search cluster does not answer and a stand-by did: right as far as it has"
        " followed. The answer then carries the header `Foothold-Degraded` and must not be kept",
    ),
]


Incomplete = Annotated[
    Literal[True],
    Field(
        default_factory=lambda: True,
        description="Only while the search index is filled for the first time: what is open may be missing. The"
        " answer then carries the header `Foothold-Degraded` and must not be kept",
    ),
]


class IntentShape(Shape):
    words: Annotated[str, Field(description="Words of q, as typed")]
    filters: Annotated[dict[str, list[str]], Field(description="The values that they mean, by parameter")]
    candidates: Annotated[
        list[str],
        Field(description="The places that they could mean; nothing is applied, ask back with near"),
    ]


Intents = Annotated[
    list[IntentShape],
    Field(default_factory=list, description="Only with `intents=apply`: which words of q became filters"),
]


class MatchShape(Shape):
    words: Annotated[str, Field(description="Words of q")]
    field: Annotated[str, Field(description="The field of most weight that answers them")]
    way: Way
    found: Annotated[str, Field(description="What the advert holds in their place")]


Matches = Annotated[
    dict[str, list[MatchShape]],
    Field(
        default_factory=dict, description="Only with `explain=true`: why each opportunity matched, by its id"
    ),
]


class FacetsShape(Shape):
    total: int
    facets: Facets
    intents: Intents
    degraded: Degraded
    incomplete: Incomplete


class RowErrorShape(Shape):
    field: str
    text: str | None
    message: str


class RowShape(Shape):
    row: Annotated[int, Field(description="Row 1 is the heading")]
    status: Annotated[
        Literal["saved", "unchanged", "waiting", "rejected"],
        Field(description="Waiting: saved, and shown once a member of staff has approved it"),
    ]
    id: str | None
    errors: Annotated[list[RowErrorShape], Field(description="All that is wrong with a rejected row")]
    notes: Annotated[
        list[RowErrorShape],
        Field(
            description="Of a row that was kept: each field whose words could not be read, and why it waits"
        ),
    ]


class UploadShape(Shape):
    saved: int
    unchanged: int
    waiting: int
    rejected: int
    unknown_headings: Annotated[
        list[str],
        Field(
            description="Columns that were not read: their headings mean nothing here, or repeat another's"
        ),
    ]
    rows: list[RowShape]


class ParameterErrorShape(Shape):
    parameter: str
    value: str
    message: str
    allowed: list[str]


class ProblemShape(Shape):
    """RFC 9457, with what was wrong with each parameter and the readings of an ambiguous place."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ParameterErrorShape]
    candidates: list[str]


class HealthShape(Shape):
    status: Literal["ok"]


class ReadinessShape(Shape):
    status: Annotated[
        Literal["ready", "degraded"],
        Field(description="Degraded: the stand-by answers, and is what is told of"),
    ]
    store_revision: int
    index_revision: int
    index_lag: Annotated[int, Field(description="Revisions that the index has yet to apply")]
