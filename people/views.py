"""Pages about the person: settings, language, notices."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django.views.i18n import set_language as set_language_cookie

from people import actions, queries
from people.forms import SettingsForm
from people.notices import render_text


@login_required
def settings(request):
    form = SettingsForm(request.POST or None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        actions.save_preferences(by=request.user, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("people:settings")
    return render(request, "people/settings.html", {"form": form})


@require_POST
def set_language(request):
    """Django's own view sets the cookie; a signed-in person's choice is kept with the person as well."""
    response = set_language_cookie(request)
    language = request.POST.get("language")
    if request.user.is_authenticated and language in {"en", "ko"}:
        actions.save_preferences(by=request.user, language=language)
    return response


@login_required
def notices(request):
    if request.method == "POST":
        actions.read_notices(by=request.user)
        return redirect("people:notices")
    page = Paginator(queries.notices_of(request.user), 30).get_page(request.GET.get("page"))
    rows = [(notice, render_text(notice)[0]) for notice in page]
    return render(request, "people/notices.html", {"page": page, "rows": rows})
