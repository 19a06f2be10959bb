"""The Alembic environment: runs the revisions in the transaction of a given connection."""

from alembic import context

context.configure(connection=context.config.attributes["connection"])
context.run_migrations()
