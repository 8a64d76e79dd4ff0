"""Keeps an uploaded file between its preview and its import; a day later it is gone."""

import contextlib
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path, PurePath
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext as _

from studies.models import Study, Upload, User
from studies.problems import Problem, Refused
from studies.tabular.opening import refuse_personal_name

KEPT = timedelta(days=1)


def path_of(upload: Upload) -> Path:
    return Path(settings.MEDIA_ROOT) / "uploads" / upload.pk.hex


def keep(
    *, file: UploadedFile, study: Study, user: User, purpose: str, options: Mapping[str, object] | None = None
) -> Upload:
    """Store the file under a random id, with what was said beside it. Refused where it is too large."""
    discard_old()
    name = PurePath(file.name or "").name[:200] or "file"
    if (file.size or 0) > settings.UPLOAD_MAX_BYTES:
        limit = settings.UPLOAD_MAX_BYTES // (1024 * 1024)
        raise Refused(Problem(_("The file is larger than %(limit)d MB.") % {"limit": limit}, file=name))
    refuse_personal_name(name)
    upload = Upload(study=study, user=user, purpose=purpose, name=name, options=dict(options or {}))
    try:
        path_of(upload).parent.mkdir(parents=True, exist_ok=True)
        with path_of(upload).open("wb") as kept:
            for chunk in file.chunks():
                kept.write(chunk)
    except OSError as error:
        with contextlib.suppress(OSError):
            path_of(upload).unlink(missing_ok=True)
        raise Refused(
            Problem(_("The file could not be stored: the disk may be full."), _("Try again later."), file=name)
        ) from error
    upload.save()
    return upload


def find(*, pk: UUID | str, study: Study, user: User, purpose: str) -> Upload | None:
    """The upload, for the person who sent it, while it is there."""
    try:
        key = UUID(str(pk))
    except ValueError:
        return None
    upload = Upload.objects.filter(pk=key, study=study, user=user, purpose=purpose).first()
    return upload if upload and path_of(upload).exists() else None


def discard(*, upload: Upload) -> None:
    path_of(upload).unlink(missing_ok=True)
    upload.delete()


def discard_of(study: Study) -> None:
    """All that lie open: a file that was sent to be looked at may hold a person who is erased now."""
    for upload in study.uploads.all():
        discard(upload=upload)


def discard_old() -> None:
    for upload in Upload.objects.filter(created_at__lt=timezone.now() - KEPT):
        discard(upload=upload)
