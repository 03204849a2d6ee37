"""Alembic's entry: it works on the connection that it is handed and leaves the transaction to the caller."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transaction_per_migration=False)
context.run_migrations()
