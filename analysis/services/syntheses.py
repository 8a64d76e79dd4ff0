"""What the contrasts of a theme come to, in words, by a person."""

from django.db import transaction

from analysis.models import Synthesis
from studies import audit
from studies.models import Theme, User
from studies.problems import refuse_personal
from surveys.models import Questionnaire


def write_synthesis(
    *, theme: Theme, questionnaire: Questionnaire, text: str, language: str, by: User | None
) -> Synthesis:
    """Write the text in one language; the other languages stay as they are."""
    refuse_personal(text=text)
    with transaction.atomic():
        synthesis = Synthesis.objects.filter(theme=theme, questionnaire=questionnaire).first()
        synthesis = synthesis or Synthesis(study=theme.study, theme=theme, questionnaire=questionnaire)
        texts = {**synthesis.text, language: text.strip()}
        synthesis.text = {code: words for code, words in texts.items() if words}
        synthesis.written_by = by
        synthesis.save()
        audit.record(study=theme.study, by=by, action="synthesis.written", about=synthesis, theme=theme.code)
    return synthesis
