"""Names that a file brings and an address then holds."""

from pathlib import Path

import pytest
from django.test import Client

from surveys.imports import import_xlsform
from tests.factories import make_study
from tests.surveys.files import small_form

pytestmark = pytest.mark.django_db


def test_list_with_a_slash_in_its_name_opens_in_the_builder(client: Client, tmp_path: Path) -> None:
    study, user = make_study()
    client.force_login(user)
    choices: list[list[object]] = [["list_name", "name", "label"], ["yes/no", "1", "Yes"], ["yes/no", "2", "No"]]
    file = small_form(tmp_path / "f.xlsx", ["select_one yes/no", "a", "A?"], choices=choices)
    import_xlsform(study=study, file=file, by=user, audience="manager")
    base = f"/studies/{study.slug}/questionnaires/small/build/"
    assert f"{base}list/yes/no/" in client.get(base).content.decode()
    assert client.get(f"{base}list/yes/no/").status_code == 200
