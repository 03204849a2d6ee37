"""When a lease was taken: one from the future was taken by a clock that was wrong, and holds nobody up."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    # Nothing runs while a store is upgraded: whatever is held was left by a process that is gone. The numbers go on.
    op.execute("UPDATE leases SET holder = NULL, expires = '1970-01-01 00:00:00'")
    op.add_column(
        "leases",
        sa.Column(
            "taken",
            sa.DateTime(timezone=True),
            nullable=False,
            server_default="1970-01-01 00:00:00",
            comment="when it was last taken, by its holder's clock",
        ),
    )
