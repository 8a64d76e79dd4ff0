"""What is worked out once finds what a queryset would have found, and is not worked out again."""

from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model
from django.test.utils import CaptureQueriesContext

from surveys import links, services
from surveys.models import Invitation, Response
from surveys.prepared import Prepared
from surveys.visits import INVITATION, OF_COLLECTION
from tests.surveys.fielding import make_collection, make_link

pytestmark = pytest.mark.django_db


def stored(row: Model) -> dict[str, Any]:
    return {field.attname: getattr(row, field.attname) for field in row._meta.concrete_fields}


def test_a_link_is_found_with_all_that_stands_beside_it(tmp_path: Path) -> None:
    collection, _owner = make_collection(tmp_path)
    make_link(collection)
    invitation = Invitation.objects.get()
    services.start_response(invitation=invitation, language="en")

    found = INVITATION.find(invitation.token_hash)

    assert found is not None
    with CaptureQueriesContext(connection) as queries:
        beside = [found, found.response, found.collection, found.collection.study, found.collection.version]
        beside.append(found.collection.version.questionnaire)
        assert found.unit is None or found.unit.pk
    assert len(queries) == 0
    for row in beside:
        assert stored(row) == stored(type(row)._default_manager.get(pk=row.pk))


def test_a_link_that_nobody_has_started_has_no_response(tmp_path: Path) -> None:
    collection, _owner = make_collection(tmp_path)
    make_link(collection)

    found = INVITATION.find(Invitation.objects.get().token_hash)

    assert found is not None
    assert not hasattr(found, "response")


def test_each_value_is_looked_up_anew(tmp_path: Path) -> None:
    collection, _owner = make_collection(tmp_path)
    make_link(collection)
    make_link(collection)

    found = [INVITATION.find(each.token_hash) for each in Invitation.objects.all()]

    assert found == list(Invitation.objects.all())
    assert INVITATION.find(links.token_hash("nobody's")) is None
    Invitation.objects.update(language="ar")
    again = INVITATION.find(Invitation.objects.all()[0].token_hash)
    assert again is not None
    assert again.language == "ar"


def test_rows_that_rest_on_another_value_cannot_be_prepared() -> None:
    prepared = Prepared(
        lambda: Response.objects.filter(status="started").select_related(*OF_COLLECTION), by="draft_hash"
    )

    with pytest.raises(TypeError):
        prepared.find("anything")
