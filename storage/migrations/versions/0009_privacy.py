"""Who looked at a team's figures and when; how long texts are kept."""

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass
