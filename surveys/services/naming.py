"""Whose answers count, of several respondents of a unit."""

from django.db import transaction
from django.utils.translation import gettext as _

from studies import audit
from studies.models import User
from studies.problems import Refused
from surveys.models import Response, ResponseStatus


@transaction.atomic
def name_respondent(*, response: Response, by: User | None) -> None:
    """This one counts for its unit, and no other of the collection does."""
    locked = Response.objects.select_for_update().select_related("collection__study").get(pk=response.pk)
    if locked.unit_id is None or locked.status != ResponseStatus.COMPLETE:
        raise Refused(_("Only complete answers of a unit can be the ones that count."))
    same_unit = locked.collection.responses.filter(unit_id=locked.unit_id)
    same_unit.exclude(pk=locked.pk).filter(is_named=True).update(is_named=False)
    locked.is_named = True
    locked.save(update_fields=["is_named", "updated_at"])
    audit.record(
        study=locked.collection.study,
        by=by,
        action="response.named",
        about=locked,
        collection=locked.collection.name,
        unit=locked.unit.code if locked.unit else "",
    )
