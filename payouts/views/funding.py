"""Pages on which money comes in: a project's budget, announced transfers, and what goes back."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from payouts import access, actions, papers, queries
from payouts.forms.funding import AnnounceForm, ConfirmForm, RecordForm, RefundPaidForm
from people.access import requires
from people.models import Role
from projects.access import get_own_project

FUNDINGS_A_PAGE = 30

runs_projects = requires(Role.CLIENT, Role.ADMIN)


@runs_projects
def budget(request, pk):
    """A project's money: what it has, where it went, how far the rest goes, and every transfer with its papers."""
    project = get_own_project(request.user, pk)
    page = Paginator(queries.fundings_of(project), FUNDINGS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "project": project,
        "spending": queries.spending_of(project),
        "forecast": queries.forecast_of(project, timezone.now()),
        "covers_an_image": queries.covers_an_image(project),
        "page": page,
        "refunds": queries.refunds_of(project),
        "refundable_micro": queries.refundable_micro(project) if project.status == "closed" else 0,
        "refund_form": RefundPaidForm() if request.user.is_staff else None,
    }
    return render(request, "payouts/budget.html", context)


@runs_projects
def fund(request, pk):
    """Money for a project: its client announces a transfer, an admin records one that nobody announced."""
    project = get_own_project(request.user, pk)
    make_form = RecordForm if request.user.is_staff else AnnounceForm
    form = make_form(request.POST if request.method == "POST" else None, currency=project.currency)
    if request.method == "POST" and form.is_valid():
        if request.user.is_staff:
            actions.fund_project(by=request.user, project=project, **form.cleaned_data)
            return redirect("payouts:budget", pk=pk)
        announced = actions.announce_funding(by=request.user, project=project, **form.cleaned_data)
        return redirect("payouts:funding", pk=announced.pk)
    return render(request, "payouts/fund.html", {"project": project, "form": form})


@runs_projects
def funding(request, pk):
    """One transfer: what to write on it and where to send it, or when it arrived; for an admin, to confirm it."""
    found = access.get_funding(request.user, pk)
    form = None
    if request.user.is_staff and not found.confirmed_at:
        posted = request.POST if request.method == "POST" else None
        form = ConfirmForm(posted, currency=found.project.currency)
    if form and request.method == "POST" and form.is_valid():
        actions.confirm_funding(by=request.user, funding=found, **form.cleaned_data)
        messages.success(request, _("Confirmed: the project has the money now."))
        return redirect("payouts:budget", pk=found.project_id)
    pay_to = queries.pay_to(found.project.currency)
    return render(request, "payouts/funding.html", {"funding": found, "pay_to": pay_to, "form": form})


@require_GET
@runs_projects
def invoice(request, pk):
    found = access.get_funding(request.user, pk)
    return _pdf(papers.invoice(found), f"{found.reference}-invoice.pdf")


@require_GET
@runs_projects
def receipt(request, pk):
    """The paper about money that arrived; there is none before."""
    found = access.get_funding(request.user, pk)
    if not found.confirmed_at:
        raise Http404
    return _pdf(papers.receipt(found), f"{found.reference}-receipt.pdf")


def _pdf(data: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        data, content_type="application/pdf", headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )


@requires(Role.ADMIN)
def fundings(request):
    """What is announced and has not arrived, and what goes back and has not been sent."""
    context = {
        "page": Paginator(queries.announced_fundings(), FUNDINGS_A_PAGE).get_page(request.GET.get("page")),
        "refunds": queries.unpaid_refunds(),
    }
    return render(request, "payouts/fundings.html", context)


@require_POST
@requires(Role.ADMIN)
def refund(request, pk):
    """What is free of a closed project goes back, although something may still be in review."""
    project = get_own_project(request.user, pk)
    actions.refund_project(by=request.user, project=project)
    messages.success(request, _("The refund is open: send it and record the bank's reference."))
    return redirect("payouts:budget", pk=pk)


@require_POST
@requires(Role.ADMIN)
def pay_refund(request, pk):
    """The bank has sent a refund."""
    found = access.get_refund(pk)
    form = RefundPaidForm(request.POST)
    if form.is_valid():
        actions.pay_refund(by=request.user, refund=found, **form.cleaned_data)
    else:
        messages.error(request, " ".join(text for texts in form.errors.values() for text in texts))
    return redirect("payouts:budget", pk=found.project_id)
