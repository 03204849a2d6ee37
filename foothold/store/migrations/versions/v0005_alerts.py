"""Who asked to be told of new adverts, of which they were told, and the mails that do it."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "alerts",
        sa.Column("id", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("rhythm", sa.String(length=10), nullable=False),
        sa.Column(
            "address_key",
            sa.String(length=64),
            nullable=False,
            comment="a keyed hash: equal for equal mailboxes",
        ),
        sa.Column("sealed", sa.Text(), nullable=False, comment="address, search and its words, encrypted"),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "revision", sa.BigInteger(), nullable=False, comment="up to which the index was looked through"
        ),
        sa.Column(
            "done", sa.DateTime(timezone=True), nullable=True, comment="the last slot that was looked at"
        ),
        sa.Column(
            "asked_on", sa.DateTime(timezone=True), nullable=True, comment="when its end was announced"
        ),
        sa.Column("refused", sa.Integer(), nullable=False, comment="mails refused in a row"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alerts")),
    )
    op.create_index(op.f("ix_alerts_address_key"), "alerts", ["address_key"], unique=False)
    op.create_table(
        "alert_sent",
        sa.Column("alert", sa.String(length=16), nullable=False),
        sa.Column(
            "opportunity_id",
            sa.String(length=12),
            nullable=False,
            comment="every id under which the advert may come again",
        ),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False, comment="of the mail that tells of it"),
        sa.ForeignKeyConstraint(
            ["alert"], ["alerts.id"], name=op.f("fk_alert_sent_alert_alerts"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("alert", "opportunity_id", name=op.f("pk_alert_sent")),
    )
    op.create_table(
        "mails",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "alert",
            sa.String(length=16),
            nullable=False,
            comment="which may be gone: a mail outlives it as a count",
        ),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("slot", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column(
            "adverts",
            sa.Text(),
            nullable=False,
            comment="their ids, joined by spaces; empty once it has ended",
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed", sa.DateTime(timezone=True), nullable=False),
        sa.Column("code", sa.Integer(), nullable=True, comment="what the mail server answered last"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("alert", "kind", "slot", name=op.f("uq_mails_alert_kind_slot")),
    )
    op.create_index(op.f("ix_mails_state"), "mails", ["state"], unique=False)
