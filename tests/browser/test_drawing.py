"""Drawing with the mouse and one hand on the keys: how many actions a box costs, and the ways to spare them."""

import re

import pytest
from playwright.sync_api import expect

from labeling.models import Draft, Submission
from tests.browser.drawing import boxes_saved, click_at, colors_at, draw_box, near, on_screen, open_piece
from tests.cast import LABELS, MICRO

THREE = [*LABELS, {"name": "nose", "color": "#2f7d32", "hotkey": "n", "unit_price_micro": 10 * MICRO}]


@pytest.fixture
def piece(cast, transactional_db):
    (assignment,) = cast.claim()
    return assignment


def labels_of(boxes):
    return [box["label"] for box in boxes]


def test_ten_boxes_of_three_classes_and_submit_are_fourteen_actions_at_most(cast, street):
    project = cast.opened(cast.draft(labels=THREE))
    (assignment,) = cast.claim(project=project)
    page = open_piece(street(cast.ana), assignment)
    actions = 0
    for number in range(10):
        if number in {4, 7}:
            page.keyboard.press({4: "2", 7: "n"}[number])
            actions += 1
        draw_box(page, 5 + number * 19, 10 + number * 5, 15, 12)
        actions += 1
    page.keyboard.press("Enter")
    actions += 1
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert actions <= 14
    drawn = Submission.objects.get(assignment=assignment).boxes.order_by("position")
    cat, ear, nose = (label.pk for label in project.labels.all())
    assert [box.label_id for box in drawn] == [cat] * 4 + [ear] * 3 + [nose] * 3


