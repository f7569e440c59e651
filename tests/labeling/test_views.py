"""Pages on which work is taken."""

import io
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from PIL import Image as Pillow

from labeling import actions
from labeling.models import Assignment
from projects import actions as projects
from tests.cast import NOON
from tests.http import queries_of


@pytest.fixture
def ana(cast, client):
    client.force_login(cast.ana)
    return client


def page_of(project):
    return reverse("labeling:project", args=[project.pk])


def take(client, project, **form):
    return client.post(reverse("labeling:claim", args=[project.pk]), form, headers={"referer": "http://testserver/x/"})


def texts(answer) -> list[str]:
    return [str(message) for message in answer.context["messages"]]


def test_the_page_of_a_project_tells_what_counts_before_taking_work(cast, ana):
    html = ana.get(page_of(cast.cats)).content.decode()
    for told in ("Cats", "cat", "ear", "₩40", "₩15", "72", "Draw a tight box"):
        assert told in html, told


def test_a_closed_project_stays_readable_and_a_draft_is_not_found(cast, ana):
    projects.close_project(by=cast.clara, project=cast.cats, now=NOON)
    assert ana.get(page_of(cast.cats)).status_code == 200
    assert ana.get(page_of(cast.draft())).status_code == 404


def test_taking_an_image_leads_straight_to_its_canvas(cast, ana):
    answer = take(ana, cast.cats)
    assignment = Assignment.objects.get()
    assert answer["Location"] == reverse("review:label", args=[assignment.pk])
    assert assignment.worker == cast.ana


@pytest.mark.parametrize(
    ("count", "taken"), [("5", 5), ("", 1), ("x", 1), ("²", 1), ("-2", 1), ("9" * 5000, 1), ("999", 10)]
)
def test_a_batch_is_taken_and_a_number_that_is_none_counts_as_one(cast, ana, count, taken):
    assert take(ana, cast.cats, count=count).status_code == 302
    assert Assignment.objects.count() == taken


def test_where_nothing_is_left_the_page_says_so(cast, ana):
    cast.claim(cast.ben, count=10)
    answer = take(ana, cast.cats)
    assert answer["Location"] == page_of(cast.cats)
    assert texts(ana.get(answer["Location"])) == ["Nothing is left in this project for you at the moment."]


def test_a_refusal_leads_back_to_where_one_was_and_says_why(cast, ana):
    projects.pause_project(by=cast.clara, project=cast.cats, now=NOON)
    answer = take(ana, cast.cats)
    assert (answer.status_code, answer["Location"]) == (302, "http://testserver/x/")
    assert texts(ana.get(page_of(cast.cats))) == ["This project does not offer work at the moment."]


def test_work_is_not_taken_by_following_a_link(cast, ana):
    assert ana.get(reverse("labeling:claim", args=[cast.cats.pk])).status_code == 405
    assert not Assignment.objects.exists()


def test_after_a_piece_comes_the_next_one_in_hand_and_then_the_project(cast, ana):
    first, second = cast.claim(count=2)
    onward = reverse("labeling:go_on", args=[first.pk])
    assert ana.get(onward)["Location"] == reverse("review:label", args=[second.pk])
    actions.release(by=cast.ana, assignment=second, now=NOON)
    assert ana.get(onward)["Location"] == page_of(cast.cats)


def test_the_picture_is_that_of_the_piece(cast, ana):
    (assignment,) = cast.claim()
    answer = ana.get(reverse("labeling:image", args=[assignment.pk]))
    assert Pillow.open(io.BytesIO(b"".join(answer.streaming_content))).size == (200, 120)
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "private" in answer["Cache-Control"]


def test_the_thumbnail_is_the_picture_until_there_is_a_smaller_one(cast, ana):
    (assignment,) = cast.claim()
    url = reverse("labeling:thumbnail", args=[assignment.pk])
    assert ana.get(url)["Content-Type"] == "image/png"
    projects.make_thumbnails()
    assert ana.get(url)["Content-Type"] == "image/jpeg"


def test_the_pages_with_work_in_hand_cost_the_same_queries_for_one_piece_and_for_twenty(cast, ana):
    project = cast.opened(cast.draft(name="Many", images=30, max_in_hand=30))
    cast.claim(project=project)
    for url in (page_of(project), reverse("home")):
        ana.get(url)
    for_one = [queries_of(ana.get, url) for url in (page_of(project), reverse("home"))]
    cast.claim(project=project, count=19)
    for_twenty = [queries_of(ana.get, url) for url in (page_of(project), reverse("home"))]
    assert for_one == for_twenty
    assert ana.get(page_of(project)).content.decode().count("Continue") == 20


def test_the_first_page_costs_the_same_queries_for_one_offer_and_for_six(cast, ana):
    assert cast.cats
    ana.get("/")
    for_one = queries_of(ana.get, "/")
    for n in range(5):
        cast.opened(cast.draft(name=f"P{n}", images=1))
    assert queries_of(ana.get, "/") == for_one
    assert ana.get("/").content.decode().count("/work/projects/") >= 6


def test_a_lease_is_told_in_the_time_that_is_left(cast, ana):
    from django.utils import timezone

    cast.claim(now=timezone.now() - timedelta(minutes=59))
    assert "1 hour left" in ana.get(page_of(cast.cats)).content.decode().replace("\xa0", " ")


def send(client, project, data, **fields):
    file = io.BytesIO(json.dumps(data).encode())
    return client.post(reverse("labeling:proposals", args=[project.pk]), {"file": file, **fields})


def test_a_client_takes_proposed_boxes_in_and_sees_who_proposed_how_many(cast, client):
    client.force_login(cast.clara)
    box = {"label": "cat", "x": 10, "y": 10, "width": 40, "height": 30}
    data = {"images": [{"name": "000.png", "boxes": [box]}]}
    assert "1 taken in" in send(client, cast.cats, data, source="yolo <9>").content.decode()
    html = client.get(reverse("labeling:proposals", args=[cast.cats.pk])).content.decode()
    assert "yolo &lt;9&gt;" in html
    assert (
        reverse("labeling:proposals", args=[cast.cats.pk])
        in client.get(reverse("projects:images", args=[cast.cats.pk])).content.decode()
    )


def test_what_is_wrong_with_a_file_of_proposals_is_listed(cast, client):
    client.force_login(cast.clara)
    data = {"images": [{"name": "<b>.png", "boxes": [{}]}, {"name": "000.png", "boxes": [{"label": "dog"}]}]}
    html = send(client, cast.cats, data, source="yolo").content.decode()
    assert "&lt;b&gt;.png: this project has no image of this name." in html
    assert "this project has no label “dog”" in html
    assert client.post(reverse("labeling:proposals", args=[cast.cats.pk])).status_code == 200
