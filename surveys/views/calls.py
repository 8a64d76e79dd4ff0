"""The queue and the call: who is next, what to say first, what came of it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import AuditEntry, GroupMember, Study, User
from studies.permissions import Permission, study_view, user_of
from studies.texts import direction, pick
from studies.views.attempts import attempt, carry_out
from surveys import calling, dispositions, quota_counts, services
from surveys.call_forms import HandOverForm, LanguagesForm, OutcomeForm, UnblindForm
from surveys.models import Invitation
from surveys.views.call_door import call_view, person, to_queue
from surveys.visits import Visit, language_name, languages_of

SHOWN = 25


def _is_practice(request: HttpRequest, study: Study) -> bool:
    """Asked for; or all that there is."""
    asked = request.POST.get("practice", request.GET.get("practice", ""))
    if asked:
        return asked == "1"
    return not calling.callable_people(study).exists() and _has_practice(study)


def _has_practice(study: Study) -> bool:
    return calling.telephone_collections(study, practice=True).exists()


@study_view(Permission.CALL)
def calls(request: HttpRequest, study: Study) -> HttpResponse:
    user, now, practice = user_of(request), timezone.now(), _is_practice(request, study)
    waiting = calling.queue(study, user, now=now, practice=practice)
    collections = calling.telephone_collections(study, practice=practice).select_related("version__questionnaire")
    known = sorted({code for collection in collections for code in languages_of(collection)})
    mine = calling.languages_of_interviewer(user)
    context = {
        "study": study,
        "practice": practice,
        "has_practice": practice or _has_practice(study),
        "held": calling.held_by(study, user, now=now),
        "waiting": [(each, _language_of(each)) for each in waiting[:SHOWN]],
        "ready": waiting.count(),
        "later": calling.later(study, user, now=now, practice=practice),
        "collections": collections,
        "quotas": quota_counts.counts(collections),
        "languages": LanguagesForm(known=known, initial={"languages": mine}),
        "mine": [language_name(code) for code in mine],
    }
    return render(request, "surveys/calls/queue.html", context)


def _language_of(invitation: Invitation) -> str:
    return language_name(invitation.language or invitation.collection.version.default_language)


@study_view(Permission.CALL)
@require_POST
def call_next(request: HttpRequest, study: Study) -> HttpResponse:
    practice = _is_practice(request, study)
    found = services.claim_next(study=study, by=user_of(request), practice=practice)
    if found is not None:
        return redirect("surveys:call", study.slug, found.pk)
    messages.info(request, _("There is nobody to call just now."))
    answer = redirect("surveys:calls", study.slug)
    answer["Location"] += "?practice=1" if practice else ""
    return answer


@study_view(Permission.CALL)
@require_POST
def call_take(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    """This very person, from the queue."""
    user, now = user_of(request), timezone.now()
    found = person(study, pk)
    waiting = calling.queue(study, user, now=now, practice=found.collection.is_practice)
    held = calling.held_by(study, user, now=now)
    if held is not None and held.pk != pk:
        context = {"study": study, "held": held, "asked_for": found}
        return render(request, "surveys/calls/held.html", context, status=409)
    if waiting.filter(pk=pk).exists() and services.claim(invitation=found, by=user):
        return redirect("surveys:call", study.slug, pk)
    messages.error(request, _("This person is not to be called now, or somebody else was faster."))
    return to_queue(found)


@study_view(Permission.CALL)
@require_POST
def call_languages(request: HttpRequest, study: Study) -> HttpResponse:
    codes = {code for collection in study.collections.select_related("version") for code in languages_of(collection)}
    chosen = [code for code in request.POST.getlist("languages") if code in codes]
    services.choose_languages(user=user_of(request), languages=chosen)
    messages.success(request, _("Your languages are saved."))
    return redirect("surveys:calls", study.slug)


@call_view
def call(request: HttpRequest, study: Study, visit: Visit) -> HttpResponse:
    return _call_page(request, study, visit)


def _call_page(request: HttpRequest, study: Study, visit: Visit, **forms: Any) -> HttpResponse:  # noqa: ANN401 -- forms by name
    invitation, user = visit.invitation, user_of(request)
    attempts = invitation.attempts.exclude(ended_at=None).select_related("interviewer")
    members = calling.interviewers(study).exclude(user=user)
    context = {
        "study": study,
        "visit": visit,
        "invitation": invitation,
        "attempts": [(each, dispositions.name_of(each.disposition)) for each in attempts],
        "introduction": _introduction(visit, user),
        "direction": direction(visit.language),
        "outcomes": dispositions.OF_A_CALL,
        "group": _group(invitation, user),
        "outcome": OutcomeForm(visit=visit),
        "others": HandOverForm(members=members) if members else None,
        "unblinding": UnblindForm(),
    } | forms
    return render(request, "surveys/calls/call.html", context, status=422 if forms else 200)


def _introduction(visit: Visit, user: User) -> str:
    """The collection's, in the respondent's language; else a plain one."""
    written = pick(visit.collection.introduction, visit.language)
    if written:
        return written
    told = {
        "interviewer": user,
        "controller": visit.study.controller,
        "title": pick(visit.version.questionnaire.title, visit.language),
        "minutes": visit.minutes,
    }
    with translation.override(visit.language):
        hello = _("Hello, my name is %(interviewer)s. I am calling about the survey “%(title)s”.")
        if visit.study.controller:
            hello = _("Hello, my name is %(interviewer)s. I am calling for %(controller)s about “%(title)s”.")
        ask = _("It takes about %(minutes)d minutes. It is voluntary, and you can stop at any time. May I begin?")
    return f"{hello} {ask}" % told


def _group(invitation: Invitation, user: User) -> str:
    """The unit's group, for whoever has asked to be shown it and said why; blank otherwise."""
    asked = AuditEntry.objects.filter(
        study=invitation.collection.study, by=user, action="call.unblinded", object_id=str(invitation.pk)
    )
    if invitation.unit_id is None or not asked.exists():
        return ""
    members = GroupMember.objects.filter(unit_id=invitation.unit_id, grouping__is_active=True)
    return members.values_list("group", flat=True).first() or ""


