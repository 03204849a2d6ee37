"""From which network an alert that waits for a yes was asked for: nobody may use up what is another's."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    column: sa.Column[str] = sa.Column(
        "network",
        sa.String(length=64),
        nullable=True,
        comment="while it waits for a yes: a keyed hash for this mailbox and day",
    )
    op.add_column("alerts", column)
