"""How a statement's file is answered: whole, or streamed where it may be long."""

from collections.abc import Iterator

from django.http import Http404, HttpResponse, StreamingHttpResponse

from payouts.download import as_download
from payouts.downloads.as_csv import csv_of
from payouts.downloads.as_json import document_of
from payouts.downloads.as_pdf import pdf_of
from payouts.models import Statement


def as_file(statement: Statement, file_format: str) -> HttpResponse | StreamingHttpResponse:
    """A statement to take away as csv, json or pdf; 404 for anything else."""
    name = f"statement-{statement.period}-day-{statement.pay_day}-{statement.currency}-{statement.worker_id}"
    name = f"{name}.{file_format}"
    if file_format == "pdf":
        return as_download(name=name, content_type="application/pdf", data=pdf_of(statement))
    if file_format == "json":
        return _streamed(name, "application/json", document_of(statement))
    if file_format == "csv":
        return _streamed(name, "text/csv; charset=utf-8", csv_of(statement))
    raise Http404


def _streamed(name: str, content_type: str, parts: Iterator[str]) -> StreamingHttpResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingHttpResponse(parts, content_type=content_type, headers=headers)
