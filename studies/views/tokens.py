"""One's own token for the API: shown once, when it is made."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from rest_framework.authtoken.models import Token

from studies.permissions import user_of, user_view


@never_cache
@user_view
def tokens(request: HttpRequest) -> HttpResponse:
    """Make a token, which replaces the one before, or revoke it."""
    user = user_of(request)
    key = ""
    if request.method == "POST":
        Token.objects.filter(user=user).delete()
        if request.POST.get("action") == "make":
            key = Token.objects.create(user=user).key
    token = Token.objects.filter(user=user).first()
    return render(request, "studies/tokens.html", {"token": token, "key": key})
