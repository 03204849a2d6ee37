"""How much of an allowance is used, for limits that hold over all workers."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "allowances",
        sa.Column("mark", sa.String(length=64), nullable=False, comment="a keyed hash of whose it is"),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_allowances")),
    )
    op.create_index(op.f("ix_allowances_ends"), "allowances", ["ends"], unique=False)
