"""Pages about the person: settings, language, notices; and what everybody did, for admins."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST
from django.views.i18n import set_language as set_language_cookie

from people import actions, queries
from people.access import requires
from people.forms import SettingsForm
from people.models import Role
from people.notices import render_text

EVENTS_A_PAGE = 100


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


@require_GET
@requires(Role.ADMIN)
def events(request):
    """The event log: who did what, when and from where."""
    filters = {name: request.GET.get(name, "").replace("\x00", "").strip() for name in ("who", "what", "about")}
    before = request.GET.get("before", "")
    before = int(before) if before.isdecimal() and len(before) < 19 else None
    found = queries.events(**filters, before=before, limit=EVENTS_A_PAGE + 1)
    page = found[:EVENTS_A_PAGE]
    older = page[-1].pk if len(found) > EVENTS_A_PAGE else None
    return render(request, "people/events.html", {"events": page, "older": older, "before": before} | filters)
