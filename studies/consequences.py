"""What a change on the ground floor means further up, said before it is done: settings list who knows."""

from collections.abc import Callable, Iterable

from django.conf import settings
from django.utils.module_loading import import_string

from studies.models import Grouping

Source = Callable[[Grouping], Iterable[str]]


def of_activation(grouping: Grouping) -> list[str]:
    """Sentences: what becomes stale when the study counts by this grouping."""
    sources: list[Source] = [import_string(path) for path in settings.KONTRAST_CONSEQUENCES]
    return [sentence for source in sources for sentence in source(grouping)]
