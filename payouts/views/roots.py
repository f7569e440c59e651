"""Public pages to check a statement against: the roots of closed months, and the script that does it."""

from pathlib import Path

from django.http import FileResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from payouts import queries, verify_statement

MONTHS_A_PAGE = 120


@require_GET
def roots(request):
    """The roots of the closed months, for anybody: what was once published here cannot be changed unseen."""
    return render(request, "payouts/roots.html", {"months": queries.published_roots()[:MONTHS_A_PAGE]})


@require_GET
def roots_json(request):
    """The same as `verify_statement.py --roots` reads it, all of them: the month before must be among them."""
    months = {month.name: month for month in queries.published_roots()}
    told = {
        name: {
            "root": month.root,
            "before": month.before,
            "statements": month.statements or 0,
            "closed_at": month.closed_at.isoformat(),
        }
        for name, month in months.items()
    }
    answer = JsonResponse({"roots": {name: month.root for name, month in months.items()}, "months": told})
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@require_GET
def verifier(request):
    """The script as it stands here: one file of Python without any other."""
    script = Path(verify_statement.__file__)
    headers = {"Cache-Control": "no-cache"}
    return FileResponse(
        script.open("rb"), as_attachment=True, filename=script.name, content_type="text/x-python", headers=headers
    )
