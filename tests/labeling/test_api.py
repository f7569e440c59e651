"""Taking work, drawing, handing in and giving back, by HTTP."""

import io
import json

import pytest
from PIL import Image as Pillow

from labeling import actions
from labeling.models import Assignment, Draft, Submission
from projects import actions as projects
from projects.money import MICRO
from tests.cast import LABELS
from tests.http import API, error, http, queries_of


def claim(client, project, **body):
    return client.post(f"{API}/projects/{project.pk}/claim/", body)


def test_a_worker_reads_what_counts_before_taking_work(cast):
    project = cast.cats
    cast.claim(cast.ben, count=3)
    (listed,) = http(cast.ana).get(f"{API}/projects/").json()["results"]
    shown = http(cast.ana).get(f"{API}/projects/{project.pk}/").json()
    assert listed["id"] == shown["id"] == project.pk
    assert shown["remaining"] == 7
    assert [(label["name"], label["unit_price"]) for label in shown["labels"]] == [("cat", "40"), ("ear", "15")]
    assert (shown["review_hours"], shown["pay_day"], shown["pace"]) == (72, 10, None)


def test_the_list_of_projects_costs_the_same_queries_however_long_it_is(cast):
    assert cast.cats
    client = http(cast.ana)
    for_one = queries_of(client.get, f"{API}/projects/")
    assert cast.dogs
    assert queries_of(client.get, f"{API}/projects/") == for_one
    assert len(client.get(f"{API}/projects/").json()["results"]) == 2


def test_a_claim_answers_with_all_that_drawing_needs(cast):
    project = cast.cats
    (taken,) = claim(http(cast.ana), project).json()["assignments"]
    cat = project.labels.first()
    assert taken["state"] == "claimed"
    assert taken["max_boxes"] == 20
    assert taken["image"] == {
        "url": f"http://testserver{API}/assignments/{taken['id']}/image/",
        "width": 200,
        "height": 120,
        "name": "000.png",
    }
    assert taken["labels"][0] == {
        "id": cat.pk,
        "name": "cat",
        "color": "#b3541e",
        "hotkey": "1",
        "unit_price": "40",
        "unit_price_micro": 40 * MICRO,
        "currency": "KRW",
    }
    assert taken["expires_at"] > taken["claimed_at"]


def test_a_claim_costs_the_same_queries_for_one_image_and_for_five(cast):
    cast.claim(cast.ben)  # lays the project's tasks out
    client, url = http(cast.ana), f"{API}/projects/{cast.cats.pk}/claim/"
    assert queries_of(client.post, url, {"count": 1}) == queries_of(client.post, url, {"count": 5})
    assert Assignment.objects.filter(worker=cast.ana).count() == 6


def test_where_nothing_is_left_a_claim_is_an_empty_list(cast):
    cast.claim(cast.ben, count=10)
    answer = claim(http(cast.ana), cast.cats)
    assert (answer.status_code, answer.json()) == (200, {"assignments": []})


@pytest.mark.parametrize("count", ["x", 1.5, -1, 0, None, [], {}, True, 1e30])
def test_a_count_that_is_none_is_a_400(cast, count):
    told = error(claim(http(cast.ana), cast.cats, count=count), 400)
    assert list(told["fields"]) == ["count"]
    assert not Assignment.objects.exists()


def test_a_boundless_count_takes_what_there_is(cast):
    assert len(claim(http(cast.ana), cast.cats, count=10**40).json()["assignments"]) == 10


def test_only_workers_take_work(cast):
    project = cast.cats
    for user in (cast.clara, cast.ada):
        error(claim(http(user), project), 403)
    error(claim(http(cast.carl), project), 404)


def test_a_project_that_is_paused_offers_nothing(cast):
    projects.pause_project(by=cast.clara, project=cast.cats)
    assert error(claim(http(cast.ana), cast.cats), 409)["code"] == "not_open"


def test_the_price_of_the_day_it_was_taken_is_shown_for_ever(cast):
    (assignment,) = cast.claim()
    dearer = [label | {"unit_price_micro": 2 * label["unit_price_micro"]} for label in LABELS]
    projects.update_project(by=cast.clara, project=cast.cats, labels=dearer)
    projects.close_project(by=cast.clara, project=cast.cats)
    shown = http(cast.ana).get(f"{API}/assignments/{assignment.pk}/").json()
    assert [label["unit_price"] for label in shown["labels"]] == ["40", "15"]


