"""What respondents are told, in words: who sees what, on which legal ground, for how long, how to take it back."""

from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from studies.models import LegalBasis, Unit
from surveys.models import Anonymity, Collection, DisclosureLevel


def who_sees(collection: Collection, unit: Unit | None) -> list[str]:
    """Said as the answers are treated; fixed when the collection opens."""
    if collection.anonymity == Anonymity.ANONYMOUS:
        return [
            _("Your answers are anonymous: once they are sent, nobody can see that they are yours, not even we."),
            _("Nothing that leads to you is stored with them: no name, no link, no address, no time of day."),
        ]
    if collection.study.figures_published:
        return [_("This is a demonstration study: its figures were printed in a public report.")]
    if collection.anonymity == Anonymity.IDENTIFIED:
        return [_("The research team knows who answers what; nobody else does. Results are shown for groups.")]
    if unit is not None:
        return [
            _(
                "The research team can see which organisation an answer comes from; nobody else can. "
                "Results are shown for groups."
            )
        ]
    return [_("Only the research team sees single answers. Results are shown for groups.")]


def legal_ground(collection: Collection) -> str:
    basis = collection.study.legal_basis
    if basis == LegalBasis.PUBLIC_TASK:
        return _("It is voluntary to answer. We use the answers because the study is a task in the public interest.")
    if basis == LegalBasis.RESEARCH:
        return _("It is voluntary to answer. We use the answers for research and statistics alone.")
    return _("It is voluntary to answer.")


def withdrawal_ends(collection: Collection) -> date | None:
    """The last day on which one can take sent answers back oneself; None: as long as they are kept.

    Consent can be taken back as long as anything is kept; on other grounds until the collection closes, for then the
    counting begins.
    """
    kept_until = collection.study.retention_date
    if collection.study.legal_basis == LegalBasis.CONSENT:
        return kept_until
    return collection.closes or kept_until


def may_withdraw(collection: Collection) -> bool:
    ends = withdrawal_ends(collection)
    return collection.anonymity != Anonymity.ANONYMOUS and (ends is None or timezone.localdate() <= ends)


def withdrawal(collection: Collection) -> str:
    """Until when, and how."""
    if collection.anonymity == Anonymity.ANONYMOUS:
        return _("You can erase your answers until you send them. After that nobody can find them, so they stay.")
    ends = withdrawal_ends(collection)
    if ends is None:
        return _("You can take your answers back as long as they are kept, with your link and your reference.")
    return _("You can take your answers back until %(date)s, with your link and your reference.") % {
        "date": date_format(ends, "DATE_FORMAT")
    }


def minimum_age(collection: Collection) -> int:
    """The age to be confirmed; 0 where nobody is asked: an office answers about itself, or as staff."""
    if collection.minimum_age is not None:
        return collection.minimum_age
    return collection.study.minimum_age if collection.disclosure == DisclosureLevel.PERSONS else 0


def consent_text(collection: Collection) -> str:
    agreed = _("I agree that %(controller)s uses my answers for this study. I can take my consent back at any time.")
    if collection.anonymity == Anonymity.ANONYMOUS:
        agreed = _("I agree that %(controller)s uses my answers for this study. I can stop until I send them.")
    return agreed % {"controller": collection.study.controller or collection.study}
