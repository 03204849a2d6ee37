"""Alembic's entry: it works on the connection that it is handed and leaves the transaction to the caller."""

from alembic import context

from foothold.store.tables import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
