"""What another active grouping means for analyses, said on the page that asks for it."""

from django.utils.translation import ngettext

from analysis.models import Run
from analysis.models.runs import RunStatus
from studies.models import Grouping


def of_activation(grouping: Grouping) -> list[str]:
    """Finished runs that follow the active grouping and counted by another one."""
    following = Run.objects.filter(study=grouping.study_id, status=RunStatus.DONE, plan__grouping=None)
    count = following.exclude(grouping=grouping).count()
    if not count:
        return []
    text = ngettext("%(n)d finished analysis becomes stale.", "%(n)d finished analyses become stale.", count)
    return [text % {"n": count}]
