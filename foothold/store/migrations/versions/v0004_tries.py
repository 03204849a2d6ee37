"""How often a job of the schedule was tried in its slot, and when it is tried again."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    tries = sa.Column(
        "tries", sa.Integer(), nullable=False, server_default="1", comment="of this slot, the last among them"
    )
    again = sa.Column(
        "again",
        sa.DateTime(timezone=True),
        nullable=True,
        comment="when it is tried again; null where it is done or no try is left",
    )
    for column in (tries, again):
        op.add_column("job_runs", column)
