"""The steps from one schema to the next, run by `foothold store upgrade`."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text


def migrate(connection: Connection, schema: str = "head") -> None:
    """Bring the schema to the newest, or to this one, in the caller's transaction."""
    if connection.dialect.name == "postgresql":
        # It alters no table with rows of this transaction, as of a restored backup, whose references wait to be checked.
        connection.execute(text("SET CONSTRAINTS ALL IMMEDIATE"))
        connection.execute(text("SET CONSTRAINTS ALL DEFERRED"))
    command.upgrade(configuration(connection), schema)


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "foothold.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
