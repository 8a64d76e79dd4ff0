"""Types whose answers can stand in one column, when a question's type changed between versions."""

SAME: dict[str, str] = {"integer": "decimal", "range": "decimal"}


def family(type_: str) -> str:
    return SAME.get(type_, type_)
