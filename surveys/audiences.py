"""Who answers, in the reader's language; a study may name others, which are shown as it writes them."""

from django.utils.translation import pgettext_lazy

AUDIENCES = {
    "manager": pgettext_lazy("audience", "managers"),
    "caseworker": pgettext_lazy("audience", "caseworkers"),
    "job_consultant": pgettext_lazy("audience", "job consultants"),
    "resident": pgettext_lazy("audience", "residents"),
}


def audience_name(code: str) -> str:
    return str(AUDIENCES.get(code, code))
