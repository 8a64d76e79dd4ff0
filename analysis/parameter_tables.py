"""The parameters of a procedure as a table in Markdown: docs/methods/ has it as it is written here."""

from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.utils import translation

from analysis.procedures import PROCEDURES, Kind, Parameter, Procedure

FOLDER = settings.BASE_DIR / "docs" / "methods"
BEGIN, END = "<!-- parameters -->\n", "<!-- end of parameters -->\n"
HEAD = "| parameter | default | |\n|---|---|---|\n"


def page(name: str) -> Path:
    return Path(FOLDER / f"{name}.md")


def written(name: str) -> str:
    """The procedure's page with its table as it should be."""
    before, begin, rest = page(name).read_text(encoding="utf-8").partition(BEGIN)
    _old, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{page(name)} has no place for the parameters: {BEGIN.strip()} and {END.strip()}")
    return f"{before}{begin}{table(PROCEDURES[name])}{end}{after}"


def table(procedure: Procedure) -> str:
    with translation.override("en"):
        rows = (f"| `{each.name}` | {_default(each)} | {_meaning(each)} |\n" for each in procedure.parameters)
        return HEAD + "".join(rows)


def _default(parameter: Parameter) -> str:
    default = parameter.default
    if default is None:
        return str(parameter.blank) or ("needed" if parameter.required else "blank")
    if parameter.kind == Kind.BOOL:
        return f"`{'yes' if default else 'no'}`"
    values = default if isinstance(default, list) else [default]
    return f"`{','.join(map(str, values))}`"


def _meaning(parameter: Parameter) -> str:
    return " ".join(sentence for sentence in _sentences(parameter) if sentence)


def _sentences(parameter: Parameter) -> Iterator[str]:
    yield f"{parameter.title}."
    yield "" if not parameter.choices else "; ".join(f"`{code}`: {words}" for code, words in parameter.choices) + "."
    yield str(parameter.help)
    yield _range(parameter)
    yield "Several go apart by commas." if parameter.many and "comma" not in str(parameter.help) else ""


def _range(parameter: Parameter) -> str:
    least, most = parameter.minimum, parameter.maximum
    if least is None:
        return ""
    return f"From {least:.12g}." if most is None else f"{least:.12g} to {most:.12g}."
