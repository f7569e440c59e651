"""What the platform takes, by project and date."""

from django.core.paginator import Paginator
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from payouts import queries
from payouts.documents.spreadsheet import statement_csv
from payouts.periods import read_period
from people.access import requires
from people.models import Role
from projects.money import plain_amount

FEES_A_PAGE = 100
COLUMNS = ["on", "project", "project_name", "entries", "currency", "amount"]


@require_GET
@requires(Role.ADMIN)
def fees(request):
    """The platform's fees by project, and by month or day."""
    by_day, period = _asked(request)
    page = Paginator(queries.fees(by_day=by_day, period=period), FEES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "payouts/fees.html", {"page": page, "by_day": by_day, "period": period})


@require_GET
@requires(Role.ADMIN)
def fees_csv(request):
    by_day, period = _asked(request)
    rows = queries.fees(by_day=by_day, period=period).iterator()
    name = f"fees-{period or 'all'}-by-{'day' if by_day else 'month'}.csv"
    return StreamingHttpResponse(
        statement_csv((_row(row, by_day) for row in rows), COLUMNS),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _row(row: dict, by_day: bool) -> list:
    on = f"{row['on']:%Y-%m-%d}" if by_day else f"{row['on']:%Y-%m}"
    amount = plain_amount(row["amount_micro"])
    return [on, row["project_id"], row["project__name"], row["entries"], row["currency"], amount]


def _asked(request) -> tuple[bool, str]:
    """By day or not, and which month; a month that is none is taken as none."""
    try:
        period = read_period(request.GET.get("period", ""))
    except ValueError:
        period = ""
    return request.GET.get("by") == "day", period
