"""The production shape without an engine: the files parse, and each of our services starts by its own command."""

import os
import re
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
import yaml
from django.conf import settings

ROOT = Path(settings.BASE_DIR)
COMPOSE = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
SERVICES = COMPOSE["services"]
OURS = {"web", "worker", "beat", "migrate", "bucket"}
BINARIES = Path(sys.executable).parent


@pytest.fixture
def production():
    """The environment of a container, on the tests' own servers."""
    return {
        "PATH": f"{BINARIES}:{os.environ['PATH']}",
        "PRODUCTION": "1",
        "BANK_KEYS": "A" * 43 + "=",
        "BANK_FINGERPRINT_KEY": "y" * 40,
        "SECRET_KEY": "x" * 25 + "0123456789" + "abcdefghijklmnopqrstuvwxyz",
        "DATABASE_URL": settings.DATABASE_URL,
        "REDIS_URL": settings.REDIS_URL,
        "SITE_URL": "https://honestbox.example",
        "ALLOWED_HOSTS": "honestbox.example,127.0.0.1",
        "S3_BUCKET": "honestbox",
        "S3_ENDPOINT_URL": "http://store:8333",
        "IMAGE_ORIGINS": "http://store:8333",
        "AWS_ACCESS_KEY_ID": "key",
        "AWS_SECRET_ACCESS_KEY": "secret",
    }


def run(*command, env) -> subprocess.CompletedProcess:
    return subprocess.run(  # noqa: S603
        command, cwd=ROOT, env=env, capture_output=True, text=True, check=False, timeout=120
    )


@pytest.fixture
def start(tmp_path):
    """Start a command, and hear from its log whether it said something in time."""
    started = []

    def start(*command, env) -> Path:
        log = tmp_path / "log"
        with log.open("wb") as handle:
            started.append(
                subprocess.Popen(command, cwd=ROOT, env=env, stdout=handle, stderr=handle)  # noqa: S603
            )
        return log

    yield start
    for child in started:
        child.terminate()
        child.wait(20)


def says(log: Path, words: str, seconds: int = 60) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if words in log.read_text(errors="replace"):
            return True
        time.sleep(0.1)
    return False


def open_url(request):
    return urllib.request.urlopen(request, timeout=30)  # noqa: S310


def as_from_a_proxy(url: str):
    return open_url(urllib.request.Request(url, headers={"X-Forwarded-Proto": "https"}))  # noqa: S310


def command_of(service: str) -> list[str]:
    return [str(word).replace("$$", "$") for word in SERVICES[service]["command"]]


def test_all_parts_of_the_production_shape_are_there():
    assert set(SERVICES) == OURS | {"database", "broker", "store"}


def test_every_service_that_stays_is_watched_and_starts_again():
    for name, service in SERVICES.items():
        if name in {"migrate", "bucket"}:
            assert service["restart"] == "on-failure"
        else:
            assert service["restart"] == "unless-stopped"
            assert service["healthcheck"]["test"]


def test_images_have_versions_and_no_secret_has_a_default():
    images = [service["image"] for name, service in SERVICES.items() if name not in OURS]
    assert all(re.search(r":\d", image) for image in images), images
    text = (ROOT / "docker-compose.yml").read_text()
    for secret in (
        "SECRET_KEY",
        "BANK_KEYS",
        "BANK_FINGERPRINT_KEY",
        "POSTGRES_PASSWORD",
        "S3_ACCESS_KEY",
        "S3_SECRET_KEY",
    ):
        assert f"${{{secret}:?" in text
        assert f"${{{secret}:-" not in text


def test_nothing_is_published_beyond_this_machine():
    ports = [port for service in SERVICES.values() for port in service.get("ports", [])]
    assert all(port.startswith("127.0.0.1:") for port in ports), ports


def test_every_variable_given_is_one_that_the_settings_or_the_store_s_client_read():
    text = (ROOT / "config" / "settings.py").read_text()
    unread = {name for name in COMPOSE["x-app"]["environment"] if f'"{name}"' not in text}
    assert unread == {"AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_DEFAULT_REGION"}


