"""The pages on which a client runs a project."""

import io
import zipfile

import pytest
from django.contrib.messages import get_messages
from django.test import Client

from people.errors import Refused
from projects import actions
from projects.models import Project
from projects.money import MICRO
from tests.cast import NOON, picture


def browser(user=None) -> Client:
    client = Client()
    if user:
        client.force_login(user)
    return client


def html(answer) -> str:
    assert answer.status_code == 200, answer.content[:300]
    return answer.content.decode()


def told(answer) -> list[str]:
    return [str(message) for message in get_messages(answer.wsgi_request)]


def sheet(*rows: dict, **fields) -> dict:
    """What the form of a project posts: its fields, and the rows of its labels."""
    given = {
        **{"name": "Cats", "summary": "", "currency": "KRW", "guide": "# Cats", "pay_day": 20, "review_price": "0.5"},
        **{"review_hours": 72, "lease_minutes": 120, "appeal_days": 14, "max_boxes": 20, "max_rounds": 3},
        **{
            "max_in_hand": 20,
            "overlap": 1,
            "min_side": 1,
            "labels-TOTAL_FORMS": len(rows),
            "labels-INITIAL_FORMS": len(rows),
        },
    }
    for number, row in enumerate(rows):
        row = {"name": "", "color": "#d55e00", "hotkey": "", "price": ""} | row
        given |= {f"labels-{number}-{name}": value for name, value in row.items()}
    return given | fields


CAT, EAR = {"name": "cat", "hotkey": "1", "price": "40"}, {"name": "ear", "hotkey": "2", "price": "0.5"}


def test_the_list_shows_each_budget_as_money(cast):
    cast.dogs  # noqa: B018  is not Clara's
    cast.claim()
    page = html(browser(cast.clara).get("/projects/"))
    assert "Cats" in page
    assert "Dogs" not in page
    for amount in ("₩1,000,000", "₩820", "₩999,180"):
        assert amount in page
    assert "Dogs" in html(browser(cast.ada).get("/projects/"))


def test_the_list_costs_the_same_queries_however_long_it_is(cast, django_assert_num_queries):
    client = browser(cast.clara)
    assert cast.cats
    html(client.get("/projects/"))
    with django_assert_num_queries(6):
        html(client.get("/projects/"))
    for number in range(3):
        cast.draft(name=f"Draft {number}", images=1)
    with django_assert_num_queries(6):
        html(client.get("/projects/"))


def test_a_page_of_images_costs_the_same_queries_however_many_there_are(cast, django_assert_num_queries):
    client, project = browser(cast.clara), cast.draft(images=1)
    with django_assert_num_queries(12):
        html(client.get(f"/projects/{project.pk}/"))
    cast.add_images(project, 23)
    with django_assert_num_queries(12):
        html(client.get(f"/projects/{project.pk}/"))


def test_who_has_no_project_yet_is_told_what_one_is(cast):
    assert "No project yet" in html(browser(cast.clara).get("/projects/"))


def test_a_project_is_created_with_its_labels_at_the_prices_typed(cast):
    answer = browser(cast.clara).post("/projects/new/", sheet(CAT, {}, EAR))
    project = Project.objects.get()
    assert answer.url == f"/projects/{project.pk}/"
    assert (project.client, project.pay_day, project.review_price_micro) == (cast.clara, 20, 500_000)
    labels = project.labels.values_list("name", "hotkey", "color", "unit_price_micro")
    assert list(labels) == [("cat", "1", "#d55e00", 40 * MICRO), ("ear", "2", "#d55e00", 500_000)]


def test_without_script_there_are_empty_rows_to_fill(cast):
    page = html(browser(cast.clara).get("/projects/new/"))
    assert page.count('type="color"') == 3 + 1  # and the template for more


def test_an_admin_creates_a_project_for_a_client_named_by_address(cast):
    admin = browser(cast.ada)
    assert "No client has this address." in html(admin.post("/projects/new/", sheet(CAT, client=cast.ana.email)))
    admin.post("/projects/new/", sheet(CAT, client=cast.carl.email.upper()))
    assert Project.objects.get().client == cast.carl


@pytest.mark.parametrize(
    ("rows", "row", "field", "text"),
    [
        ([CAT | {"price": "forty"}], 0, "price", "Give an amount in digits, like 40 or 0.5."),
        ([CAT | {"price": "0,5"}], 0, "price", "Give an amount in digits, like 40 or 0.5."),
        ([CAT | {"price": ""}], 0, "price", "Missing."),
        ([CAT, {"price": "9"}], 1, "name", "Missing."),
        ([CAT | {"price": "0"}], 0, "price", "A box must be worth something."),
        ([CAT, {}, EAR | {"hotkey": "1"}], 2, "hotkey", "Two labels have the same key."),
        ([CAT, {}, EAR | {"name": "cat"}], 2, "name", "Two labels have the same name."),
    ],
)
def test_what_is_wrong_with_a_label_is_said_at_its_field(cast, rows, row, field, text):
    answer = browser(cast.clara).post("/projects/new/", sheet(*rows))
    assert answer.context["sheet"].labels[row].errors == {field: [text]}
    assert text in html(answer)
    assert not Project.objects.exists()


