"""The tables of the record store. `docs/data-model.md` tells what each is for.

A changed table needs a migration (`migrations/versions/`).
"""

import hashlib
from datetime import UTC, datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
)

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
        "pk": "pk_%(table_name)s",
    }
)


class Instant(TypeDecorator[datetime]):
    """An aware UTC instant. SQLite keeps no zone, so it is taken off and put back."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def storable(text: str) -> str:
    """Without what PostgreSQL's texts cannot hold: NUL, and halves of characters."""
    if text.isprintable():
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode()


def index_key(text: str) -> str:
    """A text that an index can hold: PostgreSQL's refuse entries above 2,700 bytes, and sources' references
    and addresses know no limit. What was cut off still counts, by its hash."""
    clean = storable(text)
    if len(clean) <= LONGEST_KEY:
        return clean
    return f"{clean[: LONGEST_KEY - 65]}#{hashlib.sha256(clean.encode()).hexdigest()}"


class Words(TypeDecorator[str]):
    """Text as somebody else wrote it."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else storable(value)


class Key(TypeDecorator[str]):
    """A reference or an address by which rows are found."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return None if value is None else index_key(value)


LONGEST_KEY = 500
ID = String(12)
HASH = String(64)

revision_counter = Table(
    "revision_counter",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("head", BigInteger, nullable=False),
)

opportunities = Table(
    "opportunities",
    metadata,
    Column("id", ID, primary_key=True),
    Column("status", String(10), nullable=False, index=True),
    Column("revision", BigInteger, nullable=False, unique=True),
    Column("content_hash", HASH, nullable=False),
    Column("changed_at", Instant, nullable=False),
    Column("last_confirmed", Date),
    Column("title", Words, nullable=False),
    Column("kind", String(30)),
    Column("level", Integer),
    Column("employer", Words),
    Column("boroughs", Text, nullable=False, comment="ONS codes in order, joined by spaces"),
    Column("posted_date", Date),
    Column("closing_date", Date),
    Column("hourly_low_pence", Integer),
    Column("hourly_high_pence", Integer),
    Column("public", Text, nullable=False, comment="the public JSON, composed when the content changed"),
    Column("provenance", Text, comment="of several sightings: which source each field came from, and why"),
    Column("hidden_until", Instant, comment="while a copy of a nearer owner is shown instead"),
)

sightings = Table(
    "sightings",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("external_id", Key, primary_key=True),
    Column("own_id", ID, nullable=False, unique=True, comment="the id that it has, or would have, alone"),
    Column(
        "opportunity_id",
        ID,
        ForeignKey("opportunities.id", deferrable=True, initially="DEFERRED"),
        nullable=False,
        index=True,
    ),
    Column("status", String(10), nullable=False),
    Column("kept_apart", Boolean, nullable=False, comment="a person undid its merge"),
    Column(
        "standing",
        String(10),
        nullable=False,
        server_default="board",
        comment="own, agreed, api, board or broker",
    ),
    Column("url", Words),
    Column("page_url", Key),
    Column("reference", Key, index=True, comment="a vacancy reference that several sources share"),
    Column("apply_key", Key, index=True, comment="the canonical apply address"),
    Column("kind", String(30)),
    Column("level", Integer),
    Column("boroughs", Text, nullable=False),
    Column(
        "by_title", BigInteger, index=True, comment="these four find what may be copies: claims.blocks_of"
    ),
    Column("by_closing", BigInteger, index=True),
    Column("by_place", BigInteger, index=True),
    Column("by_text", BigInteger, index=True),
    Column("first_seen", Instant, nullable=False),
    Column("last_seen", Instant, nullable=False),
    Column("run", Integer),
    Column("content_hash", HASH, nullable=False),
    Column(
        "content", Text, nullable=False, comment="the public JSON without identity, sources and dates seen"
    ),
    Column("raw", Text, nullable=False, comment="what the source said, by field"),
    Column("notes", Text, nullable=False),
    Index(None, "source", "page_url"),
    Index(None, "source", "last_seen"),
)

aliases = Table(
    "aliases",
    metadata,
    Column("id", ID, primary_key=True),
    Column("opportunity_id", ID, ForeignKey("opportunities.id"), nullable=False, index=True),
    Column("at", Instant, nullable=False),
)

