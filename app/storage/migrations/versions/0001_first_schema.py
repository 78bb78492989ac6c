"""The first schema.

Ids of SQLite are AUTOINCREMENT, as PostgreSQL's never come back: an id seen on a sheet, in a banner that offers to undo
or in the history can't become somebody else's once its row is gone.
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

SQLITE_SEARCH = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, digits, content='search_entries', content_rowid='id', "
    "tokenize='ascii', prefix='2 3')",
    "CREATE TRIGGER search_index_insert AFTER INSERT ON search_entries BEGIN "
    "INSERT INTO search_index(rowid, words, digits) VALUES (new.id, new.words, new.digits); END",
    "CREATE TRIGGER search_index_delete AFTER DELETE ON search_entries BEGIN INSERT INTO "
    "search_index(search_index, rowid, words, digits) VALUES ('delete', old.id, old.words, old.digits); END",
    "CREATE TRIGGER search_index_update AFTER UPDATE ON search_entries BEGIN INSERT INTO "
    "search_index(search_index, rowid, words, digits) VALUES ('delete', old.id, old.words, old.digits); "
    "INSERT INTO search_index(rowid, words, digits) VALUES (new.id, new.words, new.digits); END",
)
# The very expression that app.storage.search asks for: another one would leave the index unused.
POSTGRES_SEARCH = (
    "CREATE INDEX search_index_tokens ON search_entries USING gin "
    "((array_to_tsvector(string_to_array(btrim(words || ' ' || digits), ' '))))",
)


def upgrade() -> None:
    """Make all tables, and each engine's own index for search."""
    op.create_table(
        "drafts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("subject_id", sa.Integer(), nullable=True),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_drafts")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "officials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("civility", sa.String(), server_default="", nullable=False),
        sa.Column("birth_name", sa.String(), server_default="", nullable=False),
        sa.Column("usual_name", sa.String(), server_default="", nullable=False),
        sa.Column("first_name", sa.String(), server_default="", nullable=False),
        sa.Column("birth_date", sa.Date(), nullable=True),
        sa.Column("is_official", sa.Boolean(), server_default="1", nullable=False),
        sa.Column("role", sa.String(), server_default="", nullable=False),
        sa.Column("mobile", sa.String(), server_default="", nullable=False),
        sa.Column("mobile_typed", sa.String(), server_default="", nullable=False),
        sa.Column("landline", sa.String(), server_default="", nullable=False),
        sa.Column("landline_typed", sa.String(), server_default="", nullable=False),
        sa.Column("phone_note", sa.String(), server_default="", nullable=False),
        sa.Column("email", sa.String(), server_default="", nullable=False),
        sa.Column("diploma", sa.String(), server_default="", nullable=False),
        sa.Column("street_number", sa.String(), server_default="", nullable=False),
        sa.Column("repetition", sa.String(), server_default="", nullable=False),
        sa.Column("street_type", sa.String(), server_default="", nullable=False),
        sa.Column("street_name", sa.String(), server_default="", nullable=False),
        sa.Column("complement", sa.String(), server_default="", nullable=False),
        sa.Column("locality", sa.String(), server_default="", nullable=False),
        sa.Column("postcode", sa.String(), server_default="", nullable=False),
        sa.Column("city", sa.String(), server_default="", nullable=False),
        sa.Column("city_insee", sa.String(), server_default="", nullable=False),
        sa.Column("situation", sa.JSON(), nullable=False),
        sa.Column("nir_checked_at", sa.DateTime(), nullable=True),
        sa.Column("nir_checked_by", sa.String(), server_default="", nullable=False),
        sa.Column("rights_euros", sa.Integer(), nullable=True),
        sa.Column("rights_on", sa.Date(), nullable=True),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_officials")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "search_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("ref_id", sa.Integer(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("digits", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_entries")),
        sa.UniqueConstraint("kind", "ref_id", name=op.f("uq_search_entries_kind_ref_id")),
    )
    op.create_table(
        "settings",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_settings")),
    )
    op.create_table(
        "trainings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), server_default="", nullable=False),
        sa.Column("short_name", sa.String(), server_default="", nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("price_cents", sa.Integer(), nullable=False),
        sa.Column("extra_fees_cents", sa.Integer(), nullable=False),
        sa.Column("place", sa.String(), server_default="", nullable=False),
        sa.Column("theme", sa.String(), server_default="", nullable=False),
        sa.Column("link", sa.String(), server_default="", nullable=False),
        sa.Column("archived", sa.Boolean(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trainings")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "mandates",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("territory_code", sa.String(), nullable=False),
        sa.Column("territory", sa.String(), server_default="", nullable=False),
        sa.Column("function", sa.String(), server_default="", nullable=False),
        sa.Column("mandate_on", sa.Date(), nullable=True),
        sa.Column("function_on", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("source", sa.String(), server_default="", nullable=False),
        sa.Column("absent_since", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_mandates_official_id_officials"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mandates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_mandates_official_id"), "mandates", ["official_id"], unique=False)
    op.create_index(op.f("ix_mandates_territory_code"), "mandates", ["territory_code"], unique=False)
    op.create_table(
        "sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("training_id", sa.Integer(), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.Time(), nullable=True),
        sa.Column("ends_at", sa.Time(), nullable=True),
        sa.Column("place", sa.String(), server_default="", nullable=False),
        sa.Column("seats", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["training_id"], ["trainings.id"], name=op.f("fk_sessions_training_id_trainings"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sessions")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_sessions_starts_on"), "sessions", ["starts_on"], unique=False)
    op.create_index(op.f("ix_sessions_training_id"), "sessions", ["training_id"], unique=False)
    op.create_table(
        "dossiers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("session_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), server_default="", nullable=False),
        sa.Column("situation", sa.JSON(), nullable=False),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("edof_number", sa.String(), server_default="", nullable=False),
        sa.Column("edof_status", sa.String(), server_default="", nullable=False),
        sa.Column("requested_on", sa.Date(), nullable=True),
        sa.Column("validated_on", sa.Date(), nullable=True),
        sa.Column("cdc_written_on", sa.Date(), nullable=True),
        sa.Column("cdc_written_by", sa.String(), server_default="", nullable=False),
        sa.Column("blocked_step", sa.String(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("stage_since", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_dossiers_official_id_officials"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_dossiers_session_id_sessions"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossiers")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dossiers_official_id"), "dossiers", ["official_id"], unique=False)
    op.create_index(op.f("ix_dossiers_session_id"), "dossiers", ["session_id"], unique=False)
    op.create_index(op.f("ix_dossiers_stage"), "dossiers", ["stage"], unique=False)
    op.create_table(
        "calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("speaker_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("outgoing", sa.Boolean(), server_default="0", nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=False),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("caller_typed", sa.String(), server_default="", nullable=False),
        sa.Column("caller_phone", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("outcome", sa.String(), server_default="", nullable=False),
        sa.Column("note", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_calls_dossier_id_dossiers"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_calls_official_id_officials"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["speaker_id"], ["officials.id"], name=op.f("fk_calls_speaker_id_officials"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calls")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_calls_caller_phone"), "calls", ["caller_phone"], unique=False)
    op.create_index(op.f("ix_calls_dossier_id"), "calls", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_calls_official_id"), "calls", ["official_id"], unique=False)
    op.create_table(
        "done_steps",
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("step_id", sa.String(), nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=False),
        sa.Column("done_by", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_done_steps_dossier_id_dossiers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("dossier_id", "step_id", name=op.f("pk_done_steps")),
    )
    op.create_table(
        "handouts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("way", sa.String(), server_default="", nullable=False),
        sa.Column("edition", sa.String(), server_default="", nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("steps", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), server_default="", nullable=False),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_handouts_dossier_id_dossiers"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handouts")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_handouts_dossier_id"), "handouts", ["dossier_id"], unique=False)
    op.create_table(
        "callbacks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("official_id", sa.Integer(), nullable=True),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("due_time", sa.Time(), nullable=True),
        sa.Column("reason", sa.String(), server_default="", nullable=False),
        sa.Column("phone", sa.String(), server_default="", nullable=False),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("done_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_callbacks_call_id_calls"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_callbacks_dossier_id_dossiers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_callbacks_official_id_officials"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_callbacks")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_callbacks_dossier_id"), "callbacks", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_callbacks_due_on"), "callbacks", ["due_on"], unique=False)
    op.create_index(op.f("ix_callbacks_official_id"), "callbacks", ["official_id"], unique=False)
    op.create_table(
        "dossier_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("dossier_id", sa.Integer(), nullable=True),
        sa.Column("official_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("agent", sa.String(), server_default="", nullable=False),
        sa.Column("kind", sa.String(), server_default="", nullable=False),
        sa.Column("details", sa.JSON(), nullable=False),
        sa.Column("call_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["call_id"], ["calls.id"], name=op.f("fk_dossier_events_call_id_calls"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["dossier_id"], ["dossiers.id"], name=op.f("fk_dossier_events_dossier_id_dossiers"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["official_id"], ["officials.id"], name=op.f("fk_dossier_events_official_id_officials"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_dossier_events_dossier_id"), "dossier_events", ["dossier_id"], unique=False)
    op.create_index(op.f("ix_dossier_events_official_id"), "dossier_events", ["official_id"], unique=False)

    sqlite = op.get_bind().dialect.name == "sqlite"
    for statement in SQLITE_SEARCH if sqlite else POSTGRES_SEARCH:
        op.execute(statement)


def downgrade() -> None:
    """There is no way back: an older program refuses the base, and a copy was made before."""
    raise NotImplementedError
