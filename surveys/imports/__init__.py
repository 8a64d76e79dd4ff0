"""Files in: questionnaires from XLSForm, answers from CSV and XLSX."""

from surveys.imports.responses import ResponseImport, check_responses, import_responses
from surveys.imports.xlsform import FormImport, import_xlsform

__all__ = ["FormImport", "ResponseImport", "check_responses", "import_responses", "import_xlsform"]
