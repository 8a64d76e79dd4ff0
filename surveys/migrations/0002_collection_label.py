"""A collection has a label per language beside the name that files and commands know it by."""

from django.db import migrations

import studies.texts


class Migration(migrations.Migration):
    dependencies = [("surveys", "0001_initial")]

    operations = [
        migrations.AddField(
            "collection", "label", studies.texts.TextsField(blank=True, default=dict, verbose_name="label")
        ),
    ]
