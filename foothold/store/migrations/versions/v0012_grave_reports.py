"""Grave reports: how often the same came from one network, and a hash that tells networks apart for a while."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    times: sa.Column[int] = sa.Column(
        "times", sa.Integer(), server_default="1", nullable=False, comment="that it came"
    )
    network: sa.Column[str] = sa.Column(
        "network",
        sa.String(length=64),
        nullable=True,
        comment="of a grave one: a keyed hash for this advert and day, gone after 30 days",
    )
    counts: sa.Column[bool] = sa.Column(
        "counts",
        sa.Boolean(),
        server_default=sa.false(),
        nullable=False,
        comment="whether it is its network's word for hiding the advert",
    )
    for column in (times, network, counts):
        op.add_column("reports", column)
