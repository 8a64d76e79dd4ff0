"""Mails: their texts, what a sending would do, sendings and what came of each mail."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from studies.models import Study
from studies.permissions import Permission, study_view, user_of
from studies.views.attempts import attempt, carry_out
from surveys import people_lists, services
from surveys.mail_texts import PLACEHOLDERS, Writer, Written
from surveys.models import Collection, MailKind, MailStatus
from surveys.people_forms import ChoiceForm, MailTextForm
from surveys.recipients import Choice, dry_run, recipients
from surveys.views.collections import collection_of

MAILS_A_PAGE = 100
SENT_KINDS = (MailKind.INVITATION, MailKind.REMINDER, MailKind.CONTACT)


@study_view(Permission.EDIT_RESPONSES)
def mails(request: HttpRequest, study: Study, pk: int) -> HttpResponse:
    collection = collection_of(study, pk)
    kept = set(collection.mail_templates.values_list("kind", flat=True))
    context = {
        "study": study,
        "collection": collection,
        "kinds": [(kind, kind in kept) for kind in SENT_KINDS],
        "mailings": people_lists.mailings(collection),
    }
    return render(request, "surveys/mails.html", context)


def _kind(kind: str) -> MailKind:
    if kind not in MailKind.values:
        raise Http404
    return MailKind(kind)


@study_view(Permission.EDIT_RESPONSES)
def mail_text(request: HttpRequest, study: Study, pk: int, kind: str) -> HttpResponse:
    collection, known = collection_of(study, pk), _kind(kind)
    subject, body = services.mail_texts_of(collection, known)
    form = MailTextForm(request.POST or None, collection=collection, subject=subject, body=body)
    by = user_of(request)
    if carry_out(
        form,
        lambda: services.save_mail_texts(
            collection=collection, kind=known, subject=form.texts("subject"), body=form.texts("body"), by=by
        ),
    ):
        messages.success(request, _("The text is kept."))
        back = "surveys:letters" if known == MailKind.LETTER else "surveys:mails"
        return redirect(back, study.slug, pk)
    context = {
        "study": study,
        "collection": collection,
        "kind": known,
        "form": form,
        "placeholders": PLACEHOLDERS.items(),
        "sample": sorted(services.sample_names(collection)),
    }
    return render(request, "surveys/mail_text.html", context)


@study_view(Permission.EDIT_RESPONSES)
def mailing_new(request: HttpRequest, study: Study, pk: int, kind: str) -> HttpResponse:
    """What would be sent, to whom and to whom not; sent when it is posted."""
    collection, known = collection_of(study, pk), _kind(kind)
    if known not in SENT_KINDS:
        raise Http404
    form = ChoiceForm(request.GET or None, collection=collection, kind=known)
    choice, by = form.choice(), user_of(request)
    if request.method == "POST" and attempt(
        request, lambda: services.request_mailing(collection=collection, kind=known, choice=choice, by=by)
    ):
        return redirect("surveys:mailing", study.slug, pk, collection.mailings.latest("pk").pk)
    context = {
        "study": study,
        "collection": collection,
        "kind": known,
        "form": form,
        "dry_run": dry_run(collection, known, choice),
        **_preview(request, collection, known, choice),
    }
    return render(request, "surveys/mailing_new.html", context)


def _preview(request: HttpRequest, collection: Collection, kind: MailKind, choice: Choice) -> dict[str, Any]:
    """The mail as one person would get it, in each language there is a text in."""
    rows = recipients(collection, kind, choice).filter(reason="").select_related("unit").order_by("pk")
    rows = rows if kind == MailKind.CONTACT else rows.select_related("unit", "identity")
    number = request.GET.get("person", "")
    person = (rows.filter(pk=number).first() if number.isdigit() else None) or rows.first()
    if person is None:
        return {"previews": [], "person": None}
    following = rows.filter(pk__gt=person.pk).first()
    writer = Writer(collection, *services.mail_texts_of(collection, kind))
    write = writer.for_contact if kind == MailKind.CONTACT else writer.for_person
    own = write(person)
    previews: list[Written] = [own, *(write(person, code) for code in writer.body if code != own.language)]
    who = person if kind == MailKind.CONTACT else person.identity
    return {"previews": previews, "person": who, "following": following}


@study_view(Permission.EDIT_RESPONSES)
def mailing(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    collection = collection_of(study, pk)
    found = get_object_or_404(people_lists.mailings(collection), pk=number)
    status = request.GET.get("status", "")
    page = Paginator(people_lists.mails(found, status), MAILS_A_PAGE).get_page(request.GET.get("page"))
    is_over = found.job is None or found.job.is_final
    context = {
        "study": study,
        "collection": collection,
        "mailing": found,
        "counts": [(each, getattr(found, each.value)) for each in MailStatus],
        "status": status,
        "page": page,
        "rows": [(mail, people_lists.reason_in_words(mail.reason)) for mail in page],
        "is_over": is_over,
        "stopped": is_over and bool(getattr(found, MailStatus.WAITING)),
        "again": (MailStatus.FAILED, MailStatus.UNCERTAIN),
    }
    return render(request, "surveys/mailing.html", context)


@study_view(Permission.EDIT_RESPONSES)
@require_POST
def mail_again(request: HttpRequest, study: Study, pk: int, number: int) -> HttpResponse:
    """Go on with what waits; or with one mail that a person decides to send again."""
    found = get_object_or_404(collection_of(study, pk).mailings, pk=number)
    by, one = user_of(request), request.POST.get("mail", "")
    if one.isdigit():
        mail = get_object_or_404(found.mails, pk=one)
        attempt(request, lambda: services.send_mail_again(mail=mail, by=by), _("The mail is sent again."))
    else:
        attempt(request, lambda: services.go_on_sending(mailing=found, by=by), _("The sending goes on."))
    return redirect("surveys:mailing", study.slug, pk, number)
