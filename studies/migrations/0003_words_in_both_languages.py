"""What a variable is measured in and how a grouping was made become texts per language; units get their place by name."""

from typing import Any

from django.db import migrations, models

import studies.models.units
import studies.texts
from studies.collation import name_key


def into_texts(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- as Django hands them over
    for name, old, new in (("Variable", "measure_then", "measure"), ("Grouping", "origin_then", "origin")):
        model = apps.get_model("studies", name)
        for row in model.objects.exclude(**{old: ""}).select_related("study"):
            setattr(row, new, {row.study.languages[0] if row.study.languages else "en": getattr(row, old)})
            row.save(update_fields=[new])


def into_words(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- as Django hands them over
    for name, old, new in (("Variable", "measure_then", "measure"), ("Grouping", "origin_then", "origin")):
        for row in apps.get_model("studies", name).objects.all():
            setattr(row, old, studies.texts.pick(getattr(row, new)))
            row.save(update_fields=[old])


def place_names(apps: Any, _editor: Any) -> None:  # noqa: ANN401 -- as Django hands them over
    model, batch = apps.get_model("studies", "Unit"), 2000
    found = []
    for unit in model.objects.only("pk", "name").iterator(chunk_size=batch):
        unit.name_key = name_key(unit.name).encode()
        found.append(unit)
    model.objects.bulk_update(found, ["name_key"], batch_size=batch)


class Migration(migrations.Migration):
    dependencies = [("studies", "0002_cache_table")]

    operations = [
        migrations.RenameField("variable", "measure", "measure_then"),
        migrations.RenameField("grouping", "origin", "origin_then"),
        migrations.AddField(
            "variable", "measure", studies.texts.TextsField(blank=True, default=dict, verbose_name="measured in")
        ),
        migrations.AddField(
            "grouping", "origin", studies.texts.TextsField(blank=True, default=dict, verbose_name="how it was made")
        ),
        migrations.AddField("unit", "name_key", studies.models.units.NameKey(default=b"", editable=False)),
        migrations.RunPython(into_texts, into_words),
        migrations.RunPython(place_names, migrations.RunPython.noop),
        migrations.RemoveField("variable", "measure_then"),
        migrations.RemoveField("grouping", "origin_then"),
        migrations.AlterModelOptions(
            "unit",
            {"ordering": ["name_key", "code"], "verbose_name": "unit", "verbose_name_plural": "units"},
        ),
        migrations.AddIndex("unit", models.Index(fields=["study", "name_key"], name="unit_by_name")),
    ]
