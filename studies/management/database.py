"""What a command says when its database is not there, or not yet made: a sentence, without the password."""

from django.core.management.base import CommandError
from django.db import DatabaseError, InterfaceError, OperationalError, ProgrammingError, connection
from django.utils.translation import gettext as _

from studies.management import postgres

UNDEFINED_TABLE = "42P01"


def require_database() -> None:
    """Refuse to start without the database."""
    try:
        connection.ensure_connection()
    except DatabaseError as error:
        raise CommandError(_unreachable(error)) from error


def trouble(error: DatabaseError | InterfaceError) -> str | None:
    """The sentence for what whoever gave the command can mend; None for a fault of the program."""
    if not isinstance(error, OperationalError | InterfaceError) and not _is_undefined_table(error):
        return None
    try:
        connection.close()
        connection.ensure_connection()
    except DatabaseError as still:
        return _unreachable(still)
    return _unusable(error)


def _is_undefined_table(error: Exception) -> bool:
    return isinstance(error, ProgrammingError) and getattr(error.__cause__, "sqlstate", "") == UNDEFINED_TABLE


def _unreachable(error: Exception) -> str:
    told = {
        "where": _where(),
        "error": _first_line(error),
        "name": connection.settings_dict["NAME"],
        "user": connection.settings_dict["USER"],
    }
    if connection.vendor == "sqlite":
        said = _(
            "The database file %(where)s cannot be opened (%(error)s). Its folder must be there and writable: "
            "mend that, or set KONTRAST_DATA to another."
        )
    elif not postgres.answers():
        said = _("The database at %(where)s cannot be reached. Start it, or correct DATABASE_URL. (%(error)s)")
    elif postgres.lacks_database():
        said = _(
            "The server at %(where)s has no database %(name)s. Make it (createdb %(name)s), or correct DATABASE_URL."
        )
    else:
        said = _(
            "The server at %(where)s does not let %(user)s open the database %(name)s. "
            "Correct user and password in DATABASE_URL. (%(error)s)"
        )
    return said % told


def _unusable(error: Exception) -> str:
    if not connection.introspection.table_names():
        said = _(
            "The database at %(where)s is empty. Run python manage.py migrate first, "
            "or make demo, which loads the demo studies too."
        )
    else:
        said = _(
            "The database at %(where)s could not be read or written (%(error)s). "
            "If it is new or older than the program, run manage.py migrate first."
        )
    return said % {"where": _where(), "error": _first_line(error)}


def _where() -> str:
    return str(connection.settings_dict["HOST"] or connection.settings_dict["NAME"])


def _first_line(error: Exception) -> str:
    return (str(error).strip().splitlines() or [type(error).__name__])[0]