@pytest.mark.parametrize("accept", ["*/*", "image/avif", "text/html"])
def test_the_picture_comes_with_the_token_whatever_the_client_says_that_it_accepts(cast, accept):
    (taken,) = claim(http(cast.ana), cast.cats).json()["assignments"]
    answer = http(cast.ana).get(taken["image"]["url"], HTTP_ACCEPT=accept)
    assert answer["Content-Type"] == "image/png"
    assert Pillow.open(io.BytesIO(b"".join(answer.streaming_content))).size == (200, 120)


def test_the_picture_of_anothers_work_is_not_found(cast):
    (assignment,) = cast.claim(cast.ben)
    assert error(http(cast.ana).get(f"{API}/assignments/{assignment.pk}/image/"), 404)["code"] == "not_found"


@pytest.mark.parametrize(("call", "path"), [("put", "draft"), ("post", "submit")])
def test_boxes_of_another_round_are_refused(cast, call, path):
    (assignment,) = cast.claim()
    url = f"{API}/assignments/{assignment.pk}/{path}/"
    given = {"version": 0, "boxes": cast.boxes(cats=1)}
    assert error(getattr(http(cast.ana), call)(url, given | {"round": 1}), 409)["code"] == "wrong_state"
    assert getattr(http(cast.ana), call)(url, given | {"round": 0}).status_code < 300


def test_drafts_are_saved_by_version_and_never_overwritten_unseen(cast):
    (assignment,) = cast.claim()
    client, url = http(cast.ana), f"{API}/assignments/{assignment.pk}/draft/"
    assert client.put(url, {"version": 0, "boxes": cast.boxes(cats=1)}).json() == {"version": 1}
    assert client.put(url, {"version": 1, "boxes": cast.boxes(cats=2)}).json() == {"version": 2}
    told = error(client.put(url, {"version": 1, "boxes": []}), 409)
    assert (told["code"], told["fields"]) == ("stale_draft", {"version": 2})
    shown = client.get(f"{API}/assignments/{assignment.pk}/").json()
    assert shown["draft"] == {"version": 2, "boxes": cast.boxes(cats=2), "rejected": [], "active_ms": 0}
    assert shown["submission"] is None


@pytest.mark.parametrize(
    "body", [{}, {"version": 0}, {"boxes": []}, {"version": "x", "boxes": []}, {"version": 0, "boxes": {}}, [1]]
)
def test_a_draft_that_cannot_be_read_is_a_400(cast, body):
    (assignment,) = cast.claim()
    error(http(cast.ana).put(f"{API}/assignments/{assignment.pk}/draft/", body), 400)
    assert not Draft.objects.exists()


def test_handing_in_answers_with_the_submission_and_what_it_is_worth(cast):
    (assignment,) = cast.claim()
    body = {"boxes": cast.boxes(cats=2, ears=1), "active_ms": 1000}
    answer = http(cast.ana).post(f"{API}/assignments/{assignment.pk}/submit/", body)
    assert answer.status_code == 201
    told = answer.json()
    assert (told["assignment"], told["round"], told["state"]) == (assignment.pk, 1, "submitted")
    assert (told["amount"], told["amount_micro"], told["currency"]) == ("95", 95 * MICRO, "KRW")
    assert told["review_by"] > told["submitted_at"]
    boxes = [{name: value for name, value in box.items() if name != "id"} for box in told["boxes"]]
    assert boxes == [box | {"proposal": None} for box in cast.boxes(cats=2, ears=1)]


def test_the_same_key_again_gives_the_first_submission(cast):
    (assignment,) = cast.claim()
    client, url = http(cast.ana), f"{API}/assignments/{assignment.pk}/submit/"
    body = {"boxes": cast.boxes(), "active_ms": 1000}
    first = client.post(url, body, HTTP_IDEMPOTENCY_KEY="one")
    again = client.post(url, body, HTTP_IDEMPOTENCY_KEY="one")
    assert first.json() == again.json()
    assert Submission.objects.count() == 1


def test_a_key_longer_than_can_be_kept_is_a_400(cast):
    (assignment,) = cast.claim()
    url = f"{API}/assignments/{assignment.pk}/submit/"
    told = error(http(cast.ana).post(url, {"boxes": []}, HTTP_IDEMPOTENCY_KEY="k" * 81), 400)
    assert list(told["fields"]) == ["Idempotency-Key"]


@pytest.mark.parametrize("active_ms", [-5, 1e30, "x", None, 2**31, {}])
def test_a_time_that_is_none_is_a_400(cast, active_ms):
    (assignment,) = cast.claim()
    body = {"boxes": cast.boxes(), "active_ms": active_ms}
    error(http(cast.ana).post(f"{API}/assignments/{assignment.pk}/submit/", body), 400)
    assert not Submission.objects.exists()


