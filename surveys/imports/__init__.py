"""Files in: questionnaires from XLSForm, answers and lists of people from CSV and XLSX."""

from surveys.imports.people import PeoplePlan, import_people, preview_people
from surveys.imports.responses import ResponseImport, check_responses, import_responses
from surveys.imports.xlsform import FormImport, import_xlsform

__all__ = [
    "FormImport",
    "PeoplePlan",
    "ResponseImport",
    "check_responses",
    "import_people",
    "import_responses",
    "import_xlsform",
    "preview_people",
]
