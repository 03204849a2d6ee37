"""Whose advert it is: accounts speak for others only where that is on record, and copies with two owners are linked."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_COMMENTS = (
    ("sightings", "standing", sa.String(length=10), "own, agreed, api, board or broker"),
    ("pairs", "verdict", sa.String(length=10), "likely, copy: by the rules; one, two: a person's"),
)


def upgrade() -> None:
    hidden_until = sa.Column(
        "hidden_until",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="while a copy of a nearer owner is shown instead",
    )
    op.add_column("opportunities", hidden_until)
    op.create_table(
        "agreements",
        sa.Column("account", sa.Integer(), nullable=False),
        sa.Column(
            "normalised_name",
            sa.String(length=300),
            nullable=False,
            comment="of the employer; empty for any",
        ),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["account"], ["employers.id"], name=op.f("fk_agreements_account_employers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("account", "normalised_name", name=op.f("pk_agreements")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "own_id",
            sa.String(length=12),
            nullable=False,
            comment="of the sighting that somebody looked at",
        ),
        sa.Column("content_hash", sa.String(length=64), nullable=False, comment="what it said then"),
        sa.Column("decision", sa.String(length=10), nullable=False, comment="approved or refused"),
        sa.Column("why", sa.Text(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    op.create_index(op.f("ix_reviews_own_id"), "reviews", ["own_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        for table, column, kind, comment in _COMMENTS:
            op.alter_column(table, column, existing_type=kind, existing_nullable=False, comment=comment)
