"""Themes in their order, and dated events."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse

from studies import services
from studies.models import Event, Role, Theme
from studies.problems import Refused
from tests import factories

pytestmark = pytest.mark.django_db


def test_themes_are_made_renamed_ordered_and_deleted(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)

    def post(name: str, /, *args: object, **fields: object) -> str:
        url = reverse(f"studies:{name}", args=[study.slug, *args])
        return client.post(url, fields, follow=True).content.decode()

    for code in ("T1", "T2", "T3"):
        post("theme_new", code=code, name_da=f"Tema {code}")
    first, second, third = Theme.objects.order_by("order")
    post("theme_move", third.pk, up="")
    post("theme_move", first.pk, up="")
    post("theme_move", first.pk, down="")
    assert [theme.code for theme in study.themes.all()] == ["T3", "T1", "T2"]
    post("theme", second.pk, name_da="Mål", name_en="Targets")
    assert Theme.objects.get(code="T2").name == {"da": "Mål", "en": "Targets"}
    post("theme_delete", third.pk)
    assert [theme.code for theme in study.themes.all()] == ["T1", "T2"]


def test_a_text_in_any_one_language_is_enough(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    url = reverse("studies:theme_new", args=[study.slug])
    assert study.languages == ["da", "en"]
    client.post(url, {"code": "T1", "name_en": "Targets"})
    assert Theme.objects.get(code="T1").name == {"en": "Targets"}
    page = client.post(url, {"code": "T2", "name_da": " "}, follow=True)
    assert "Fill it in, in at least one of the languages." in page.content.decode()
    assert not Theme.objects.filter(code="T2").exists()


def test_theme_says_what_is_wrong(client: Client) -> None:
    study, user = factories.make_study()
    factories.ThemeFactory(study=study, code="T1")
    client.force_login(user)
    url = reverse("studies:theme_new", args=[study.slug])
    assert "There is a theme “T1” already." in client.post(url, {"code": "T1", "name_da": "x"}).content.decode()
    assert "cannot be a theme&#x27;s code" in client.post(url, {"code": "a b", "name_da": "x"}).content.decode()
    assert client.post(url, {"code": "T2", "name_da": ""}).context["form"].errors["name_da"]
    with pytest.raises(Refused, match="needs a name"):
        services.create_theme(study=study, code="T3", name={"da": " "}, by=user)
    assert Theme.objects.count() == 1


def test_what_is_changed_says_what_is_wrong_too(client: Client) -> None:
    study, user = factories.make_study()
    theme = factories.ThemeFactory(study=study, code="T1", name={"da": "Mål"})
    client.force_login(user)
    page = client.post(reverse("studies:theme", args=[study.slug, theme.pk]), {"name_da": "240190-1234"})
    assert page.context["form"].errors
    assert "personal number" in page.content.decode()
    theme.refresh_from_db()
    assert theme.name == {"da": "Mål"}


def test_theme_in_use_is_not_deleted() -> None:
    study, user = factories.make_study()
    theme = factories.ThemeFactory(study=study)
    factories.ItemFactory(questionnaire__study=study, theme=theme)
    with pytest.raises(Refused, match="is in use"):
        services.delete_theme(theme=theme, by=user)
    parent = factories.ThemeFactory(study=study)
    services.create_theme(study=study, code="sub", name={"en": "Sub"}, parent=parent, by=user)
    with pytest.raises(Refused, match="is in use"):
        services.delete_theme(theme=parent, by=user)


def test_same_name_again_leaves_no_trace() -> None:
    study, user = factories.make_study()
    theme = factories.ThemeFactory(study=study)
    services.update_theme(theme=theme, name=theme.name, by=user)
    assert not study.audit_entries.exists()


@pytest.mark.parametrize("name", ["themes", "events"])
def test_pages_without_content_say_so(client: Client, name: str) -> None:
    study, user = factories.make_study(role=Role.READER)
    client.force_login(user)
    text = client.get(reverse(f"studies:{name}", args=[study.slug])).content.decode()
    assert f"No {name} yet" in text
    assert "Add the" not in text


def test_events_are_made_changed_and_deleted(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    new = reverse("studies:event_new", args=[study.slug])
    client.post(new, {"name_da": "Integrationsloven", "starts": "1999-01-01", "ends": "", "source": "Lov 474"})
    event = Event.objects.get()
    assert (event.name, event.starts, event.ends) == ({"da": "Integrationsloven"}, dt.date(1999, 1, 1), None)
    url = reverse("studies:event", args=[study.slug, event.pk])
    assert 'value="1999-01-01"' in client.get(url).content.decode()
    client.post(url, {"name_da": "Loven", "starts": "1999-01-01", "ends": "2002-06-30"})
    assert "Loven" in client.get(reverse("studies:events", args=[study.slug])).content.decode()
    delete = reverse("studies:event_delete", args=[study.slug, event.pk])
    assert f'href="{delete}"' in client.get(reverse("studies:events", args=[study.slug])).content.decode()
    assert "Delete “Loven”? It goes from the line of time" in client.get(delete).content.decode()
    assert Event.objects.exists()
    client.post(delete)
    assert not Event.objects.exists()
    actions = list(study.audit_entries.order_by("number").values_list("action", flat=True))
    assert actions == ["event.created", "event.changed", "event.deleted"]


def test_event_that_ends_before_it_starts_is_refused(client: Client) -> None:
    study, user = factories.make_study()
    client.force_login(user)
    posted = {"name_da": "x", "starts": "2002-01-01", "ends": "2001-01-01"}
    response = client.post(reverse("studies:event_new", args=[study.slug]), posted)
    assert response.context["form"].errors["ends"] == [
        "The event ends before it starts. Change one of the two dates."
    ]
    event = services.create_event(study=study, name={"da": "y"}, starts=dt.date(2002, 1, 1), by=user)
    changed = client.post(reverse("studies:event", args=[study.slug, event.pk]), posted)
    assert changed.context["form"].errors["ends"]
    with pytest.raises(Refused, match="needs a name"):
        services.create_event(study=study, name={}, starts=dt.date(2002, 1, 1), by=user)
