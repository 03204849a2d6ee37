"""Words that found nothing, with how often and on which days."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    op.create_table(
        "unanswered",
        sa.Column("words", sa.String(length=200), nullable=False, comment="in the order of the alphabet"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False, comment="on how many days"),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("words", name=op.f("pk_unanswered")),
    )
