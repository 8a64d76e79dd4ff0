"""Who answers, in the reader's language; what else a study names is shown as it writes it."""

from django.utils.translation import pgettext_lazy

NAMES = {
    "manager": pgettext_lazy("audience", "managers"),
    "caseworker": pgettext_lazy("audience", "caseworkers"),
    "job_consultant": pgettext_lazy("audience", "job consultants"),
    "resident": pgettext_lazy("audience", "residents"),
}