pairs = Table(
    "pairs",
    metadata,
    Column("own_id", ID, primary_key=True),
    Column("other_id", ID, primary_key=True, index=True),
    Column("verdict", String(10), nullable=False, comment="likely, copy: by the rules; one, two: a person's"),
    Column("why", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

rejected = Table(
    "rejected",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("run", Integer, index=True),
    Column("reason", String(30), nullable=False),
    Column("field", Words),
    Column("text", Words),
    Column("title", Words),
    Column("url", Words),
    Column("raw", Text),
    Column("at", Instant, nullable=False),
    Index(None, "source", "at"),
)

runs = Table(
    "runs",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("source", String(100), nullable=False),
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
    Column("verdict", String(10)),
    Column("counts", Text, nullable=False),
    Column("evidence", Text, nullable=False),
    Column("drop", String(10), comment="what fewer adverts are worth: whole, unproven or believed"),
    Column("accepted", Instant, comment="when an operator said that there really are so few"),
    Column("accepted_by", Words),
    Column("accepted_note", Words),
    Index(None, "source", "started"),
)

pages = Table(
    "pages",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("url", Key, primary_key=True),
    Column("etag", Words),
    Column("last_modified", Words),
    Column("at", Instant, nullable=False),
)

employers = Table(
    "employers",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("slug", String(200), nullable=False, unique=True),
    Column("normalised_name", Text, nullable=False, unique=True),
    Column("key_hash", HASH, unique=True, comment="sha256 of the upload key; null once it is revoked"),
    Column("levy_position", String(20), nullable=False),
    Column("position_basis", String(20), nullable=False),
    Column("added", Instant, nullable=False),
)

agreements = Table(
    "agreements",
    metadata,
    Column("account", Integer, ForeignKey("employers.id", ondelete="CASCADE"), primary_key=True),
    Column("normalised_name", String(300), primary_key=True, comment="of the employer; empty for any"),
    Column("name", Text, nullable=False),
    Column("at", Instant, nullable=False),
)

reviews = Table(
    "reviews",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("own_id", ID, nullable=False, index=True, comment="of the sighting that somebody looked at"),
    Column("content_hash", HASH, nullable=False, comment="what it said then"),
    Column("decision", String(10), nullable=False, comment="approved or refused"),
    Column("why", Words),
    Column("at", Instant, nullable=False),
)

leases = Table(
    "leases",
    metadata,
    Column("name", String(200), primary_key=True),
    Column("holder", Text),
    Column("fence", BigInteger, nullable=False),
    Column("expires", Instant, nullable=False),
    Column(
        "taken",
        Instant,
        nullable=False,
        server_default="1970-01-01 00:00:00",
        comment="when it was last taken, by its holder's clock",
    ),
)

refused = Table(
    "refused",
    metadata,
    Column("generation", String(200), primary_key=True),
    Column("opportunity_id", ID, primary_key=True),
    Column("revision", BigInteger, nullable=False),
    Column("why", Words, nullable=False),
    Column("at", Instant, nullable=False),
)

job_runs = Table(
    "job_runs",
    metadata,
    Column("job", String(100), primary_key=True),
    Column("slot", Instant, primary_key=True),
    Column("fence", BigInteger, nullable=False, comment="of the lease under which it last began"),
    Column("started", Instant, nullable=False),
    Column("finished", Instant),
    Column("result", String(10)),
    Column("said", Words),
    Column("tries", Integer, nullable=False, server_default="1", comment="of this slot, the last among them"),
    Column("again", Instant, comment="when it is tried again; null where it is done or no try is left"),
)

checks = Table(
    "checks",
    metadata,
    Column("source", String(100), primary_key=True),
    Column("external_id", Key, primary_key=True),
    Column("at", Instant, nullable=False, index=True),
    Column("answer", String(12), nullable=False),
    Column("since", Instant, nullable=False, comment="when this answer came for the first time in a row"),
    Column("why", Words, nullable=False),
)

alerts = Table(
    "alerts",
    metadata,
    Column("id", String(16), primary_key=True),
    Column("state", String(10), nullable=False),
    Column("rhythm", String(10), nullable=False),
    Column(
        "address_key", HASH, nullable=False, index=True, comment="a keyed hash: equal for equal mailboxes"
    ),
    Column("sealed", Text, nullable=False, comment="address, search and its words, encrypted"),
    Column("created", Instant, nullable=False),
    Column("expires", Instant, nullable=False),
    Column("revision", BigInteger, nullable=False, comment="up to which the index was looked through"),
    Column("done", Instant, comment="the last slot that was looked at"),
    Column("asked_on", Instant, comment="when its end was announced"),
    Column("refused", Integer, nullable=False, comment="mails refused in a row"),
    Column("network", HASH, comment="while it waits for a yes: a keyed hash for this mailbox and day"),
)

alert_sent = Table(
    "alert_sent",
    metadata,
    Column("alert", String(16), ForeignKey("alerts.id", ondelete="CASCADE"), primary_key=True),
    Column("opportunity_id", ID, primary_key=True, comment="every id under which the advert may come again"),
    Column("slot", Instant, nullable=False, comment="of the mail that tells of it"),
)

mails = Table(
    "mails",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("alert", String(16), nullable=False, comment="which may be gone: a mail outlives it as a count"),
    Column("kind", String(10), nullable=False),
    Column("slot", Instant, nullable=False),
    Column("state", String(10), nullable=False, index=True),
    Column("adverts", Text, nullable=False, comment="their ids, joined by spaces; empty once it has ended"),
    Column("tries", Integer, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("changed", Instant, nullable=False),
    Column("code", Integer, comment="what the mail server answered last"),
    UniqueConstraint("alert", "kind", "slot"),
)

unanswered = Table(
    "unanswered",
    metadata,
    Column("words", String(200), primary_key=True, comment="in the order of the alphabet"),
    Column("times", Integer, nullable=False),
    Column("days", Integer, nullable=False, comment="on how many days"),
    Column("first_day", Date, nullable=False),
    Column("last_day", Date, nullable=False),
)

reports = Table(
    "reports",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("opportunity_id", ID, nullable=False, index=True),
    Column("reason", String(20), nullable=False),
    Column("said", Words),
    Column("at", Instant, nullable=False),
    Column("closed", Instant),
    Column("times", Integer, nullable=False, server_default="1", comment="that it came"),
    Column(
        "network", HASH, comment="of a grave one: a keyed hash for this advert and day, gone after 30 days"
    ),
    Column(
        "counts",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="whether it is its network's word for hiding the advert",
    ),
)

allowances = Table(
    "allowances",
    metadata,
    Column("mark", HASH, primary_key=True, comment="a keyed hash of whose it is"),
    Column("used", Integer, nullable=False),
    Column("ends", Instant, nullable=False, index=True),
)

holds = Table(
    "holds",
    metadata,
    Column("opportunity_id", ID, primary_key=True, comment="the id that a sighting has alone"),
    Column("state", String(10), nullable=False, comment="standing or cleared"),
    Column("why", Words, nullable=False),
    Column("at", Instant, nullable=False, comment="since when it is in this state"),
)

notices = Table(
    "notices",
    metadata,
    Column("opportunity_id", ID, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("not_before", Instant, nullable=False),
    Column("sent", Instant),
)
