"""A questionnaire answered for trying it out: the answers travel with the page, and are stored nowhere."""

import secrets
from dataclasses import dataclass, field

from django.core import signing

from surveys.rules import Answer, Form, orders_of

SALT = "surveys.practice"
HOURS = 12


@dataclass
class Practice:
    """`pool` are all answers given, those of closed questions too; `passed` were asked once more and left blank."""

    version: int
    seed: int
    pool: dict[str, Answer] = field(default_factory=dict)
    passed: list[str] = field(default_factory=list)

    def carried(self) -> str:
        """What the page carries, signed: nobody but us writes it."""
        return signing.dumps(vars(self), salt=SALT, compress=True)

    def paradata(self, form: Form) -> dict[str, dict[str, list[str]]]:
        return {"order": orders_of(form, self.seed)}


def begun(version: int) -> Practice:
    return Practice(version, secrets.randbelow(2**31))


def taken_up(carried: str, version: int) -> Practice:
    """What a page carried; a new one where it was another version's, was changed or is too old."""
    try:
        found = Practice(**signing.loads(carried, salt=SALT, max_age=HOURS * 3600))
    except (signing.BadSignature, TypeError):
        return begun(version)
    return found if found.version == version else begun(version)
