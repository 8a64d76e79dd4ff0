"""The demo study's questionnaire in three languages on the builder's pages: saved untouched, it stays what it was."""

from pathlib import Path

import pytest
from django.test import Client

from demo import ti2002
from surveys.imports import import_xlsform
from tests.factories import make_study
from tests.surveys.building.at_the_desk import Desk

pytestmark = pytest.mark.django_db


def test_each_question_saved_untouched_leaves_the_form_as_it_was(client: Client) -> None:
    study, user = make_study(languages=["da", "en", "ar"])
    file = Path(ti2002.__file__).with_name("resident.xlsx")
    version = import_xlsform(study=study, file=file, by=user).version
    client.force_login(user)
    desk = Desk(client, study, version.questionnaire.form_id)
    before = desk.spec().content()
    for name in desk.names():
        assert desk.change(name) == ""
    for section in desk.spec().sections:
        assert desk.send(f"section/{section.name}/", {}) == ""
    assert desk.send("texts/?lang=ar", {}) == ""
    assert desk.send("about/", {}) == ""
    assert desk.send("list/yes_no/", {}) == ""
    assert desk.spec().content() == before
    assert desk.version().number == 1
