"""Units in from a file: read and checked whole, compared with the study, shown, and only then saved."""

from studies.imports.units import import_units, preview_units
from studies.imports.units_file import read_units
from studies.imports.units_plan import Options, UnitsPlan

__all__ = ["Options", "UnitsPlan", "import_units", "preview_units", "read_units"]