@call_view
@require_POST
def call_outcome(request: HttpRequest, study: Study, visit: Visit) -> HttpResponse:
    form = OutcomeForm(request.POST, visit=visit)
    by = user_of(request)
    if carry_out(form, lambda: services.record_call(invitation=visit.invitation, by=by, **form.cleaned_data)):
        messages.success(request, _("The call is noted."))
        return to_queue(visit.invitation)
    return _call_page(request, study, visit, outcome=form)


@call_view
@require_POST
def call_put_back(request: HttpRequest, _study: Study, visit: Visit) -> HttpResponse:
    services.put_back(invitation=visit.invitation, by=user_of(request))
    return to_queue(visit.invitation)


@call_view
@require_POST
def call_hand_over(request: HttpRequest, study: Study, visit: Visit) -> HttpResponse:
    form = HandOverForm(request.POST, members=calling.interviewers(study))
    if form.is_valid():
        to = form.cleaned_data["to"].user
        done = _("%(name)s calls this person.") % {"name": to}
        by = user_of(request)
        if attempt(request, lambda: services.hand_over(invitation=visit.invitation, by=by, to=to), done):
            return to_queue(visit.invitation)
    return _call_page(request, study, visit, others=form)


@call_view
@require_POST
def call_unblind(request: HttpRequest, study: Study, visit: Visit) -> HttpResponse:
    form = UnblindForm(request.POST)
    if form.is_valid():
        by, reason = user_of(request), form.cleaned_data["reason"]
        if attempt(request, lambda: services.unblind(invitation=visit.invitation, by=by, reason=reason)):
            return redirect("surveys:call", study.slug, visit.invitation.pk)
    return _call_page(request, study, visit, unblinding=form)
