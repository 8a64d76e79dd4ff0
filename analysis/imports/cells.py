"""What the files of the analysis have in common: headers that are known, texts in a column per language."""

from collections.abc import Collection, Mapping

from django.utils.translation import gettext as _

from studies.models import Study
from studies.problems import Problems

YES_OR_NO = {
    **dict.fromkeys(("yes", "ja", "true", "1"), True),
    **dict.fromkeys(("no", "nej", "false", "0", ""), False),
}


def texts(cells: Mapping[str, str], name: str, study: Study) -> dict[str, str]:
    """`label::da` and `label::en`, or a plain `label` in the first language that no other column takes."""
    found = {header.partition("::")[2]: text for header, text in cells.items() if header.startswith(f"{name}::")}
    if cells.get(name):
        found.setdefault(study.main_language if not found else _free_language(found, study), cells[name])
    return {language: text for language, text in found.items() if text}


def _free_language(found: Mapping[str, str], study: Study) -> str:
    return next((language for language in (*study.languages, "en") if language not in found), study.main_language)


def check_headers(
    headers: list[str], problems: Problems, *, needed: Collection[str], known: Collection[str], texts: Collection[str]
) -> None:
    bases = {header.partition("::")[0] for header in headers}
    for name in needed:
        if name not in headers and not (name in texts and name in bases):
            problems.add(
                _("The column %(name)s is missing.") % {"name": name},
                _("Needed are: %(names)s.") % {"names": ", ".join(needed)},
                column=name,
            )
    for header in headers:
        base, colons, language = header.partition("::")
        if header not in known and not (colons and base in texts and language):
            problems.add(
                _("The column %(name)s is not known here.") % {"name": header},
                _("Known are: %(names)s.") % {"names": ", ".join((*known, "label::da", "label::en"))},
                row=1,
                column=header,
            )
