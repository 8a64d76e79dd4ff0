"""Quotas at work: who is counted where, and who comes when there are enough.

A quota is locked while it is counted, so of two at once only one has the last place. A response under way keeps its
place for as long as a call is held. Nobody is turned away before all questions that quotas rest on are asked.
"""

from collections.abc import Iterable

from django.db.models import Q
from django.utils import timezone

from surveys import anonymity
from surveys.calling import HELD
from surveys.dispositions import QUOTA_FULL
from surveys.models import Invitation, Quota, Response, ResponseStatus
from surveys.rules import Form
from surveys.strata import known_of, questions_read, rules_of, undecided


def admit(*, response: Response, form: Form, at_the_end: bool = False) -> None:
    """Give a locked response its places, or end it as screened out; the caller saves it."""
    quotas = list(Quota.objects.filter(collection_id=response.collection_id).order_by())
    if not quotas:
        return
    rules = rules_of(quotas, form)
    known = known_of(response)
    without = response.paradata.get("unanswered", {})
    if not at_the_end and undecided(form, questions_read(rules.values(), form), known, without):
        return
    wanted = [quota.pk for quota in quotas if rules[quota.pk].holds(known)]
    full = _first_full(wanted, response)
    response.quotas.set(wanted)
    if full is not None:
        _screen_out(response, full)


def _first_full(wanted: Iterable[int], response: Response) -> Quota | None:
    """Locked in one order; the lock lasts until the answer that asked is stored."""
    full = None
    for quota in Quota.objects.select_for_update().filter(pk__in=list(wanted)).order_by("pk"):
        if _others(quota, response) >= quota.target:
            full = full or quota
        elif response.status == ResponseStatus.COMPLETE:
            _close_if_last(quota, response)
    return full


def _others(quota: Quota, response: Response) -> int:
    """Complete ones, and before the end those under way that have a place."""
    counted = Q(status=ResponseStatus.COMPLETE)
    if response.status == ResponseStatus.STARTED:
        counted |= Q(status=ResponseStatus.STARTED, updated_at__gte=timezone.now() - HELD)
    return quota.responses.filter(counted).exclude(pk=response.pk).count()


def _close_if_last(quota: Quota, response: Response) -> None:
    if quota.closed_at is None and _others(quota, response) + 1 >= quota.target:
        Quota.objects.filter(pk=quota.pk).update(closed_at=anonymity.moment(response.collection))


def _screen_out(response: Response, quota: Quota) -> None:
    response.status, response.completed_at = ResponseStatus.SCREENED_OUT, None
    response.screened_out_by = quota
    if response.invitation_id:
        Invitation.objects.filter(pk=response.invitation_id).update(disposition=QUOTA_FULL, call_from=None)
