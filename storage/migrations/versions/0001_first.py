"""The whole schema of the first version."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
QUEUED = sa.text("state = 'queued'")
LIVE = sa.text("state IN ('pending', 'sending', 'unknown')")
CURRENT = sa.text("left_on IS NULL")


def upgrade() -> None:
    op.create_table(
        "teams",
        sa.Column("id", ID, nullable=False),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_teams"),
        sa.UniqueConstraint("platform", "external_id", name="uq_teams_platform_external_id"),
    )
    op.create_table(
        "lanes",
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_free_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_lanes_team_id"),
        sa.PrimaryKeyConstraint("team_id", "lane", name="pk_lanes"),
    )
    op.create_table(
        "members",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_members_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_members"),
        sa.UniqueConstraint("team_id", "external_id", name="uq_members_team_id_external_id"),
    )
    op.create_table(
        "sends",
        sa.Column("id", ID, nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("lane", sa.Text(), nullable=False),
        sa.Column("place", sa.JSON(), nullable=False),
        sa.Column("message", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("not_before", sa.DateTime(timezone=True), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("updates", sa.BigInteger(), nullable=True),
        sa.Column("ref_channel", sa.Text(), nullable=True),
        sa.Column("ref_message", sa.Text(), nullable=True),
        sa.Column("error", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_sends_team_id"),
        sa.ForeignKeyConstraint(["updates"], ["sends.id"], name="fk_sends_updates"),
        sa.PrimaryKeyConstraint("id", name="pk_sends"),
        sa.UniqueConstraint("key", name="uq_sends_key"),
    )
    op.create_index(
        "ix_sends_team_id_lane",
        "sends",
        ["team_id", "lane"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(
        "ix_sends_team_id_ref_channel_ref_message",
        "sends",
        ["team_id", "ref_channel", "ref_message"],
    )
    op.create_table(
        "tracks",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("at", sa.Time(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("weekdays", sa.JSON(), nullable=False),
        sa.Column("lowest", sa.Text(), nullable=False),
        sa.Column("highest", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("open_for", sa.JSON(), nullable=False),
        sa.Column("holidays", sa.JSON(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("next_fire_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("next_local_date", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_tracks_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_tracks"),
    )
    op.create_index("ix_tracks_next_fire_at", "tracks", ["next_fire_at"])
    op.create_index("ix_tracks_team_id", "tracks", ["team_id"])
    op.create_table(
        "aways",
        sa.Column("id", ID, nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_aways_member_id"),
        sa.PrimaryKeyConstraint("id", name="pk_aways"),
        sa.UniqueConstraint("member_id", "first", "last", name="uq_aways_member_id_first_last"),
    )
    op.create_table(
        "excuses",
        sa.Column("track_id", sa.BigInteger(), nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_excuses_track_id"),
        sa.PrimaryKeyConstraint("track_id", "date", name="pk_excuses"),
    )
    op.create_table(
        "memberships",
        sa.Column("id", ID, nullable=False),
        sa.Column("track_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_on", sa.Date(), nullable=False),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_memberships_member_id"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_memberships_track_id"),
        sa.PrimaryKeyConstraint("id", name="pk_memberships"),
    )
    op.create_index("ix_memberships_member_id", "memberships", ["member_id"])
    op.create_index(
        "ix_memberships_track_id_member_id",
        "memberships",
        ["track_id", "member_id"],
        unique=True,
        sqlite_where=CURRENT,
        postgresql_where=CURRENT,
    )
    op.create_table(
        "rounds",
        sa.Column("id", ID, nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("track_id", sa.BigInteger(), nullable=True),
        sa.Column("member_id", sa.BigInteger(), nullable=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("question_id", sa.Text(), nullable=False),
        sa.Column("question", sa.JSON(), nullable=False),
        sa.Column("prompt", sa.Text(), nullable=False),
        sa.Column("review", sa.Text(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closes_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("thread_channel", sa.Text(), nullable=True),
        sa.Column("thread_message", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_rounds_member_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_rounds_team_id"),
        sa.ForeignKeyConstraint(["track_id"], ["tracks.id"], name="fk_rounds_track_id"),
        sa.PrimaryKeyConstraint("id", name="pk_rounds"),
        sa.UniqueConstraint("member_id", "key", name="uq_rounds_member_id_key"),
        sa.UniqueConstraint("track_id", "key", name="uq_rounds_track_id_key"),
    )
    op.create_index("ix_rounds_team_id_local_date", "rounds", ["team_id", "local_date"])
    op.create_index(
        "ix_rounds_team_id_thread_channel_thread_message",
        "rounds",
        ["team_id", "thread_channel", "thread_message"],
    )
    op.create_table(
        "answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("readers", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("after_reveal", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_answers_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_answers_round_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answers"),
        sa.UniqueConstraint(
            "round_id", "member_id", "attempt", name="uq_answers_round_id_member_id_attempt"
        ),
    )
    op.create_index("ix_answers_member_id", "answers", ["member_id"])
    op.create_table(
        "seats",
        sa.Column("round_id", sa.BigInteger(), nullable=False),
        sa.Column("member_id", sa.BigInteger(), nullable=False),
        sa.Column("hinted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revealed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("invited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudged_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["member_id"], ["members.id"], name="fk_seats_member_id"),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name="fk_seats_round_id"),
        sa.PrimaryKeyConstraint("round_id", "member_id", name="pk_seats"),
    )
    op.create_table(
        "answer_parts",
        sa.Column("id", ID, nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=True),
        sa.Column("platform", sa.Text(), nullable=False),
        sa.Column("team_id", sa.BigInteger(), nullable=False),
        sa.Column("source_id", sa.Text(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_answer_parts_answer_id"),
        sa.ForeignKeyConstraint(["team_id"], ["teams.id"], name="fk_answer_parts_team_id"),
        sa.PrimaryKeyConstraint("id", name="pk_answer_parts"),
        sa.UniqueConstraint(
            "platform",
            "team_id",
            "source_id",
            "revision",
            name="uq_answer_parts_platform_team_id_source_id_revision",
        ),
    )
    op.create_index("ix_answer_parts_answer_id", "answer_parts", ["answer_id"])
    op.create_table(
        "critiques",
        sa.Column("id", ID, nullable=False),
        sa.Column("answer_id", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("rubric", sa.Text(), nullable=False),
        sa.Column("judge", sa.Text(), nullable=False),
        sa.Column("judgement", sa.JSON(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answers.id"], name="fk_critiques_answer_id"),
        sa.PrimaryKeyConstraint("id", name="pk_critiques"),
        sa.UniqueConstraint(
            "answer_id", "revision", "judge", name="uq_critiques_answer_id_revision_judge"
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        _embedded_jobs()
    else:
        _procrastinate()


def _embedded_jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("id", ID, nullable=False),
        sa.Column("task", sa.Text(), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("key", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.Text(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_key", "jobs", ["key"], unique=True, sqlite_where=QUEUED)
    op.create_index("ix_jobs_run_at", "jobs", ["run_at"], sqlite_where=QUEUED)


def _procrastinate() -> None:
    """Its schema as the installed version brings it; a later one's changes are a new revision."""
    from procrastinate.schema import SchemaManager

    bare = op.get_bind().execution_options(no_parameters=True)
    bare.exec_driver_sql(SchemaManager.get_schema())
