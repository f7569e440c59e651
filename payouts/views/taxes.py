"""Pages about taxes: what a worker is taxed as, and what was withheld, for the tax office."""

import re

from django.conf import settings
from django.contrib import messages
from django.http import Http404, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from payouts import actions, queries, withholding_report
from payouts.documents.spreadsheet import statement_csv
from payouts.forms.taxes import TaxForm
from payouts.models import TaxProfile
from people.access import requires
from people.errors import Refused
from people.models import Role
from projects.money import CURRENCIES


@requires(Role.WORKER)
def tax(request):
    """Where a worker pays taxes and as what, and which rule that means for the next deposit of each currency."""
    profile = TaxProfile.objects.filter(worker=request.user).first()
    country = profile.country if profile else settings.DEFAULT_TAX_COUNTRY
    worker_type = profile.worker_type if profile else settings.DEFAULT_TAX_TYPE
    form = TaxForm(request.POST or None, initial={"country": country, "worker_type": worker_type})
    if request.method == "POST" and form.is_valid():
        try:
            actions.declare_tax(by=request.user, **form.cleaned_data)
        except Refused as refusal:
            for field, text in (refusal.fields or {None: refusal.message}).items():
                form.add_error(field, str(text))
        else:
            messages.success(request, _("Saved. The next statement goes by it."))
            return redirect("payouts:tax")
    rules = [(code, queries.coming_rule(country, worker_type, code)) for code in CURRENCIES]
    return render(request, "payouts/tax.html", {"form": form, "profile": profile, "rules": rules})


@require_GET
@requires(Role.ADMIN)
def withheld_csv(request):
    """What was withheld in a year or month of payment, as a spreadsheet."""
    asked = request.GET.get("period", "")
    if not re.fullmatch(r"20[0-9]{2}(-(0[1-9]|1[0-2]))?", asked):
        raise Http404
    kinds = queries.tax_kinds()
    found = queries.withheld(int(asked[:4]), asked if len(asked) > 4 else None)
    return StreamingHttpResponse(
        statement_csv(withholding_report.rows(found, kinds), withholding_report.columns(kinds)),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="withheld-{asked}.csv"'},
    )
