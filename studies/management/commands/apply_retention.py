"""apply_retention: what the nightly job does about data that were kept long enough, now."""

from django.core.management.base import BaseCommand

from studies import services


class Command(BaseCommand):
    help = "Warn owners of studies whose data are soon kept long enough, and erase what is due. Runs every night too."

    def handle(self, *_args: object, **_options: object) -> None:
        done = services.retain_all()
        for slug, counts in done.items():
            said = ", ".join(f"{name} {count}" for name, count in counts.items() if count) or "nothing to erase"
            self.stdout.write(f"{slug}: {said}")
        if not done:
            self.stdout.write("Nothing is due.")
