"""The telephone survey of the demo: invented people to call, and the two quotas."""

import pytest
from django.utils import timezone

from demo.loading.people import load_people
from demo.ti2002.loading import load
from studies.models import User
from surveys import calling, services
from surveys.models import Collection, Response

pytestmark = pytest.mark.django_db


def test_invented_people_wait_and_are_there_again_at_the_next_load() -> None:
    study = load()
    load_people(study)
    user = User.objects.get(email="interviewer@kontrast.example")
    collection = Collection.objects.get(study=study, mode="telephone", is_practice=True)
    assert len({quota.target for quota in collection.quotas.all()}) == 1
    assert sorted(collection.quotas.values_list("name", flat=True)) == ["move", "stay"]
    first = services.claim_next(study=study, by=user, practice=True)
    assert first is not None
    services.record_call(invitation=first, by=user, disposition="2.112")
    before = Response.objects.filter(collection__is_practice=False).count()
    load()
    waiting = calling.queue(study, user, now=timezone.now(), practice=True)
    assert [each.identity.phone for each in waiting] == [f"+45 00 00 00 0{number}" for number in range(1, 10)]
    assert {each.language for each in waiting} == {"da", "en", "ar"}
    assert all("invented" in each.identity.name for each in waiting)
    assert Response.objects.filter(collection__is_practice=False).count() == before == 81