@pytest.mark.parametrize(
    "fields", [{"name": ""}, {"pay_day": 31}, {"review_hours": 0}, {"review_price": "-1"}, {"currency": "XXX"}]
)
def test_what_is_wrong_with_a_rule_is_said_at_its_field(cast, fields):
    answer = browser(cast.clara).post("/projects/new/", sheet(CAT, **fields))
    assert list(answer.context["sheet"].form.errors) == list(fields)
    assert "Nothing is saved yet" in html(answer)


def test_a_rule_that_only_the_action_knows_is_said_at_its_field_too(cast, monkeypatch):
    refusal = Refused("invalid", "Too dear.", fields={"review_price_micro": "Too dear."})
    monkeypatch.setattr(actions, "create_project", lambda **_given: (_ for _ in ()).throw(refusal))
    answer = browser(cast.clara).post("/projects/new/", sheet(CAT))
    assert answer.context["sheet"].form.errors == {"review_price": ["Too dear."]}


def test_a_draft_changes_its_labels_and_keeps_its_currency(cast):
    project, client = cast.draft(images=0), browser(cast.clara)
    client.post(f"/projects/{project.pk}/edit/", sheet(EAR, name="Ears", currency="USD"))
    project.refresh_from_db()
    assert (project.name, project.currency) == ("Ears", "KRW")
    assert [label.name for label in project.labels.all()] == ["ear"]


def test_an_opened_project_changes_only_the_prices_of_its_labels(cast):
    client, address = browser(cast.clara), f"/projects/{cast.cats.pk}/edit/"
    assert "A new price counts only for work taken from now on." in html(client.get(address))
    rows = [{"name": "dog", "color": "#000000", "hotkey": "9", "price": "50"}, {"price": "15"}]
    client.post(address, sheet(*rows))
    labels = cast.cats.labels.values_list("name", "hotkey", "color", "unit_price_micro")
    assert list(labels) == [("cat", "1", "#b3541e", 50 * MICRO), ("ear", "2", "#1e6bb3", 15 * MICRO)]
    assert cast.cats.rate_cards.count() == 2


def test_leaving_out_a_label_of_an_opened_project_is_refused(cast):
    answer = browser(cast.clara).post(f"/projects/{cast.cats.pk}/edit/", sheet({"price": "50"}))
    assert "The labels of an opened project stay" in html(answer)
    assert cast.cats.rate_cards.count() == 1


def test_the_guide_is_previewed_as_it_is_typed(cast):
    client, project = browser(cast.clara), cast.draft()
    actions.add_guide_picture(by=cast.clara, project=project, name="good.png", data=picture(), now=NOON)
    text = "**tight** ![](good.png) <script>alert(1)</script>"
    shown = html(client.post("/projects/preview/", {"guide": text, "project": project.pk}))
    assert "<strong>tight</strong>" in shown
    assert f"/projects/{project.pk}/guide/good.png" in shown
    assert "script" not in shown
    assert "good.png" not in html(client.post("/projects/preview/", {"guide": text, "project": ""}))
    assert client.post("/projects/preview/", {"guide": text, "project": cast.dogs.pk}).status_code == 404


def test_the_cockpit_leads_to_what_is_missing(cast):
    project, client = cast.draft(guide="", images=0), browser(cast.clara)
    page = html(client.get(f"/projects/{project.pk}/"))
    for text in ("Write the guide", "Upload images", "Fund it"):
        assert text in page
    assert "Open the project" not in page
    answer = client.post(
        f"/projects/{project.pk}/open/", headers={"referer": f"http://testserver/projects/{project.pk}/"}
    )
    assert answer.url.endswith(f"/projects/{project.pk}/")
    assert told(answer) == ["Before it opens, the project needs: a guide, images, a budget."]


def test_a_project_is_opened_paused_opened_again_and_closed_by_buttons(cast):
    project, client = cast.draft(), browser(cast.clara)
    cast.fund(project)
    for verb, status, next_word in (
        ("open", "open", "Pause"),
        ("pause", "paused", "Open again"),
        ("open", "open", "Pause"),
        ("close", "closed", "Closed"),
    ):
        page = html(client.post(f"/projects/{project.pk}/{verb}/", follow=True))
        project.refresh_from_db()
        assert project.status == status
        assert next_word in page


def test_a_budget_that_covers_no_image_says_so(cast):
    project = cast.opened(cast.draft(), won=820)
    cast.claim(project=project)
    assert "does not cover one more image" in html(browser(cast.clara).get(f"/projects/{project.pk}/"))
    cast.fund(project, won=1640, reference="second deposit")
    assert "covers 2 images at once" in html(browser(cast.clara).get(f"/projects/{project.pk}/"))


def test_a_reviewer_is_seated_by_address_and_nobody_else(cast):
    project, client = cast.draft(), browser(cast.clara)
    address = f"/projects/{project.pk}/reviewers/"
    assert told(client.post(address, {"email": "nobody@cast.example"})) == ["Nobody here has this address."]
    assert told(browser(cast.clara).post(address, {"email": cast.carl.email})) == ["Only a worker can be a reviewer."]
    client.post(address, {"email": cast.rita.email})
    assert [seat.user for seat in project.seats.all()] == [cast.rita]
    assert "Rita" in html(client.get(f"/projects/{project.pk}/"))


