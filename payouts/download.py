"""A file that is handed out once it is made, and kept nowhere in between."""

from django.http import HttpResponse


def as_download(*, name: str, content_type: str, data: bytes) -> HttpResponse:
    answer = HttpResponse(data, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer
