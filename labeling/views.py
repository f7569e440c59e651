"""Pages on which work is taken and drawn."""

import re

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from labeling import actions, queries
from labeling.access import get_own_assignment
from labeling.forms import ProposalsForm
from people.access import requires
from people.errors import Refused
from people.models import Role
from projects import storage
from projects.access import get_own_project, visible_projects
from projects.guides import render_guide


@requires(Role.WORKER)
def project(request, pk):
    """What a worker needs to know before taking work: prices, guide, rules, how fast others earn."""
    projects = queries.with_remaining(visible_projects(request.user)).select_related("client", "pace", "budget")
    found = get_object_or_404(projects, pk=pk)
    context = {
        "project": found,
        "labels": found.labels.all(),
        "guide": render_guide(found),
        "in_hand": queries.in_hand(request.user).filter(project=found),
    }
    return render(request, "labeling/project.html", context)


@require_POST
@requires(Role.WORKER)
def claim(request, pk):
    """Take one image, or a batch, and start drawing at once."""
    found = get_object_or_404(visible_projects(request.user), pk=pk)
    given = request.POST.get("count", "")
    count = int(given) if re.fullmatch(r"[0-9]{1,4}", given) else 1
    taken = actions.claim(by=request.user, project=found, count=count)
    if not taken:
        messages.info(request, _("Nothing is left in this project for you at the moment."))
        return redirect("labeling:project", pk=pk)
    messages.success(
        request, ngettext("%(n)d image is yours.", "%(n)d images are yours.", len(taken)) % {"n": len(taken)}
    )
    return redirect("review:label", pk=taken[0].pk)


@require_GET
@requires(Role.WORKER)
def go_on(request, pk):
    """After a piece: the next in hand, or another image of the same project, or the first page."""
    done = get_own_assignment(request.user, pk)
    following = queries.next_in_hand(request.user, after=done)
    if following:
        return redirect("review:label", pk=following.pk)
    messages.success(request, _("All that was in your hands is done."))
    return redirect("labeling:project", pk=done.project_id)


@require_GET
@requires(Role.WORKER)
def image(request, pk):
    return storage.response(get_own_assignment(request.user, pk).task.image.key)


@require_GET
@requires(Role.WORKER)
def thumbnail(request, pk):
    picture = get_own_assignment(request.user, pk).task.image
    return storage.response(picture.thumbnail_key or picture.key)


@requires(Role.CLIENT, Role.ADMIN)
def proposals(request, pk):
    """Proposed boxes of a project: what there is, and a file of more."""
    found = get_own_project(request.user, pk)
    posted = request.method == "POST"
    form = ProposalsForm(request.POST, request.FILES) if posted else ProposalsForm()
    context = {"project": found, "form": form}
    if posted and form.is_valid():
        data, source = form.cleaned_data["file"].read(), form.cleaned_data["source"]
        try:
            context["report"] = actions.propose_boxes(by=request.user, project=found, proposals=data, source=source)
        except Refused as refused:
            context["refused"] = refused
    context["sources"] = queries.proposed_sources(found)
    return render(request, "labeling/proposals.html", context)
