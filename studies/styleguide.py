"""/styleguide/: every component with realistic content, for whoever changes the look."""

from datetime import date
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation

from studies.chain import Period, State, Step
from studies.permissions import staff_view
from studies.problems import Problem

STEPS = (
    ("Units", State.DONE, "48"),
    ("Benchmark", State.DONE, "59 % explained"),
    ("Groups & pairs", State.DONE, "10 + 10"),
    ("Surveys", State.UNDER_WAY, "18 of 20"),
    ("Contrasts", State.STALE, "23 clear"),
    ("Case selection", State.UNDER_WAY, "3 + 3"),
    ("Interviews", State.EMPTY, ""),
    ("Themes", State.EMPTY, ""),
)
PERIODS = (
    Period(label="Integration Act", kind="event", starts=date(1999, 1, 1), ends=date(1999, 1, 1)),
    Period(label="Benchmark", kind="benchmark", starts=date(1999, 1, 1), ends=date(2002, 12, 31), url="#time"),
    Period(label="Survey of managers", kind="survey", starts=date(2004, 4, 1), ends=date(2004, 8, 31), url="#time"),
    Period(label="Interviews", kind="interviews", starts=date(2005, 5, 1), ends=date(2005, 7, 31)),
)
POLITICS = {"en": "Strong political attention to integration", "da": "Stor politisk opmærksomhed på integration"}
TARGETS = {"en": "Clear targets for the first year", "da": "Klare mål for det første år"}
MEETINGS = {"en": "Meets local companies every month", "da": "Mødes med lokale virksomheder hver måned"}
CONTRASTS = (
    ("M01", POLITICS, (8, 9, 4, 8, 11, 19), "clear", "done"),
    ("M02", TARGETS, (7, 9, 3, 9, 9, 18), "clear", "done"),
    ("M07", MEETINGS, (5, 9, 4, 9, 8, 19), "tendency", ""),
    ("N03", {"ar": "يحضر المقيمون دروس اللغة أثناء فترة التدريب"}, (6, 9, 6, 9, 12, 18), "none", ""),
)
PROBLEMS = (
    Problem(
        message='"hgih" is not a group.',
        remedy="Write high, low, middle or excluded.",
        file="units.csv",
        row=14,
        column="group",
    ),
    Problem(
        message="Pair P07 has two high-score units, Ballerup and Vejle.",
        remedy="Give one of them another pair.",
        file="units.csv",
        row=31,
        column="pair",
    ),
    Problem(
        message="Code 151 stands in rows 3 and 40.", remedy="Keep one of the rows.", file="units.xlsx", sheet="Units"
    ),
)
ARABIC = "يشارك كل مقيم جديد في برنامج اندماج مدته ثلاث سنوات. أجاب 8 من 9 مديرين بأن الاهتمام السياسي كبير."
DANISH = "Otte af ni chefer svarer, at integrationen har stor politisk opmærksomhed; i den anden gruppe er det fire."


class SampleForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As it stands in the register.")
    email = forms.EmailField(label="E-mail address")
    year = forms.IntegerField(label="Year", required=False)
    group = forms.ChoiceField(label="Group", choices=[("high", "high score"), ("low", "low score")])
    legal_basis = forms.ChoiceField(
        label="Legal basis",
        widget=forms.RadioSelect,
        choices=[
            ("consent", "consent"),
            ("public_task", "task in the public interest"),
            ("none", "no personal data"),
        ],
    )
    languages = forms.MultipleChoiceField(
        label="Languages", widget=forms.CheckboxSelectMultiple, choices=[("da", "Dansk"), ("ar", "العربية")]
    )
    start = forms.DateField(label="From", widget=forms.DateInput(attrs={"type": "date"}), required=False)
    file = forms.FileField(label="File", required=False, help_text="CSV or XLSX, 100 MB at most.")
    reason = forms.CharField(label="Reason", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    active = forms.BooleanField(label="This is the active grouping", required=False)


def _contrast(code: str, label: dict[str, str], counts: tuple[int, ...], rule: str, reported: str) -> dict[str, Any]:
    high_x, high_n, low_x, low_n, middle_x, middle_n = counts
    shares = {"high": 100 * high_x / high_n, "low": 100 * low_x / low_n, "middle": 100 * middle_x / middle_n}
    names = ("high_x", "high_n", "low_x", "low_n", "middle_x", "middle_n")
    row = {"code": code, "label": label, "rule": rule, "reported": reported, "shares": shares}
    return row | dict(zip(names, counts, strict=True))


def sample() -> dict[str, Any]:
    """What the page shows."""
    downloads = [SimpleNamespace(url="#tables", label=label) for label in ("CSV", "CSV (da)", "XLSX", "DOCX", "JSON")]
    return {
        "steps": [
            Step(code=name, name=name, state=state, headline=headline, url="#chain", order=number)
            for number, (name, state, headline) in enumerate(STEPS)
        ],
        "periods": PERIODS,
        "contrasts": [_contrast(*row) for row in CONTRASTS],
        "problems": PROBLEMS,
        "form": SampleForm(),
        "wrong_form": SampleForm({"email": "nobody", "group": "high", "year": "1999"}, auto_id="wrong_%s"),
        "page": Paginator(range(120), 25).page(2),
        "downloads": downloads,
        "states": ("empty", "under_way", "done", "stale", "queued", "running", "failed", "cancelled"),
        "groups": ("high", "low", "middle", "excluded"),
        "marks": ("yes", "partly", "no", "unknown"),
        "arabic": ARABIC,
        "danish": DANISH,
    }


@staff_view
def styleguide(request: HttpRequest) -> HttpResponse:
    """In the reader's language, or in `?language=` (ar: to see a page from right to left)."""
    language = request.GET.get("language", translation.get_language() or "en")
    with translation.override(language):
        template = "styleguide_respondent.html" if request.GET.get("as") == "respondent" else "styleguide.html"
        return render(request, template, sample())
