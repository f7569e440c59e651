"""Pictures in a folder, and in a real S3 server."""

import urllib.request
from copy import deepcopy

import boto3
import pytest
from django.conf import settings as configured
from moto.server import ThreadedMotoServer

from projects import storage
from tests.cast import picture
from tests.http import http

BUCKET = "pictures"


def test_a_file_on_disk_is_answered_as_what_it_is(settings):
    key = storage.put("images/1/a.png", picture())
    answer = storage.response(key)
    assert storage.read(key) == b"".join(answer) == picture()
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_a_key_that_is_taken_gives_another_and_overwrites_nothing():
    first, second = storage.put("a.png", b"first"), storage.put("a.png", b"second")
    assert first != second
    assert (storage.read(first), storage.read(second)) == (b"first", b"second")


@pytest.fixture(scope="module")
def s3_address():
    server = ThreadedMotoServer(port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def s3(s3_address, settings, monkeypatch):
    """The store as production has it: what settings.py builds from S3_BUCKET and S3_ENDPOINT_URL."""
    for name, value in {"ACCESS_KEY_ID": "key", "SECRET_ACCESS_KEY": "secret", "DEFAULT_REGION": "us-east-1"}.items():
        monkeypatch.setenv(f"AWS_{name}", value)
    options = {
        "bucket_name": BUCKET,
        "endpoint_url": s3_address,
        "default_acl": "private",
        "querystring_expire": 600,
        "file_overwrite": False,
    }
    stores = deepcopy(configured.STORAGES)
    stores["default"] = {"BACKEND": "storages.backends.s3.S3Storage", "OPTIONS": options}
    settings.STORAGES, settings.S3_BUCKET = stores, BUCKET
    boto3.client("s3", endpoint_url=s3_address).create_bucket(Bucket=BUCKET)


@pytest.mark.usefixtures("s3")
def test_a_picture_goes_to_the_object_store_and_is_fetched_from_it_by_a_signed_address():
    key = storage.put("images/1/a.png", picture())
    assert storage.read(key) == picture()
    answer = storage.response(key)
    assert answer.status_code == 302
    assert "Signature" in answer.url
    with urllib.request.urlopen(answer.url) as fetched:  # noqa: S310  our own server
        assert fetched.read() == picture()


@pytest.mark.usefixtures("s3")
def test_uploading_and_looking_go_through_the_object_store_alike(cast):
    project = cast.draft(images=1)
    answer = http(cast.clara).get(f"/images/{project.images.get().pk}/")
    with urllib.request.urlopen(answer.url) as fetched:  # noqa: S310  our own server
        assert fetched.read().startswith(b"\x89PNG")
