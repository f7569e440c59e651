"""The first page of each role, and a worker’s page about money."""

from django.shortcuts import redirect, render

from labeling import queries as labeling
from payouts import queries
from people.access import requires
from people.models import Role

STATEMENTS_AT_HOME = 6


def home(request):
    """Who comes in from the street reads what this is; each role starts where its work is."""
    if not request.user.is_authenticated:
        return render(request, "payouts/welcome.html")
    if request.user.role != Role.WORKER:
        return redirect("projects:list")
    expected = queries.expected_earnings(request.user)
    context = {
        "in_hand": labeling.in_hand(request.user),
        "offers": labeling.offers(request.user),
        "to_come": queries.totals_to_come(expected),
        "statements": queries.statements_of(request.user)[:STATEMENTS_AT_HOME],
        "next_payday": queries.next_payday(request.user),
    }
    return render(request, "payouts/home.html", context)


@requires(Role.WORKER)
def money(request):
    """Everything a worker was paid, will be paid and will not be paid, with the reason and the day."""
    expected = queries.expected_earnings(request.user)
    context = {
        "statements": queries.statements_of(request.user),
        "expected": expected,
        "to_come": queries.totals_to_come(expected),
        "paid": queries.paid_totals(request.user),
        "period": queries.current_period(),
        "ways": queries.ways_of(request.user),
        "accounts": queries.accounts_of(request.user),
        "hold": queries.hold_of(request.user),
    }
    return render(request, "payouts/money.html", context)
