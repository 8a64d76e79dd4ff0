"""A read that every page of a respondent makes: the database's words for it are worked out once, not a page."""

from collections.abc import Callable
from typing import Any, Generic, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators  # type: ignore[attr-defined]  # the stubs leave it out

M = TypeVar("M", bound=Model)
ASKED = "\0"  # stands where the value will


class Prepared(Generic[M]):
    """The one row whose `by` has a value, with what `rows` selects beside it; None where there is none."""

    def __init__(self, rows: Callable[[], "QuerySet[M]"], *, by: str) -> None:
        self.rows, self.by = rows, by
        self.worked_out: dict[str, _Statement[M]] = {}

    def find(self, value: str) -> M | None:
        statement = self.worked_out.get(connection.vendor)
        if statement is None:
            statement = self.worked_out[connection.vendor] = _Statement(self.rows(), self.by)
        return statement.find(value)


class _Statement(Generic[M]):
    """As a queryset does it, by Django's own parts: compile, execute, convert, make the rows' objects."""

    def __init__(self, rows: "QuerySet[M]", by: str) -> None:
        compiler = rows.filter(**{by: ASKED}).order_by().query.get_compiler(rows.db)
        self.sql, parameters = compiler.as_sql()
        if parameters != (ASKED,):
            raise TypeError(parameters)  # only one value can change
        info: Any = compiler.klass_info
        select: Any = compiler.select
        first, last = info["select_fields"][0], info["select_fields"][-1] + 1
        self.model: type[M] = info["model"]
        self.own = slice(first, last)
        self.names = [column[0].target.attname for column in select[first:last]]
        self.related = get_related_populators(info, select, rows.db)
        self.converters = compiler.get_converters([column[0] for column in select])
        self.apply_converters = compiler.apply_converters

    def find(self, value: str) -> M | None:
        with connection.cursor() as cursor:
            cursor.execute(self.sql, (value,))
            row = cursor.fetchone()
        if row is None:
            return None
        (row,) = self.apply_converters([row], self.converters)
        found = self.model.from_db(connection.alias, self.names, row[self.own])
        for part in self.related:
            part.populate(row, found)
        return found
