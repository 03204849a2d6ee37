"""Copies are found by likeness, people's decisions about pairs stay, and each field tells its source."""

import json
from itertools import groupby

import sqlalchemy as sa
from alembic import op

from foothold.store.migrations.frozen.v0002_blocks import BLOCKS, blocks_of
from foothold.store.migrations.frozen.v0002_sources import STANDINGS

revision = "0002"
down_revision = "0001"
_TOGETHER = 500
_COMPOSED = (
    "url", "title", "kind", "level", "course", "foundation", "route", "employer", "provider", "summary",
    "description_html", "requirements", "apply_url", "positions", "places", "national", "remote", "wage",
    "hours_per_week", "working_week", "duration", "posted_date", "closing_date", "closing_time", "start_date",
    "end_date", "age", "levy",
)  # fmt: skip
"""The facts that came from one source or another, in the order in which their sources were told."""


def upgrade() -> None:
    _check_references()
    op.create_table(
        "pairs",
        sa.Column("own_id", sa.String(length=12), nullable=False),
        sa.Column("other_id", sa.String(length=12), nullable=False),
        sa.Column(
            "verdict",
            sa.String(length=10),
            nullable=False,
            comment="likely: by the rules; one, two: a person's",
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("own_id", "other_id", name=op.f("pk_pairs")),
    )
    op.create_index(op.f("ix_pairs_other_id"), "pairs", ["other_id"], unique=False)
    op.add_column(
        "opportunities",
        sa.Column(
            "provenance",
            sa.Text(),
            nullable=True,
            comment="of several sightings: which source each field came from, and why",
        ),
    )
    op.add_column(
        "sightings",
        sa.Column(
            "standing",
            sa.String(length=10),
            nullable=False,
            server_default="board",
            comment="own, api or board",
        ),
    )
    said = {"by_title": "these four find what may be copies: claims.blocks_of"}
    for name in BLOCKS:
        op.add_column("sightings", sa.Column(name, sa.BigInteger(), nullable=True, comment=said.get(name)))
    connection = op.get_bind()
    _fill_standing(connection)
    _fill_blocks(connection)
    _fill_provenance(connection)
    _check_references()
    for name in BLOCKS:
        op.create_index(op.f(f"ix_sightings_{name}"), "sightings", [name], unique=False)


def _check_references() -> None:
    """PostgreSQL changes no table of which references wait to be checked until the transaction's end."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute("SET CONSTRAINTS ALL IMMEDIATE")
        op.execute("SET CONSTRAINTS ALL DEFERRED")


_sightings = sa.table(
    "sightings", *map(sa.column, ("source", "own_id", "opportunity_id", "status", "first_seen", "boroughs",
                                  "content", "standing", *BLOCKS)),
)  # fmt: skip
_opportunities = sa.table("opportunities", sa.column("id"), sa.column("provenance"))


def _fill_standing(connection: sa.Connection) -> None:
    """Uploads and the sources that ship with Foothold are known; another's is read at its next crawl."""
    s = _sightings.c
    for standing, sources in STANDINGS.items():
        connection.execute(sa.update(_sightings).where(s.source.in_(sources)).values(standing=standing))
    uploaded = sa.update(_sightings).where(s.source.startswith("upload-", autoescape=True))
    connection.execute(uploaded.values(standing="own"))


def _fill_blocks(connection: sa.Connection) -> None:
    s = _sightings.c
    fill = sa.update(_sightings).where(s.own_id == sa.bindparam("own")).values(
        {name: sa.bindparam(name, type_=sa.BigInteger()) for name in BLOCKS}
    )  # fmt: skip
    after = ""
    page = sa.select(s.own_id, s.content, s.boroughs).order_by(s.own_id).limit(_TOGETHER)
    while rows := connection.execute(page.where(s.own_id > after)).all():
        connection.execute(
            fill, [{"own": r.own_id} | blocks_of(json.loads(r.content), r.boroughs) for r in rows]
        )
        after = rows[-1].own_id


def _fill_provenance(connection: sa.Connection) -> None:
    """Until it is composed anew a record shows what its first live sighting says."""
    s, o = _sightings.c, _opportunities.c
    several = sa.select(s.opportunity_id).group_by(s.opportunity_id).having(sa.func.count() > 1)
    rows = connection.execute(
        sa.select(s.opportunity_id, s.source, s.status, s.content)
        .where(s.opportunity_id.in_(several))
        .order_by(s.opportunity_id, s.first_seen, s.own_id)
    ).all()
    for id_, group in groupby(rows, key=lambda row: str(row.opportunity_id)):
        seen = list(group)
        views = next(
            live
            for status in ("open", "pending", "withdrawn")
            if (live := [v for v in seen if v.status == status])
        )
        if len(views) > 1:
            content = json.loads(views[0].content)
            first = {"source": views[0].source, "why": "first"}
            said = {name: first for name in _COMPOSED if content[name] is not None}
            told = json.dumps(said, separators=(",", ":"))
            connection.execute(sa.update(_opportunities).where(o.id == id_).values(provenance=told))
