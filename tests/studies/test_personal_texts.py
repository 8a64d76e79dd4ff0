"""What somebody types into a field is looked at too: no service stores a personal number."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Study, Unit, Upload, User
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db
NUMBER = "010170-1234"
TEXT = {"en": f"About {NUMBER}"}
DAY = dt.date(2004, 1, 1)
Change = Callable[[Study, User], object]


def a_unit(study: Study) -> Unit:
    return Unit.objects.create(study=study, code="A", name="A")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        (lambda study, by: services.update_study(study=study, by=by, title=TEXT), "title"),
        (lambda study, by: services.update_study(study=study, by=by, description=TEXT), "description"),
        (lambda study, by: services.update_study(study=study, by=by, notice=TEXT), "notice"),
        (lambda study, by: services.update_study(study=study, by=by, provenance=TEXT), "provenance"),
        (lambda study, by: services.update_study(study=study, by=by, contact=NUMBER), "contact"),
        (lambda study, by: services.update_study(study=study, by=by, controller=NUMBER), "controller"),
        (lambda study, by: services.update_study(study=study, by=by, processors=NUMBER), "processors"),
        (lambda _study, by: services.create_study(slug=NUMBER, title="T", by=by), "slug"),
        (lambda study, by: services.create_theme(study=study, code="T1", name=TEXT, by=by), "name"),
        (lambda study, by: services.create_theme(study=study, code=NUMBER, name={"en": "x"}, by=by), "code"),
        (lambda study, by: services.create_grouping(study=study, name=NUMBER, members={}, by=by), "name"),
        (lambda study, by: services.create_event(study=study, name=TEXT, starts=DAY, by=by), "name"),
        (
            lambda study, by: services.create_event(study=study, name={"en": "x"}, starts=DAY, by=by, source=NUMBER),
            "source",
        ),
        (lambda study, by: services.create_variable(study=study, name=NUMBER, by=by), "name"),
        (lambda study, by: services.create_variable(study=study, name="n", by=by, source=NUMBER), "source"),
        (lambda study, by: services.create_variable(study=study, name="n", by=by, label=TEXT), "label"),
        (lambda study, by: services.create_variable(study=study, name="n", by=by, measure={"da": NUMBER}), "measure"),
        (lambda study, by: services.choose_case(study=study, unit=a_unit(study), reason=TEXT, by=by), "reason"),
        (lambda study, by: services.exclude_case(study=study, unit=a_unit(study), reason=TEXT, by=by), "reason"),
    ],
)
def test_a_service_refuses_a_personal_number(change: Change, column: str) -> None:
    study, user = factories.make_study()
    with pytest.raises(Refused) as caught:
        change(study, user)
    assert (caught.value.problems[0].column, NUMBER in str(caught.value)) == (column, False)
    assert (study.themes.count(), study.groupings.count(), study.variables.count()) == (0, 0, 0)


@pytest.mark.parametrize("address", ["studies:units_import", "surveys:questionnaire_import", "analysis:items_import"])
def test_an_uploads_name_is_looked_at_before_it_is_kept(client: Client, address: str) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    file = SimpleUploadedFile(f"units {NUMBER}.csv", b"code,name\nA,x\n")
    response = client.post(reverse(address, args=[study.slug]), {"file": file})
    assert "name looks like a personal number" in response.content.decode()
    assert NUMBER not in response.content.decode()
    assert not Upload.objects.exists()


def test_a_grouping_named_after_a_person_is_not_imported(tmp_path: Path) -> None:
    from studies import imports

    study, user = factories.make_study()
    (tmp_path / "u.csv").write_text("code,name,group\nA,x,high\n")
    with pytest.raises(Refused, match="column grouping"):
        imports.import_units(study=study, file=tmp_path / "u.csv", by=user, options=imports.Options(grouping=NUMBER))
    assert not study.units.exists()