def test_giving_back_frees_the_image_for_others(cast):
    assignment, *_rest = cast.claim(count=10)
    answer = http(cast.ana).post(f"{API}/assignments/{assignment.pk}/release/")
    assert (answer.status_code, answer.content) == (204, b"")
    assert len(claim(http(cast.ben), cast.cats).json()["assignments"]) == 1
    assert error(http(cast.ana).post(f"{API}/assignments/{assignment.pk}/release/"), 409)["code"] == "wrong_state"


def test_ones_own_work_is_listed_newest_first_page_by_page(cast):
    taken = [assignment.pk for assignment in cast.claim(count=3)]
    cast.claim(cast.ben)
    first = http(cast.ana).get(f"{API}/assignments/?limit=2").json()
    second = http(cast.ana).get(first["next"]).json()
    assert [item["id"] for item in first["results"] + second["results"]] == taken[::-1]
    assert second["next"] is None


def test_the_list_of_work_costs_the_same_queries_however_long_it_is(cast):
    cast.submitted()
    client = http(cast.ana)
    for_one = queries_of(client.get, f"{API}/assignments/")
    cast.claim(count=5)
    assert queries_of(client.get, f"{API}/assignments/") == for_one
    assert len(client.get(f"{API}/assignments/").json()["results"]) == 6


def test_anothers_work_is_not_found_and_a_client_has_none(cast):
    (assignment,) = cast.claim(cast.ben)
    error(http(cast.ana).get(f"{API}/assignments/{assignment.pk}/"), 404)
    error(http(cast.clara).get(f"{API}/assignments/{assignment.pk}/"), 403)
    error(http(cast.clara).get(f"{API}/assignments/"), 403)


def test_a_submission_may_be_empty(cast):
    (assignment,) = cast.claim()
    submission = actions.submit(by=cast.ana, assignment=assignment, boxes=[])
    shown = http(cast.ana).get(f"{API}/assignments/{assignment.pk}/").json()
    assert shown["submission"]["id"] == submission.pk
    assert (shown["submission"]["boxes"], shown["submission"]["amount"]) == ([], "0")


BOX = {"label": "cat", "x": 10, "y": 10, "width": 40, "height": 30, "score": 0.5}
PROPOSED = {"source": "yolo", "images": [{"name": "000.png", "boxes": [BOX]}]}


def test_proposals_come_as_json_or_as_a_file_and_the_same_again_changes_nothing(cast):
    client, url = http(cast.clara), f"{API}/projects/{cast.cats.pk}/proposals/"
    assert client.post(url, PROPOSED).json() == {"created": 1, "known": 0, "images": 1}
    file = io.BytesIO(json.dumps(PROPOSED).encode())
    sent = client.post(url, {"file": file, "source": "yolo"}, format="multipart")
    assert sent.json() == {"created": 0, "known": 1, "images": 1}


def test_proposals_that_cannot_be_taken_in_are_a_400_that_names_each(cast):
    client, url = http(cast.clara), f"{API}/projects/{cast.cats.pk}/proposals/"
    told = error(client.post(url, {"images": [{"name": "none.png", "boxes": [BOX]}]}), 400)
    assert (told["code"], list(told["fields"])) == ("bad_proposals", ["none.png"])
    assert error(client.post(url, [1]), 400)["code"] == "bad_proposals"
    assert error(client.post(url, {"source": "x"}, format="multipart"), 400)["code"] == "invalid"


def test_a_piece_tells_its_proposals_and_takes_the_answers(cast):
    http(cast.clara).post(f"{API}/projects/{cast.cats.pk}/proposals/", PROPOSED)
    (assignment,) = cast.claim()
    client, url = http(cast.ana), f"{API}/assignments/{assignment.pk}"
    (proposal,) = client.get(f"{url}/").json()["proposals"]
    cat = cast.cats.labels.first()
    assert proposal == BOX | {"label": cat.pk, "source": "yolo", "id": proposal["id"]}
    box = cast.boxes()[0] | {"proposal": proposal["id"]}
    told = error(client.post(f"{url}/submit/", {"boxes": [box | {"proposal": 10**9}]}), 400)
    assert list(told["fields"]) == ["boxes.0.proposal"]
    assert client.put(f"{url}/draft/", {"version": 0, "boxes": [], "rejected": [proposal["id"]]}).status_code == 200
    assert client.get(f"{url}/").json()["draft"]["rejected"] == [proposal["id"]]
    made = client.post(f"{url}/submit/", {"boxes": [box]}).json()
    assert (made["boxes"][0]["proposal"], made["rejected"]) == (proposal["id"], [])
