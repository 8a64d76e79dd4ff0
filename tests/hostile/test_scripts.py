"""Scripts never run: what an import tells of a file is shown as text, whatever it is."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.hostile.payloads import SCRIPTS
from tests.hostile.world import make_world

pytestmark = pytest.mark.django_db


def test_payload_as_a_file_s_name_and_in_its_cells_is_told_as_text(tmp_path: Path, settings: Any) -> None:
    settings.MEDIA_ROOT = tmp_path
    world, client = make_world(tmp_path), Client()
    client.force_login(world.owner)
    for payload in SCRIPTS:
        for address in (f"/studies/{world.study.slug}/units/import/", f"/studies/{world.study.slug}/items/import/"):
            name = f"{payload}.csv".replace("/", "")
            file = SimpleUploadedFile(name, f'code,"{payload}"\n"{payload}",1\n'.encode())
            answer = client.post(address, {"file": file}, follow=True)
            assert answer.status_code in {200, 422}
            assert payload not in answer.content.decode()
            assert "alert(7)" in answer.content.decode()
