"""A collection in the order one works: whom we ask, what they are told, the fieldwork, the answers."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Count, Q
from django.urls import reverse
from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from studies.models import User
from studies.permissions import may_open
from surveys import anonymity, calling, people_lists, quota_counts
from surveys.fieldwork.waiting import Filter, may_be_named, waiting
from surveys.models import Collection, MailKind, Mode, ResponseStatus


@dataclass(frozen=True, slots=True)
class Line:
    """A page, and in one line how far it is."""

    name: str
    url: str
    state: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    title: str
    lines: list[Line]


class Hub:
    """What the page of a collection says; read once."""

    def __init__(self, collection: Collection, user: User) -> None:
        self.collection, self.user, self.study = collection, user, collection.study

    def url(self, name: str) -> str:
        return reverse(f"surveys:{name}", args=[self.study.slug, self.collection.pk])

    @property
    def stages(self) -> list[Stage]:
        """Without the pages that are not for the user."""
        every = (
            (_("Whom we ask"), self._asked()),
            (_("What they are told"), self._told()),
            (_("Fieldwork"), self._fieldwork()),
            (_("Answers"), self._answers()),
        )
        open_to = ((title, [line for line in lines if self._may(line.url)]) for title, lines in every)
        return [Stage(title, lines) for title, lines in open_to if lines]

    def _may(self, url: str) -> bool:
        return may_open(self.user, url.partition("?")[0], study=self.study)

    @property
    def primary(self) -> Line:
        """What comes next."""
        modes = {
            Mode.IMPORT: Line(_("Import answers"), self.url("responses_import")),
            Mode.PAPER: Line(_("Enter a paper questionnaire"), self.url("paper")),
        }
        if found := modes.get(Mode(self.collection.mode)):
            return found
        if not any(self._people.values()) and not self._contacts["contacts"] and not self.collection.open_token_hash:
            return Line(_("Import people"), self.url("people_import"))
        return Line(_("Follow the fieldwork"), self.url("collection_fieldwork"))

    @cached_property
    def _people(self) -> dict[str, int]:
        found: dict[str, int] = self.collection.invitations.aggregate(
            listed=Count("pk", filter=Q(identity__isnull=False)),
            links=Count("pk", filter=Q(identity=None, by_open_link=False)),
        )
        return found

    @cached_property
    def _contacts(self) -> dict[str, int]:
        return people_lists.reported(self.collection)

    def _asked(self) -> Iterator[Line]:
        listed, links, contacts = self._people["listed"], self._people["links"], self._contacts
        yield Line(
            _("People"),
            self.url("people"),
            ngettext("%(n)d person with a link of their own", "%(n)d people with a link of their own", listed)
            % {"n": listed}
            if listed
            else _("nobody listed by name"),
        )
        told = _("%(told)d of %(all)d have told how many could answer")
        yield Line(
            _("Contacts in units"),
            self.url("contacts"),
            told % {"told": contacts["reported"], "all": contacts["contacts"]} if contacts["contacts"] else _("none"),
        )
        yield Line(_("Links"), self.url("links"), self._links(links))

    def _links(self, links: int) -> str:
        found = []
        if self.collection.open_token_hash:
            found.append(_("one link for all is open"))
        if links:
            found.append(ngettext("%(n)d link without a name", "%(n)d links without names", links) % {"n": links})
        return "; ".join(found) or _("none")

    def _told(self) -> Iterator[Line]:
        own = set(self.collection.mail_templates.values_list("kind", flat=True))
        text = {True: _("your own text"), False: _("text as suggested")}
        yield Line(_("First page"), self.url("first_page"), self._first_page())
        yield Line(_("Mails"), self.url("mails"), self._mails())
        yield Line(_("Letters"), self.url("letters"), text[MailKind.LETTER in own])
        yield Line(_("By telephone"), self.url("collection_telephone"), self._telephone())

    def _first_page(self) -> str:
        written = _("with a text of your own") if self.collection.welcome else _("no text of your own")
        treated = (
            _("the promise is fixed") if anonymity.is_fixed(self.collection) else _("the promise can be changed")
        )
        return f"{written}; {treated}"

    def _mails(self) -> str:
        newest = self.collection.mailings.order_by("-pk").first()
        if newest is None:
            return _("nothing sent yet")
        day = formats.date_format(newest.created_at, "SHORT_DATE_FORMAT")
        return _("newest: %(mail)s, %(day)s") % {"mail": newest.get_kind_display(), "day": day}

    @property
    def _is_by_telephone(self) -> bool:
        return self.collection.by_telephone or self.collection.mode == Mode.TELEPHONE

    def _telephone(self) -> str:
        if not self._is_by_telephone:
            return _("nobody is called")
        return _("your own text") if self.collection.introduction else _("text as suggested")

    def _fieldwork(self) -> Iterator[Line]:
        yield Line(_("Progress"), self.url("collection_fieldwork"), self._progress())
        yield Line(_("Who has not answered"), self.url("waiting"), self._waiting())
        if self._is_by_telephone:
            yield Line(_("Calls"), self._calls_url(), self._calls())
        yield Line(_("Quotas"), self.url("quotas"), self._quotas())

    def _progress(self) -> str:
        return ngettext("%(n)d complete answer", "%(n)d complete answers", self._complete) % {"n": self._complete}

    def _waiting(self) -> str:
        if not may_be_named(self.collection):
            return _("nobody knows: the collection is anonymous")
        count = waiting(self.collection, Filter()).count()
        return ngettext("%(n)d person", "%(n)d people", count) % {"n": count} if count else _("nobody")

    def _calls_url(self) -> str:
        practice = "?practice=1" if self.collection.is_practice else ""
        return reverse("surveys:calls", args=[self.study.slug]) + practice

    def _calls(self) -> str:
        people = calling.callable_people(self.study, practice=self.collection.is_practice)
        count = people.filter(collection=self.collection).count()
        return ngettext("%(n)d person to call", "%(n)d people to call", count) % {"n": count}

    def _quotas(self) -> str:
        counts = quota_counts.counts([self.collection])
        if not counts:
            return _("none: everybody who is asked can answer")
        full = sum(1 for each in counts if each.is_full)
        return _("%(full)d of %(all)d full") % {"full": full, "all": len(counts)}

    @cached_property
    def _modes(self) -> dict[str, int]:
        rows = self.collection.responses.filter(status=ResponseStatus.COMPLETE).order_by().values_list("mode")
        return dict(rows.annotate(count=Count("pk")))

    @property
    def _complete(self) -> int:
        return sum(self._modes.values())

    def _answers(self) -> Iterator[Line]:
        yield Line(_("Paper questionnaires"), self.url("paper"), self._entered(Mode.PAPER))
        yield Line(_("Answers from a file"), self.url("responses_import"), self._entered(Mode.IMPORT))
        form = self.collection.version.questionnaire
        files = reverse("surveys:data_exports", args=[self.study.slug, form.form_id])
        yield Line(_("Files of all answers"), files, _("CSV, XLSX, SPSS, Stata"))

    def _entered(self, mode: Mode) -> str:
        count = self._modes.get(mode, 0)
        return ngettext("%(n)d entered", "%(n)d entered", count) % {"n": count} if count else _("none")
