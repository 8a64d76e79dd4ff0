"""What is held about the person who is logged in."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from studies import held, privacy
from studies.permissions import user_of, user_view


@user_view
def held_about_me(request: HttpRequest) -> HttpResponse:
    context = {"kinds": held.kinds(user=user_of(request)), "retention": privacy.retention()}
    return render(request, "studies/me.html", context)


@user_view
def my_data(request: HttpRequest) -> HttpResponse:
    response = JsonResponse(
        privacy.export(user=user_of(request)), json_dumps_params={"ensure_ascii": False, "indent": 1}
    )
    response["Content-Disposition"] = 'attachment; filename="kontrast-my-data.json"'
    return response