def upload(name: str, data: bytes) -> io.BytesIO:
    handle = io.BytesIO(data)
    handle.name = name
    return handle


def test_without_script_the_plain_form_takes_files_and_shows_the_report(cast):
    project, client = cast.draft(images=0), browser(cast.clara)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.png", picture(2))
    files = [
        upload("a.png", picture(1)),
        upload("all.zip", packed.getvalue()),
        upload("empty.png", b""),
        upload("page.jpg", b"<html>"),
    ]
    answer = client.post(f"/projects/{project.pk}/images/", {"files": files})
    assert answer.context["report"] == {
        "created": 2,
        "duplicates": 0,
        "refused": [
            {"name": "empty.png", "reason": "empty"},
            {"name": "page.jpg", "reason": "not a JPEG, PNG or WebP picture"},
        ],
    }
    page = html(answer)
    assert "page.jpg" in page
    assert f'data-upload="/api/v1/projects/{project.pk}/images/"' in page
    assert "This field is required." in html(client.post(f"/projects/{project.pk}/images/"))


def test_an_example_picture_comes_with_the_line_to_paste(cast):
    project, client = cast.draft(), browser(cast.clara)
    address = f"/projects/{project.pk}/guide/"
    answer = client.post(address, {"picture": upload("ear.png", picture())})
    assert told(answer) == ["Paste this where the guide shall show it: ![](ear.png)"]
    assert "![](ear.png)" in html(client.get(f"/projects/{project.pk}/images/"))
    assert told(browser(cast.clara).post(address, {"picture": upload("x.png", b"<svg/>")})) == [
        "x.png is not a usable picture."
    ]
    assert told(browser(cast.clara).post(address)) == ["This field is required."]


def test_pictures_are_served_to_those_who_may_see_them(cast):
    image = cast.cats.images.first()
    actions.add_guide_picture(by=cast.clara, project=cast.cats, name="ear.png", data=picture(), now=NOON)
    for path in (f"/images/{image.pk}/", f"/images/{image.pk}/thumbnail/"):
        assert browser(cast.clara).get(path)["Content-Type"] == "image/png"
        assert browser(cast.ana).get(path).status_code == 404
    actions.make_thumbnails()
    assert browser(cast.rita).get(f"/images/{image.pk}/thumbnail/")["Content-Type"] == "image/jpeg"
    guide_picture = f"/projects/{cast.cats.pk}/guide/ear.png"
    assert browser(cast.ana).get(guide_picture).status_code == 200
    assert browser(cast.carl).get(guide_picture).status_code == 404
    assert browser(cast.ana).get(f"/projects/{cast.cats.pk}/guide/nose.png").status_code == 404


def test_what_changes_something_is_never_a_link(cast):
    client = browser(cast.clara)
    for verb in ("open", "pause", "close", "reviewers", "guide"):
        assert client.get(f"/projects/{cast.cats.pk}/{verb}/").status_code == 405


@pytest.mark.parametrize("path", ["", "edit/", "images/"])
def test_a_closed_project_can_still_be_read(cast, path):
    actions.close_project(by=cast.clara, project=cast.cats, now=NOON)
    html(browser(cast.clara).get(f"/projects/{cast.cats.pk}/{path}"))


@pytest.mark.parametrize("path", ["", "new/", "{pk}/", "{pk}/edit/", "{pk}/images/"])
def test_workers_have_their_own_pages(cast, path):
    assert browser(cast.ana).get("/projects/" + path.format(pk=cast.cats.pk)).status_code == 403


def test_the_upload_page_complains_of_nothing_before_anything_was_handed_in(cast):
    assert "This field is required" not in html(browser(cast.clara).get(f"/projects/{cast.cats.pk}/images/"))
    assert "This field is required" in html(browser(cast.clara).post(f"/projects/{cast.cats.pk}/images/"))


def test_the_reasons_a_reviewer_may_pick_are_one_a_line(cast):
    clara, page = browser(cast.clara), f"/projects/{cast.cats.pk}/edit/"
    rows = [CAT | {"price": "40"}, EAR | {"price": "15"}]
    text = " Too loose \r\n\r\nNot a cat\nToo loose\n"
    assert clara.post(page, sheet(*rows, review_reasons=text)).status_code == 302
    cast.cats.refresh_from_db()
    assert cast.cats.review_reasons == ["Too loose", "Not a cat"]
    assert "Too loose\nNot a cat</textarea>" in html(clara.get(page))
    many = "\n".join(f"reason {n}" for n in range(21))
    assert "At most 20 reasons." in html(clara.post(page, sheet(*rows, review_reasons=many)))
    assert "At most 200 characters" in html(clara.post(page, sheet(*rows, review_reasons="x" * 201)))
    cast.cats.refresh_from_db()
    assert cast.cats.review_reasons == ["Too loose", "Not a cat"]
