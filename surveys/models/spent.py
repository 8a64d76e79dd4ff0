"""Links by which anonymous answers were sent: known again by whoever holds LINK_KEY, telling the database nothing."""

from django.db import models

from surveys.models.collections import Collection


class SpentLink(models.Model):
    """`hash` is made with LINK_KEY: a repeat is told *already sent*, and no row says which invitation it was."""

    hash = models.CharField(primary_key=True, max_length=64)
    collection = models.ForeignKey(Collection, models.CASCADE, related_name="spent_links")

    class Meta:
        verbose_name = "spent link"
        ordering = ["hash"]

    def __str__(self) -> str:
        return self.hash[:8]
