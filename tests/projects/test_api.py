"""Projects by HTTP: what a worker reads before taking work, and what a client does from a script."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from projects import actions
from projects.models import Project
from projects.money import MICRO
from tests.cast import GUIDE, NOON, picture
from tests.http import API, error, http, queries_of

PROJECTS = f"{API}/projects/"
LABELS = [
    {"name": "cat", "color": "#b3541e", "hotkey": "1", "unit_price": "40"},
    {"name": "ear", "color": "#1e6bb3", "unit_price_micro": 500_000},
]
NEW = {"name": "Cats", "currency": "KRW", "guide": GUIDE, "review_price": "5", "labels": LABELS}


def test_a_client_creates_funds_opens_pauses_and_closes_with_nothing_but_http(cast):
    clara = http(cast.clara)
    made = clara.post(PROJECTS, NEW)
    assert made.status_code == 201, made.content
    project = made.json()
    address = f"{PROJECTS}{project['id']}/"
    assert [(label["unit_price"], label["unit_price_micro"]) for label in project["labels"]] == [
        ("40", 40 * MICRO),
        ("0.5", 500_000),
    ]
    assert (project["status"], project["review_price_micro"], project["pace"]) == ("draft", 5 * MICRO, None)

    refused = error(clara.post(f"{address}open/"), 400)
    assert (refused["code"], sorted(refused["fields"])) == ("not_ready", ["budget", "images"])

    found = Project.objects.get(pk=project["id"])
    cast.add_images(found, 2)
    cast.fund(found)
    for verb, status in (("open", "open"), ("pause", "paused"), ("open", "open"), ("close", "closed")):
        answer = clara.post(f"{address}{verb}/")
        assert (answer.status_code, answer.json()["status"]) == (200, status)
    assert error(clara.post(f"{address}open/"), 409)["code"] == "not_to_open"


def test_a_worker_sees_open_projects_without_their_budget_and_may_read_closed_ones(cast):
    cast.draft()
    closed = cast.opened(cast.draft(name="Closed"))
    actions.close_project(by=cast.clara, project=closed, now=NOON)
    assert cast.cats
    ana = http(cast.ana)
    (listed,) = ana.get(PROJECTS).json()["results"]
    assert listed["name"] == "Cats"
    assert "budget" not in listed
    assert "<h1>Cats</h1>" in listed["guide_html"]
    assert ana.get(f"{PROJECTS}{closed.pk}/").json()["status"] == "closed"


def test_a_client_sees_own_projects_with_their_budgets_and_an_admin_all(cast):
    cast.draft()
    assert cast.dogs
    (listed,) = http(cast.clara).get(PROJECTS).json()["results"]
    assert listed["budget"] == {"funded_micro": 0, "reserved_micro": 0, "spent_micro": 0, "free_micro": 0}
    assert len(http(cast.ada).get(PROJECTS).json()["results"]) == 2
    assert error(http(cast.clara).get(f"{PROJECTS}{cast.dogs.pk}/"), 404)


def test_the_pace_that_was_measured_is_told_with_its_sample(cast):
    figures = {
        **{"sample": 12, "median_hourly_micro": 4174 * MICRO, "p25_hourly_micro": 1, "p75_hourly_micro": 2},
        **{"seconds_a_box": 34.5, "boxes_an_image": 1.5},
    }
    actions.record_pace(project_id=cast.cats.pk, measured_at=NOON + timedelta(days=1), **figures)
    assert http(cast.ana).get(f"{PROJECTS}{cast.cats.pk}/").json()["pace"] == figures


def test_the_list_costs_the_same_queries_however_long_it_is(cast):
    clara = http(cast.clara)
    cast.draft(images=1)
    for_one = queries_of(clara.get, PROJECTS)
    for number in range(3):
        cast.draft(name=f"Draft {number}", images=1)
    assert queries_of(clara.get, PROJECTS) == for_one


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"labels": [LABELS[0] | {"unit_price": 40}]}, "labels.0.unit_price"),
        ({"labels": [LABELS[0] | {"unit_price": 0.5}]}, "labels.0.unit_price"),
        ({"labels": [LABELS[0] | {"unit_price": "0,5"}]}, "labels.0.unit_price"),
        ({"labels": [LABELS[0] | {"unit_price": "0"}]}, "labels.0.unit_price_micro"),
        ({"labels": [LABELS[0] | {"unit_price_micro": 40}]}, "labels.0.unit_price"),
        ({"labels": [LABELS[1] | {"unit_price_micro": 40.0}]}, "labels.0.unit_price_micro"),
        ({"labels": [LABELS[1] | {"unit_price_micro": "40"}]}, "labels.0.unit_price_micro"),
        ({"labels": [LABELS[1] | {"unit_price_micro": True}]}, "labels.0.unit_price_micro"),
        ({"labels": [LABELS[1] | {"unit_price_micro": 10**30}]}, "labels.0.unit_price_micro"),
        ({"labels": [LABELS[0], LABELS[1] | {"hotkey": "1"}]}, "labels.1.hotkey"),
        ({"labels": [{"name": "cat", "color": "#000000"}]}, "labels.0.unit_price"),
        ({"labels": "cat"}, "labels"),
        ({"currency": "XXX"}, "currency"),
        ({"pay_day": 31}, "pay_day"),
        ({"review_price_micro": -1, "review_price": None}, "review_price"),
        ({"name": ""}, "name"),
    ],
)
def test_what_cannot_be_is_refused_at_its_field_and_nothing_is_made(cast, changed, field):
    fields = error(http(cast.clara).post(PROJECTS, NEW | changed), 400)["fields"]
    assert any(name.startswith(field) for name in fields), fields
    assert not Project.objects.exists()


def test_a_negative_review_price_is_refused_by_the_rules(cast):
    given = {name: value for name, value in NEW.items() if name != "review_price"} | {"review_price_micro": -1}
    assert "review_price_micro" in error(http(cast.clara).post(PROJECTS, given), 400)["fields"]


def test_a_project_is_changed_in_part_and_its_currency_never(cast):
    clara, address = http(cast.clara), f"{PROJECTS}{cast.cats.pk}/"
    answer = clara.patch(address, {"name": "Cats and ears", "currency": "KRW"})
    assert (answer.status_code, answer.json()["name"]) == (200, "Cats and ears")
    assert "currency" in error(clara.patch(address, {"currency": "USD"}), 400)["fields"]
    labels = [{"name": "cat", "color": "#b3541e", "unit_price": "50"}, {"name": "ear", "color": "#1e6bb3"}]
    assert "labels.1.unit_price" in error(clara.patch(address, {"labels": labels}), 400)["fields"]
    labels[1]["unit_price"] = "15"
    assert clara.patch(address, {"labels": labels}).json()["labels"][0]["unit_price"] == "50"
    assert cast.cats.rate_cards.count() == 2


def test_files_and_archives_are_taken_in_and_what_is_refused_is_named(cast):
    project = cast.draft(images=0)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.png", picture(2))
        archive.writestr("words.txt", b"words")
    files = [
        SimpleUploadedFile("a.png", picture(1)),
        SimpleUploadedFile("again.png", picture(1)),
        SimpleUploadedFile("all.zip", packed.getvalue()),
        SimpleUploadedFile("empty.png", b""),
    ]
    address = f"{PROJECTS}{project.pk}/images/"
    answer = http(cast.clara).post(address, {"files": files}, format="multipart")
    assert answer.json() == {
        "created": 2,
        "duplicates": 1,
        "refused": [
            {"name": "words.txt", "reason": "not a JPEG, PNG or WebP picture"},
            {"name": "empty.png", "reason": "empty"},
        ],
    }
    assert error(http(cast.clara).post(address, {}, format="multipart"), 400)["fields"].keys() == {"files"}


@pytest.mark.parametrize("verb", ["open/", "pause/", "close/", "images/"])
def test_only_the_client_and_admins_act_on_a_project(cast, verb):
    address = f"{PROJECTS}{cast.cats.pk}/{verb}"
    assert error(http(cast.ana).post(address), 403)
    assert error(http(cast.carl).post(address), 404)
    assert error(http().post(address), 401)


def test_a_worker_neither_creates_nor_changes_nor_deletes_a_project(cast):
    ana, address = http(cast.ana), f"{PROJECTS}{cast.cats.pk}/"
    assert error(ana.post(PROJECTS, NEW), 403)
    assert error(ana.patch(address, {"name": "Mine"}), 403)
    for method in (ana.put, ana.delete, http(cast.clara).delete):
        assert error(method(address), 405)
