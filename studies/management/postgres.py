"""Why a PostgreSQL database cannot be opened, found out without the server's own words: they come in any language."""

from django.db import DatabaseError, connection

MAINTENANCE = "postgres"  # the database that every server has
PATIENCE_SECONDS = 3


def answers() -> bool:
    """Whether there is a server at all, whoever asks."""
    from psycopg import pq  # noqa: PLC0415 -- where the database is a file it need not be there
    from psycopg.conninfo import make_conninfo  # noqa: PLC0415 -- as above

    given = connection.get_connection_params()
    asked = make_conninfo(host=given.get("host"), port=given.get("port"), connect_timeout=PATIENCE_SECONDS)
    return pq.PGconn.ping(asked.encode()) != pq.Ping.NO_RESPONSE


def lacks_database() -> bool:
    """Whether the server lets us in and has no database of that name."""
    beside = connection.copy()
    beside.settings_dict["NAME"] = MAINTENANCE
    try:
        with beside.cursor() as cursor:
            cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [connection.settings_dict["NAME"]])
            return cursor.fetchone() is None
    except DatabaseError:
        return False
    finally:
        beside.close()
