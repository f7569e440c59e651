"""Pages on which a client or an admin runs a project, and the pictures behind them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from people.access import requires
from people.models import Role
from projects import actions, imports, queries, storage
from projects.access import get_image, get_own_project, get_project
from projects.forms import GuidePictureForm, ImagesForm, ProjectSheet, SeatForm
from projects.guides import render_guide, render_markdown

runs_projects = requires(Role.CLIENT, Role.ADMIN)

PROJECTS_A_PAGE = 30
IMAGES_A_PAGE = 24


@runs_projects
def projects(request):
    """The client's projects, or all of them, newest first."""
    page = Paginator(queries.managed_projects(request.user), PROJECTS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "projects/list.html", {"page": page})


def _posted(request):
    """The fields of a form that was sent, even of an empty one; None where it is only looked at."""
    return request.POST if request.method == "POST" else None


@runs_projects
def create(request):
    """A new draft."""
    sheet = ProjectSheet(by=request.user, data=_posted(request))
    if request.method == "POST":
        project = sheet.save()
        if project:
            messages.success(request, _("The project is a draft until you open it."))
            return redirect("projects:detail", pk=project.pk)
    context = {"sheet": sheet, "guide": render_markdown(sheet.guide_text())}
    return render(request, "projects/create.html", context)


@runs_projects
def edit(request, pk):
    project = get_own_project(request.user, pk)
    sheet = ProjectSheet(by=request.user, project=project, data=_posted(request))
    if request.method == "POST" and sheet.save():
        messages.success(request, _("Saved."))
        return redirect("projects:detail", pk=pk)
    context = {
        "project": get_own_project(request.user, pk),
        "sheet": sheet,
        "guide": render_markdown(sheet.guide_text(), project),
        "pictures": project.guide_pictures.order_by("name"),
    }
    return render(request, "projects/edit.html", context)


@require_POST
@runs_projects
def preview(request):
    """What a guide will look like, as it is typed; with the example pictures of the project that is named."""
    pk = request.POST.get("project", "")
    project = get_own_project(request.user, pk) if pk.isdecimal() and len(pk) < 19 else None
    context = {"guide": render_markdown(request.POST.get("guide", ""), project)}
    return render(request, "projects/_guide.html", context)


@runs_projects
def detail(request, pk):
    """The client's cockpit: what is missing, the budget, prices, guide, images and reviewers."""
    project = get_own_project(request.user, pk)
    pages = Paginator(project.images.order_by("id"), IMAGES_A_PAGE)
    most = queries.most_an_image(project)
    context = {
        "project": project,
        "missing": queries.missing_to_open(project),
        "labels": project.labels.all(),
        "most_an_image": most,
        "images_covered": project.budget.free_micro // most if most else 0,
        "guide": render_guide(project),
        "page": pages.get_page(request.GET.get("page")),
        "seats": project.seats.select_related("user").order_by("user__name", "id"),
        "seat_form": SeatForm(),
    }
    return render(request, "projects/detail.html", context)


@runs_projects
def images(request, pk):
    """Taking images in; the plain form here and the script of the page (by the API) show the same report."""
    project = get_own_project(request.user, pk)
    report = None
    posted = request.method == "POST"
    form = ImagesForm(request.POST, request.FILES) if posted else ImagesForm()
    if posted and form.is_valid():
        files = [(file.name, file) for file in form.cleaned_data["files"]]
        report = imports.add_images(by=request.user, project=project, files=files).as_json()
    context = {
        "project": project,
        "form": form,
        "report": report,
        "image_count": project.images.count(),
        "pictures": project.guide_pictures.order_by("name"),
        "picture_form": GuidePictureForm(),
    }
    return render(request, "projects/images.html", context)


@require_POST
@runs_projects
def add_guide_picture(request, pk):
    project = get_own_project(request.user, pk)
    form = GuidePictureForm(request.POST, request.FILES)
    if form.is_valid():
        file = form.cleaned_data["picture"]
        picture = actions.add_guide_picture(by=request.user, project=project, name=file.name, data=file.read())
        messages.success(request, _("Paste this where the guide shall show it: %s") % f"![]({picture.name})")
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("projects:images", pk=pk)


@require_POST
@runs_projects
def open_project(request, pk):
    actions.open_project(by=request.user, project=get_own_project(request.user, pk))
    messages.success(request, _("The project is open: its images are offered to workers."))
    return redirect("projects:detail", pk=pk)


@require_POST
@runs_projects
def pause(request, pk):
    actions.pause_project(by=request.user, project=get_own_project(request.user, pk))
    messages.success(request, _("Paused: nothing more is offered. What is in hand goes on."))
    return redirect("projects:detail", pk=pk)


@require_POST
@runs_projects
def close(request, pk):
    actions.close_project(by=request.user, project=get_own_project(request.user, pk))
    messages.success(request, _("Closed. What is in hand can still be handed in, judged and paid."))
    return redirect("projects:detail", pk=pk)


@require_POST
@runs_projects
def seat(request, pk):
    """Give a worker, named by e-mail address, a reviewer's seat."""
    project = get_own_project(request.user, pk)
    form = SeatForm(request.POST)
    if form.is_valid():
        seated = actions.seat_reviewer(by=request.user, project=project, user=form.cleaned_data["email"])
        messages.success(request, _("%(name)s reviews this project.") % {"name": seated.user})
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("projects:detail", pk=pk)


@require_POST
@runs_projects
def unseat(request, pk, seat):
    """Take a reviewer's seat away."""
    project = get_own_project(request.user, pk)
    found = get_object_or_404(project.seats.select_related("user"), pk=seat)
    actions.unseat_reviewer(by=request.user, project=project, user=found.user)
    messages.success(request, _("%(name)s no longer reviews this project.") % {"name": found.user})
    return redirect("projects:detail", pk=pk)


@require_GET
@login_required
def guide_picture(request, pk, name):
    """For everybody who may read the guide. A picture may be replaced under its name, so it is kept briefly."""
    project = get_project(request.user, pk)
    answer = storage.response(get_object_or_404(project.guide_pictures, name=name).key)
    answer["Cache-Control"] = "private, max-age=60"
    return answer


@require_GET
@login_required
def image(request, pk):
    return storage.response(get_image(request.user, pk).key)


@require_GET
@login_required
def thumbnail(request, pk):
    found = get_image(request.user, pk)
    return storage.response(found.thumbnail_key or found.key)
