"""What a run that showed fewer adverts is worth, and an operator's word that there really are so few."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    for column in (
        sa.Column(
            "drop",
            sa.String(length=10),
            nullable=True,
            comment="what fewer adverts are worth: whole, unproven or believed",
        ),
        sa.Column(
            "accepted",
            sa.DateTime(timezone=True),
            nullable=True,
            comment="when an operator said that there really are so few",
        ),
        sa.Column("accepted_by", sa.Text(), nullable=True),
        sa.Column("accepted_note", sa.Text(), nullable=True),
    ):
        op.add_column("runs", column)
