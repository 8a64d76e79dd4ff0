"""What the API's page says in the reader's language; the OpenAPI document itself is English."""

from django.utils.translation import gettext_lazy as _

PARTS = {"studies": _("Studies"), "units": _("Units"), "items": _("Items"), "runs": _("Runs and results")}
METHODS = {
    ("/api/v1/studies/", "get"): _("The studies you are a member of."),
    ("/api/v1/studies/{slug}/", "get"): _("One study."),
    ("/api/v1/studies/{slug}/units/", "get"): _(
        "The study's units, with their group and pair in the active grouping and the values you may see."
    ),
    ("/api/v1/studies/{slug}/items/", "get"): _("The study's items: which answers count."),
    ("/api/v1/studies/{slug}/runs/", "get"): _("The study's runs, newest first."),
    ("/api/v1/studies/{slug}/runs/", "post"): _("Start a new run: name its procedure and its parameters."),
    ("/api/v1/studies/{slug}/runs/{id}/", "get"): _("One run: what was asked, on which data, and how far it is."),
    ("/api/v1/studies/{slug}/runs/{id}/cancel/", "post"): _("Stop a run that has not ended."),
    ("/api/v1/studies/{slug}/runs/{id}/results/", "get"): _(
        "A run's tables and figures, as disclosure leaves them for you."
    ),
    ("/api/v1/studies/{slug}/runs/{id}/figures/{name}.{suffix}", "get"): _(
        "A figure as SVG or PNG. A PNG is drawn just after the run is done: until then 503, with Retry-After; 409 "
        "where it could not be drawn."
    ),
}
PARAMETERS = {
    "slug": _("The study's short name, as in its address."),
    "id": _("The run's number."),
    "limit": _("How many to give on one page."),
    "offset": _("How many to pass over first."),
    "code": _("Only the one with this code."),
    "group": _("Only units of this group in the active grouping."),
    "region": _("Only units of this region."),
    "questionnaire": _("Only those of this questionnaire: its form_id."),
    "theme": _("Only those under this theme: its code."),
    "reported": _("Only those reported as a difference, or only those not."),
    "procedure": _("Which procedure."),
    "status": _("How far the run is."),
    "parameters": _(
        "The procedure's parameters by name, as on the command line. What is left out takes its default."
    ),
    "name": _("The figure's name, as the results give it."),
    "suffix": _("svg or png."),
}
