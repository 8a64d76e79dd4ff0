"""What a person states of a unit becomes a text per language."""

from typing import Any

from django.db import migrations

import studies.texts


def into_texts(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- as Django hands them over
    rows = apps.get_model("analysis", "StatedCriterion").objects.exclude(value_then="")
    for row in rows.select_related("criterion__study"):
        languages = row.criterion.study.languages
        row.value = {languages[0] if languages else "en": row.value_then}
        row.save(update_fields=["value"])


def into_words(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- as Django hands them over
    for row in apps.get_model("analysis", "StatedCriterion").objects.all():
        row.value_then = studies.texts.pick(row.value)[:200]
        row.save(update_fields=["value_then"])


class Migration(migrations.Migration):
    dependencies = [("analysis", "0002_initial")]

    operations = [
        migrations.RenameField("statedcriterion", "value", "value_then"),
        migrations.AddField(
            "statedcriterion", "value", studies.texts.TextsField(blank=True, default=dict, verbose_name="value")
        ),
        migrations.RunPython(into_texts, into_words),
        migrations.RemoveField("statedcriterion", "value_then"),
    ]