def test_what_the_image_copies_exists_and_is_let_into_its_context():
    dockerfile = (ROOT / "Dockerfile").read_text()
    allowed = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if line.startswith("!")}
    copied = set(re.findall(r"^COPY (\S+) ", dockerfile, re.MULTILINE))
    assert copied == allowed
    assert [name for name in copied if not (ROOT / name).exists()] == []


def test_the_image_does_not_run_as_root_and_installs_by_hash():
    dockerfile = (ROOT / "Dockerfile").read_text()
    assert dockerfile.index("USER honestbox") < dockerfile.index("CMD")
    assert "--require-hashes" in dockerfile
    assert "http" not in re.sub(r"#.*", "", dockerfile)


def test_the_image_starts_what_the_web_service_starts():
    command = re.search(r"^CMD (\[.*?\])", (ROOT / "Dockerfile").read_text(), re.MULTILINE | re.DOTALL)[1]
    assert yaml.safe_load(command.replace("\\\n", "")) == command_of("web")


def test_check_deploy_finds_nothing(production):
    ran = run(sys.executable, "manage.py", "check", "--deploy", "--fail-level", "WARNING", env=production)
    assert ran.returncode == 0, ran.stderr


def test_production_needs_a_key_and_starts_no_server_of_its_own(production, tmp_path):
    given = production | {"HONESTBOX_DATA": str(tmp_path / "data"), "DATABASE_URL": "postgresql://nowhere/x"}
    ran = run(sys.executable, "manage.py", "check", env=given)
    assert ran.returncode == 0, ran.stderr
    assert not (tmp_path / "data").exists()
    ran = run(sys.executable, "manage.py", "check", env={k: v for k, v in given.items() if k != "SECRET_KEY"})
    assert ran.returncode != 0
    assert "SECRET_KEY must be given" in ran.stderr


def test_web_starts_by_its_command_with_hashed_static_files(production, start, free_port):
    assert run(sys.executable, "manage.py", "collectstatic", "--noinput", env=production).returncode == 0
    command = [word.replace("0.0.0.0:8000", f"127.0.0.1:{free_port}") for word in command_of("web")]
    log = start(*command, env=production)
    assert says(log, "Booting worker"), log.read_text()
    here = f"http://127.0.0.1:{free_port}"
    with open_url(f"{here}/healthz") as answer:
        assert answer.read() == b"ok"
    with as_from_a_proxy(f"{here}/") as answer:
        page = answer.read().decode()
    sheet = re.search(r'href="(/static/css/[\w-]+\.[0-9a-f]{12}\.css)"', page)[1]
    with as_from_a_proxy(here + sheet) as answer:
        assert "immutable" in answer.headers["Cache-Control"]


def test_worker_starts_by_its_command_and_knows_every_task_of_the_schedule(production, start):
    log = start(*command_of("worker"), env=production)
    assert says(log, "ready."), log.read_text()
    for entry in settings.CELERY_BEAT_SCHEDULE.values():
        assert f". {entry['task']}\n" in log.read_text()


def test_beat_starts_by_its_command(production, start, tmp_path):
    command = [word.replace("/tmp", str(tmp_path)) for word in command_of("beat")]  # noqa: S108
    log = start(*command, env=production)
    assert says(log, "Scheduler: Sending due task"), log.read_text()


def test_the_bucket_is_made_and_may_be_there_already(production, free_port, start):
    log = start(BINARIES / "moto_server", "--port", str(free_port), env=production)
    assert says(log, "Running on"), log.read_text()
    given = production | {"S3_ENDPOINT_URL": f"http://127.0.0.1:{free_port}", "AWS_DEFAULT_REGION": "us-east-1"}
    for _turn in range(2):
        ran = run(*command_of("bucket"), env=given)
        assert ran.returncode == 0, ran.stderr
