"""Drop the constraints on the settings of chats, so that new options need no revision."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

OPTIONS = {
    "temperature": "temperature IN ('celsius', 'fahrenheit')",
    "wind": "wind IN ('m/s', 'km/h', 'mph', 'kn')",
    "pressure": "pressure IN ('hPa', 'mmHg', 'inHg')",
    "clock": "clock IN ('24', '12')",
    "theme": "theme IN ('light', 'dark')",
}

# SQLite drops a constraint by copying the table. The table is written here and not reflected, because the
# reflected CHECK constraints depend on the versions of SQLAlchemy and Alembic.
CHATS = sa.Table(
    "chats",
    sa.MetaData(),
    sa.Column("id", sa.BigInteger, primary_key=True, autoincrement=False),
    sa.Column("gone_since", sa.Float),
    sa.Column("language", sa.Text),
    *(sa.Column(setting, sa.Text) for setting in OPTIONS),
    sa.CheckConstraint("length(language) BETWEEN 2 AND 16", name="chats_language_short"),
    *(sa.CheckConstraint(check, name=f"chats_{setting}_known") for setting, check in OPTIONS.items()),
)


def upgrade() -> None:
    """Drop the constraints on the settings in the table `chats`."""
    with op.batch_alter_table("chats", copy_from=CHATS) as batch:
        for setting in OPTIONS:
            batch.drop_constraint(f"chats_{setting}_known", type_="check")