def test_a_box_of_the_same_class_is_two_points_and_two_button_events(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    page.evaluate("""() => {
        window.events = [];
        for (const name of ["pointerdown", "pointerup", "keydown", "click", "dialog"])
            window.addEventListener(name, () => window.events.push(name), true);
    }""")
    for number in range(3):
        draw_box(page, 10 + number * 50, 20, 30, 30)
    expect(page.locator("[data-box-id]")).to_have_count(3)
    told = [name for name in page.evaluate("window.events") if name != "click"]
    assert told == ["pointerdown", "pointerup"] * 3


def test_drags_and_clicks_mix_and_the_class_key_works_in_the_middle_of_a_box(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    click_at(page, 60, 10)
    click_at(page, 90, 40)
    page.mouse.move(*on_screen(page, 110, 20))
    page.mouse.down()
    page.mouse.move(*on_screen(page, 130, 40))
    page.keyboard.press("2")
    page.mouse.move(*on_screen(page, 150, 60))
    page.mouse.up()
    boxes = boxes_saved(page, piece)
    cat, ear = (label.pk for label in cast.cats.labels.all())
    assert labels_of(boxes) == [cat, cat, ear]
    places = [(10, 10, 30, 20), (60, 10, 30, 30), (110, 20, 40, 40)]
    assert all(near(box, place) for box, place in zip(boxes, places, strict=True))


def test_one_key_changes_the_class_of_the_last_box_and_leaves_that_of_the_next(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    draw_box(page, 60, 10, 30, 20)
    page.keyboard.press("Alt+2")
    draw_box(page, 110, 10, 30, 20)
    cat, ear = (label.pk for label in cast.cats.labels.all())
    assert labels_of(boxes_saved(page, piece)) == [cat, ear, cat]


def test_the_palette_shows_price_key_and_count(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    draw_box(page, 60, 10, 30, 20)
    cat = page.locator("[data-palette] [data-label-id]").first
    for name, text in {"key": "1", "name": "cat", "price": "₩40", "count": "2"}.items():
        expect(cat.locator(f'[data-part="{name}"]')).to_have_text(text)


def test_four_clicks_on_the_extreme_points_are_a_box_without_a_key(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    page.locator('[data-action="extreme-tool"]').click()
    for points in ([(60, 20), (30, 50), (55, 90), (100, 45)], [(150, 95), (180, 60), (120, 70), (140, 30)]):
        for point in points:
            click_at(page, *point)
    boxes = boxes_saved(page, piece)
    assert len(boxes) == 2
    assert near(boxes[0], (30, 20, 70, 70))
    assert near(boxes[1], (120, 30, 60, 65))


def test_a_box_is_drawn_within_another_without_a_modifier_and_tab_goes_through_the_stack(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for place in [(10, 10, 150, 100), (40, 30, 20, 20), (30, 20, 80, 70)]:
        draw_box(page, *place)
    expect(page.locator("[data-box-id]")).to_have_count(3)
    page.mouse.move(*on_screen(page, 50, 40))
    for number in ("2", "3", "1"):
        page.keyboard.press("Tab")
        expect(page.locator(".entry.is-selected [data-part=number]")).to_have_text(number)


def test_one_key_pastes_the_last_box_at_the_pointer(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    for at in [(100, 60), (150, 90)]:
        page.mouse.move(*on_screen(page, *at))
        page.keyboard.press(".")
    boxes = boxes_saved(page, piece)
    assert [near(box, place) for box, place in zip(boxes[1:], [(85, 50, 30, 20), (135, 80, 30, 20)], strict=True)]


@pytest.mark.parametrize("way", ["key", "button"])
def test_all_boxes_of_the_picture_before_are_taken_over_in_one_action_and_one_step(cast, street, way):
    cast.submitted(cats=2, ears=1)
    (assignment,) = cast.claim()
    page = open_piece(street(cast.ana), assignment)
    button = page.locator("[data-take-over]")
    expect(button).to_have_text("Take over 3 boxes")
    page.keyboard.press(",") if way == "key" else button.click()
    expect(page.locator("[data-box-id]")).to_have_count(3)
    expect(button).to_be_hidden()
    assert boxes_saved(page, assignment) == cast.boxes(cats=2, ears=1)
    page.keyboard.press("Control+z")
    expect(page.locator("[data-box-id]")).to_have_count(0)
    expect(button).to_be_visible()


def test_without_a_picture_before_nothing_is_offered(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    expect(page.locator("[data-take-over]")).to_be_hidden()
    page.keyboard.press(",")
    expect(page.locator("[data-word]")).to_have_text("The picture before has no other boxes")
    assert not Draft.objects.filter(pk=piece.pk).exists()


def test_a_box_too_small_is_refused_with_a_word_and_one_from_beyond_the_picture_is_cut(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    click_at(page, 20, 20)
    click_at(page, 20, 20)
    expect(page.locator("[data-word]")).to_have_text("Too small for a box")
    draw_box(page, -8, 90, 40, 45)
    (box,) = boxes_saved(page, piece)
    assert near(box, (0, 90, 32, 30))
    assert box["y"] + box["height"] == 120


def test_boxes_drawn_twice_are_marked_and_asked_about_once_before_they_are_handed_in(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for place in [(10, 10, 100, 80), (120, 10, 50, 50), (10.5, 10, 100, 80)]:
        draw_box(page, *place)
    boxes_saved(page, piece)
    page.keyboard.press("Enter")
    expect(page.locator("[data-word]")).to_have_text("Drawn twice?")
    expect(page.locator("[data-alert]")).to_contain_text("Box 3 is nearly the same as box 1")
    expect(page.locator("[data-box-id]").nth(2).locator(".badge")).to_have_text("Drawn twice?")
    expect(page.locator(".guide-double")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert Submission.objects.get(assignment=piece).boxes.count() == 3


def test_a_double_that_was_removed_is_asked_about_no_more(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for place in [(10, 10, 100, 80), (10.5, 10, 100, 80)]:
        draw_box(page, *place)
    page.keyboard.press("Enter")
    expect(page.locator(".guide-double")).to_have_count(1)
    page.keyboard.press("Delete")
    expect(page.locator(".guide-double")).to_have_count(0)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert Submission.objects.get(assignment=piece).boxes.count() == 1


def test_the_picture_zooms_beyond_800_per_cent_at_the_pointer(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    place = on_screen(page, 150, 30)
    page.mouse.move(*place)
    for _turn in range(12):
        page.mouse.wheel(0, -300)
    zoom = page.locator("[data-zoom]")
    expect(zoom).to_have_text("3200 %")
    page.wait_for_timeout(400)
    assert all(abs(a - b) < 32 for a, b in zip(on_screen(page, 150, 30), place, strict=True))
    page.locator('[data-action="actual-size"]').click()
    expect(zoom).to_have_text("100 %")
    page.locator('[data-action="fit"]').click()
    expect(zoom).to_have_text("400 %")


def test_crosshair_grid_and_brightness_change_what_is_seen_and_nothing_that_is_stored(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 30, 20)
    before = boxes_saved(page, piece)
    page.locator('[data-action="display"]').click()
    page.get_by_label("Crosshair").check()
    page.get_by_label("Grid").check()
    page.get_by_label("Brightness").fill("150")
    page.get_by_label("Contrast").fill("80")
    page.keyboard.press("Escape")
    expect(page.locator("[data-display]")).to_be_hidden()
    expect(page.locator("[data-canvas]")).to_be_focused()
    page.mouse.move(*on_screen(page, 100, 60))
    for guide in ("grid", "across", "down"):
        expect(page.locator(f'[data-guide="{guide}"]')).to_be_visible()
    expect(page.locator('[data-layer="picture"]').first).to_have_css("filter", "brightness(1.5) contrast(0.8)")
    across = page.locator('[data-guide="across"]').bounding_box()
    assert abs(across["y"] - on_screen(page, 100, 60)[1]) < 1
    assert boxes_saved(page, piece) == before
    page.locator('[data-action="display"]').click()
    page.get_by_role("button", name="Reset").click()
    expect(page.locator('[data-guide="grid"]')).to_be_hidden()


def test_a_hidden_box_and_a_hidden_class_are_out_of_the_way_and_are_handed_in_all_the_same(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 100, 100)
    page.keyboard.press("2")
    draw_box(page, 30, 30, 40, 40)
    entries = page.locator("[data-box-id]")
    expect(entries).to_have_count(2)
    page.locator("[data-palette] [data-part=eye]").nth(1).click()
    expect(entries.nth(1)).to_have_class(re.compile("is-hidden"))
    page.keyboard.press("v")
    click_at(page, 50, 50)
    expect(entries.nth(0)).to_have_class(re.compile("is-selected"))
    page.keyboard.press(";")
    expect(entries.nth(0)).to_have_class(re.compile("is-hidden"))
    page.locator("[data-show-all]").click()
    expect(page.locator(".is-hidden")).to_have_count(0)
    assert len(boxes_saved(page, piece)) == 2


def test_a_locked_box_is_not_moved_by_hand_or_key_until_it_is_unlocked(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 30, 30, 40, 40)
    page.keyboard.press("v")
    click_at(page, 50, 50)
    page.keyboard.press("/")
    page.keyboard.press("ArrowRight")
    expect(page.locator("[data-word]")).to_have_text("This box is locked")
    draw_box(page, 50, 50, 20, 0)
    (box,) = boxes_saved(page, piece)
    assert near(box, (30, 30, 40, 40))
    page.keyboard.press("Tab")
    page.locator('.entry [data-action="toggle-lock"]').click()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("[data-save-state]")).to_have_attribute("data-save-state", "saved")
    page.wait_for_timeout(1_200)
    (box,) = boxes_saved(page, piece)
    assert near(box, (40, 30, 40, 40))


def test_boxes_change_places_in_the_list_in_one_step_each(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for x in (10, 60, 110):
        draw_box(page, x, 20, x / 5 + 8, 30)
    page.locator("[data-box-id]").nth(2).locator("[data-part=choose]").click()
    page.keyboard.press("[")
    page.locator('.list-head [data-action="earlier"]').click()
    page.wait_for_timeout(1_200)
    assert [round(box["x"] / 10) for box in boxes_saved(page, piece)] == [11, 1, 6]
    page.keyboard.press("Control+z")
    page.wait_for_timeout(1_200)
    assert [round(box["x"] / 10) for box in boxes_saved(page, piece)] == [1, 11, 6]


@pytest.mark.parametrize("ratio", [1, 1.25, 2, 3])
def test_what_is_stored_is_where_it_was_pointed_at_to_a_hundredth_of_a_pixel(cast, street, piece, ratio):
    """At every zoom and device pixel ratio; the points are whole CSS pixels, as a mouse reports them."""
    page = open_piece(street(cast.ana, device_scale_factor=ratio), piece)
    assert page.evaluate("devicePixelRatio") == ratio
    middle = on_screen(page, 100, 60)
    expected = []
    for turns in (0, 4, 8, -20):
        page.mouse.move(*middle)
        for _turn in range(abs(turns)):
            page.mouse.wheel(0, -120 if turns > 0 else 120)
        expect(page.locator("[data-canvas]")).to_have_attribute("data-settled", "true")
        page.wait_for_timeout(300)
        start, end = (round(middle[0]) - 33, round(middle[1]) - 21), (round(middle[0]) + 40, round(middle[1]) + 27)
        expected.append((*_pixel(page, *start), *_pixel(page, *end)))
        page.mouse.click(*start)
        page.mouse.click(*end)
        expect(page.locator("[data-box-id]")).to_have_count(len(expected))
    page.wait_for_timeout(1_000)
    for box, (left, top, right, bottom) in zip(boxes_saved(page, piece), expected, strict=True):
        got = (box["x"], box["y"], box["x"] + box["width"], box["y"] + box["height"])
        assert max(abs(a - b) for a, b in zip(got, (left, top, right, bottom), strict=True)) <= 0.01


def _pixel(page, x, y):
    """The pixel of the picture that is shown at a point of the page, kept within the picture."""
    (left, top), (right, _bottom) = on_screen(page, 0, 0), on_screen(page, 200, 120)
    scale = (right - left) / 200
    return min(max((x - left) / scale, 0), 200), min(max((y - top) / scale, 0), 120)


def test_a_handle_is_taken_from_11_pixels_beside_it_and_is_large_enough_to_be_seen(cast, street, piece):
    page = open_piece(street(cast.ana, device_scale_factor=2), piece)
    draw_box(page, 60, 40, 60, 40)
    page.locator("[data-box-id] [data-part=choose]").click()
    page.mouse.move(*on_screen(page, 10, 10))
    expect(page.locator("[data-canvas]")).to_have_attribute("data-settled", "true")
    x, y = on_screen(page, 60, 40)
    (handle,) = colors_at(page, (x - 3.2, y - 3.2))
    assert max(abs(a - b) for a, b in zip(handle, (255, 253, 248), strict=True)) < 8
    right, middle = on_screen(page, 120, 60)
    scale = on_screen(page, 121, 60)[0] - right
    page.mouse.move(right + 11, middle)
    page.mouse.down()
    page.mouse.move(right + 30, middle)
    page.mouse.move(right + 51, middle)
    page.mouse.up()
    (box,) = boxes_saved(page, piece)
    assert near(box, (60, 40, 60 + 40 / scale, 40))


def test_the_shape_of_a_class_is_painted_into_the_tag_of_its_boxes(cast, street, piece):
    page = open_piece(street(cast.ana, device_scale_factor=2), piece)
    draw_box(page, 20, 40, 50, 40)
    page.keyboard.press("2")
    draw_box(page, 120, 40, 50, 40)
    page.mouse.move(*on_screen(page, 100, 110))
    expect(page.locator("[data-box-id]")).to_have_count(2)
    page.wait_for_timeout(300)
    (cat, ear) = (on_screen(page, left, 40) for left in (20, 120))
    # Eight pixels a side, two and a half into the box and above its edge.
    middles = [(x + 6.5, y - 10.5) for x, y in (cat, ear)]
    corners = [(x + 3.5, y - 13.5) for x, y in (cat, ear)]
    (circle, square, beside_circle, within_square) = colors_at(page, *middles, *corners)
    assert beside_circle != circle
    assert within_square == square


def test_after_a_stray_click_enter_hands_in_all_the_same(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 10, 10, 100, 80)
    click_at(page, 150, 20)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/work/projects/\d+/$"))
    assert Submission.objects.get(assignment=piece).boxes.count() == 1


def test_a_double_that_lies_out_of_sight_is_brought_into_it(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    for place in [(5, 5, 20, 15), (5.2, 5, 20, 15)]:
        draw_box(page, *place)
    page.mouse.move(*on_screen(page, 195, 115))
    for _turn in range(8):
        page.mouse.wheel(0, -240)
    stage = page.locator("[data-canvas]").bounding_box()
    assert on_screen(page, 25, 20)[0] < stage["x"]
    page.keyboard.press("Enter")
    expect(page.locator("[data-word]")).to_have_text("Drawn twice?")
    page.wait_for_timeout(300)
    x, y = on_screen(page, 15, 12)
    assert stage["x"] < x < stage["x"] + stage["width"]
    assert stage["y"] < y < stage["y"] + stage["height"]


def test_a_box_too_small_for_a_tag_tells_its_class_to_whoever_points_at_it(cast, street, piece):
    page = open_piece(street(cast.ana), piece)
    draw_box(page, 60, 40, 3, 3)
    page.keyboard.press("2")
    draw_box(page, 120, 40, 60, 40)
    expect(page.locator("[data-box-id]")).to_have_count(2)
    name = page.locator(".guide-hover")
    page.mouse.move(*on_screen(page, 61, 41))
    expect(name).to_be_hidden()  # more boxes are about to be drawn
    page.keyboard.press("v")
    page.mouse.move(*on_screen(page, 61.5, 41.5))
    expect(name).to_have_text("cat")
    place = name.bounding_box()
    assert place["x"] > on_screen(page, 63, 40)[0]
    page.mouse.move(*on_screen(page, 150, 60))
    expect(name).to_be_hidden()  # it has a tag
    page.mouse.move(*on_screen(page, 61.5, 41.5))
    expect(name).to_be_visible()
    page.mouse.down()
    page.mouse.up()
    expect(name).to_be_hidden()  # selected, it has one too
