"""What a list to choose from says where nothing is chosen: never a row of dashes, always what it means."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

CHOOSE = _("choose …")
NONE = _("none")


class ModelChoice(forms.ModelChoiceField):
    """Asks to choose where one is needed and says *none* where not, unless the form says what blank stands for."""

    def __init__(self, queryset: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- passes a field's options on
        kwargs.setdefault("empty_label", CHOOSE if kwargs.get("required", True) else NONE)
        super().__init__(queryset, **kwargs)
