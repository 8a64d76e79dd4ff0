"""What a text may show of the unit one answers for: `${unit_name}`, `${unit_code}`, `${unit_region}`, `${unit_X}`.

X is the name of a variable of the study; what is about persons is never shown.
"""

from collections.abc import Iterable

from studies.models import Sensitivity, Study, Unit, Variable, VariableValue

PREFIX = "unit_"
OWN = ("code", "name", "region")
SHOWN = (Sensitivity.OPEN, Sensitivity.INTERNAL)


def unit_names(study: Study) -> frozenset[str]:
    """The names that texts of the study's questionnaires may show."""
    variables = Variable.objects.filter(study=study, sensitivity__in=SHOWN).values_list("name", flat=True)
    return frozenset(PREFIX + name for name in (*OWN, *variables))


def unit_values(unit: Unit | None, names: Iterable[str]) -> dict[str, str | float]:
    """Those of the names that the unit has a value for. Reads the database only where a variable is among them."""
    wanted = {name.removeprefix(PREFIX) for name in names if name.startswith(PREFIX)}
    if unit is None or not wanted:
        return {}
    found: dict[str, str | float] = {PREFIX + name: getattr(unit, name) for name in OWN if name in wanted}
    if variables := wanted - set(OWN):
        rows = VariableValue.objects.filter(
            unit=unit, variable__name__in=variables, variable__study_id=unit.study_id, variable__sensitivity__in=SHOWN
        )
        for name, number, text in rows.values_list("variable__name", "number", "text"):
            found[PREFIX + name] = text if number is None else number
    return found
