"""The steps from one schema to the next, run by `foothold store upgrade`."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection


def migrate(connection: Connection, schema: str = "head") -> None:
    """Bring the schema to the newest, or to this one, in the caller's transaction."""
    command.upgrade(configuration(connection), schema)


def configuration(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", "foothold.store:migrations")
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
