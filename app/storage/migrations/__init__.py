"""The revisions of the schema, oldest first. `env.py` and `versions/` are read as files by alembic, when they must run.

The list stands here so that an up-to-date base opens without importing alembic.
"""

REVISIONS = ("0001", "0002")
HEAD = REVISIONS[-1]
