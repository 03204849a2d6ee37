"""Adverts that wait hidden until somebody has looked at them."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.create_table(
        "holds",
        sa.Column(
            "opportunity_id", sa.String(length=12), nullable=False, comment="the id that a sighting has alone"
        ),
        sa.Column("state", sa.String(length=10), nullable=False, comment="standing or cleared"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False, comment="since when it is in this state"),
        sa.PrimaryKeyConstraint("opportunity_id", name=op.f("pk_holds")),
    )
