"""Versions of the guide, kept one after the other; how one gets to the place of a session."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the column; nothing that was kept changes."""
    op.create_table(
        "guide_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.String(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("author", sa.String(), server_default="", nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guide_versions")),
        sa.UniqueConstraint("edition_id", "number", name=op.f("uq_guide_versions_edition_id_number")),
        sqlite_autoincrement=True,
    )
    op.add_column("sessions", sa.Column("access", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    """There is no way back: an older program refuses the base, and a copy was made before."""
    raise NotImplementedError
