"""The public page that says how reliably deposits came."""

from django.core.cache import cache
from django.shortcuts import render

from payouts import queries

KEPT_FOR = 600  # seconds: whoever comes from the street does not make the database read two years each time


def record(request):
    """Deposits that came on their day and deposits that came late, of the platform and of each client."""
    today = queries.today()
    records = cache.get_or_set(f"record-{today}", lambda: queries.records(today), KEPT_FOR)
    return render(request, "payouts/record.html", {"records": records})
