"""A file on its way in: shown first, taken or thrown away then. Bound to who sent it, for which study."""

import uuid

from django.conf import settings
from django.db import models

from studies.models.study import Study


class Upload(models.Model):
    """The file itself lies under the id, never under the name it came with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    study = models.ForeignKey(Study, models.CASCADE, related_name="uploads")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    purpose = models.CharField(max_length=50)
    name = models.CharField(max_length=200)
    options = models.JSONField(default=dict, blank=True)
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.purpose}: {self.name}"
