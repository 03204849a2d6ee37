"""The first tables."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    op.create_table(
        "employers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("slug", sa.String(length=200), nullable=False),
        sa.Column("normalised_name", sa.Text(), nullable=False),
        sa.Column(
            "key_hash",
            sa.String(length=64),
            nullable=True,
            comment="sha256 of the upload key; null once it is revoked",
        ),
        sa.Column("levy_position", sa.String(length=20), nullable=False),
        sa.Column("position_basis", sa.String(length=20), nullable=False),
        sa.Column("added", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_employers")),
        sa.UniqueConstraint("key_hash", name=op.f("uq_employers_key_hash")),
        sa.UniqueConstraint("normalised_name", name=op.f("uq_employers_normalised_name")),
        sa.UniqueConstraint("slug", name=op.f("uq_employers_slug")),
    )
    op.create_table(
        "leases",
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("holder", sa.Text(), nullable=True),
        sa.Column("fence", sa.BigInteger(), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_leases")),
    )
    op.create_table(
        "opportunities",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_confirmed", sa.Date(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("employer", sa.Text(), nullable=True),
        sa.Column("boroughs", sa.Text(), nullable=False, comment="ONS codes in order, joined by spaces"),
        sa.Column("posted_date", sa.Date(), nullable=True),
        sa.Column("closing_date", sa.Date(), nullable=True),
        sa.Column("hourly_low_pence", sa.Integer(), nullable=True),
        sa.Column("hourly_high_pence", sa.Integer(), nullable=True),
        sa.Column(
            "public", sa.Text(), nullable=False, comment="the public JSON, composed when the content changed"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opportunities")),
        sa.UniqueConstraint("revision", name=op.f("uq_opportunities_revision")),
    )
    op.create_index(op.f("ix_opportunities_status"), "opportunities", ["status"], unique=False)
    op.create_table(
        "pages",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("source", "url", name=op.f("pk_pages")),
    )
    op.create_table(
        "refused",
        sa.Column("generation", sa.String(length=200), nullable=False),
        sa.Column("opportunity_id", sa.String(length=12), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("generation", "opportunity_id", name=op.f("pk_refused")),
    )
    op.create_table(
        "rejected",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=30), nullable=False),
        sa.Column("field", sa.Text(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("title", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("raw", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rejected")),
    )
    op.create_index(op.f("ix_rejected_run"), "rejected", ["run"], unique=False)
    op.create_index(op.f("ix_rejected_source_at"), "rejected", ["source", "at"], unique=False)
    op.create_table(
        "revision_counter",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("head", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_revision_counter")),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("started", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished", sa.DateTime(timezone=True), nullable=True),
        sa.Column("verdict", sa.String(length=10), nullable=True),
        sa.Column("counts", sa.Text(), nullable=False),
        sa.Column("evidence", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_runs")),
    )
    op.create_index(op.f("ix_runs_source_started"), "runs", ["source", "started"], unique=False)
    op.create_table(
        "aliases",
        sa.Column("id", sa.String(length=12), nullable=False),
        sa.Column("opportunity_id", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"], ["opportunities.id"], name=op.f("fk_aliases_opportunity_id_opportunities")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aliases")),
    )
    op.create_index(op.f("ix_aliases_opportunity_id"), "aliases", ["opportunity_id"], unique=False)
    op.create_table(
        "sightings",
        sa.Column("source", sa.String(length=100), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column(
            "own_id", sa.String(length=12), nullable=False, comment="the id that it has, or would have, alone"
        ),
        sa.Column("opportunity_id", sa.String(length=12), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("kept_apart", sa.Boolean(), nullable=False, comment="a person undid its merge"),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("page_url", sa.Text(), nullable=True),
        sa.Column(
            "reference", sa.Text(), nullable=True, comment="a vacancy reference that several sources share"
        ),
        sa.Column("apply_key", sa.Text(), nullable=True, comment="the canonical apply address"),
        sa.Column("kind", sa.String(length=30), nullable=True),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("boroughs", sa.Text(), nullable=False),
        sa.Column("first_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("run", sa.Integer(), nullable=True),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column(
            "content",
            sa.Text(),
            nullable=False,
            comment="the public JSON without identity, sources and dates seen",
        ),
        sa.Column("raw", sa.Text(), nullable=False, comment="what the source said, by field"),
        sa.Column("notes", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["opportunity_id"],
            ["opportunities.id"],
            name=op.f("fk_sightings_opportunity_id_opportunities"),
            initially="DEFERRED",
            deferrable=True,
        ),
        sa.PrimaryKeyConstraint("source", "external_id", name=op.f("pk_sightings")),
        sa.UniqueConstraint("own_id", name=op.f("uq_sightings_own_id")),
    )
    op.create_index(op.f("ix_sightings_apply_key"), "sightings", ["apply_key"], unique=False)
    op.create_index(op.f("ix_sightings_opportunity_id"), "sightings", ["opportunity_id"], unique=False)
    op.create_index(op.f("ix_sightings_reference"), "sightings", ["reference"], unique=False)
    op.create_index(op.f("ix_sightings_source_last_seen"), "sightings", ["source", "last_seen"], unique=False)
    op.create_index(op.f("ix_sightings_source_page_url"), "sightings", ["source", "page_url"], unique=False)
    op.execute("INSERT INTO revision_counter (id, head) VALUES (1, 0)")
