"""Runs the migrations inside the transaction that app.storage.upgrade has begun; nothing here commits."""

from alembic import context

from app.storage.schema import is_ours, metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_name=is_ours,
    compare_type=True,
    render_as_batch=connection.dialect.name == "sqlite",
)
with context.begin_transaction():
    context.run_migrations()
