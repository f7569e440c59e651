"""The only file that knows the object store: put, read, and the address of a stored picture."""

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponseRedirect

CONTENT_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


def put(key: str, data: bytes) -> str:
    """Store `data`; returns the key under which it can be read, which differs when `key` was taken."""
    return default_storage.save(key, ContentFile(data))


def delete(key: str) -> None:
    """Take away what nothing refers to."""
    default_storage.delete(key)


def read(key: str) -> bytes:
    with default_storage.open(key) as handle:
        return handle.read()


def response(key: str):
    """An HTTP answer with the picture: a short-lived address in the object store, or the file itself."""
    if settings.S3_BUCKET:
        return HttpResponseRedirect(default_storage.url(key))
    answer = FileResponse(
        default_storage.open(key), content_type=CONTENT_TYPES.get(key.rpartition(".")[2], "application/octet-stream")
    )
    answer["Cache-Control"] = "private, max-age=86400, immutable"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
