"""What is offered, what is in hand, what comes next."""

from datetime import timedelta

from labeling import actions, queries
from labeling.models import Task
from projects import actions as projects
from tests.cast import NOON


def submit(cast, assignment, boxes=None):
    boxes = cast.boxes(assignment.project) if boxes is None else boxes
    return actions.submit(by=assignment.worker, assignment=assignment, boxes=boxes, now=NOON)


def offered(user) -> dict[str, tuple[int, int]]:
    return {project.name: (project.remaining, project.in_hand) for project in queries.offers(user)}


def test_an_offer_counts_what_is_left_and_what_is_in_ones_own_hands(cast):
    assert cast.cats
    assert offered(cast.ana) == {"Cats": (10, 0)}
    cast.claim(count=3)
    cast.claim(cast.ben)
    assert offered(cast.ana) == {"Cats": (6, 3)}
    assert offered(cast.ben) == {"Cats": (6, 1)}


def test_images_count_before_anybody_has_laid_their_tasks_out(cast):
    project = cast.opened(cast.draft(name="Overlap", images=2, overlap=3))
    assert not Task.objects.filter(project=project).exists()
    assert offered(cast.ana) == {"Overlap": (6, 0)}
    cast.claim(project=project)
    cast.add_images(project, 1)
    assert offered(cast.ben) == {"Overlap": (8, 0)}


def test_what_came_back_is_left_again_and_what_is_done_is_not(cast):
    first, second, third = (cast.claim()[0] for _turn in range(3))
    actions.release(by=cast.ana, assignment=first, now=NOON)
    cast.decided(submit(cast, second), "rejected", reason="No")
    cast.decided(submit(cast, third))
    assert offered(cast.ben) == {"Cats": (9, 0)}


def test_only_open_projects_with_work_left_are_offered_the_newest_first(cast):
    assert cast.cats
    assert cast.dogs
    paused = cast.opened(cast.draft(name="Paused"))
    projects.pause_project(by=cast.clara, project=paused, now=NOON)
    cast.draft(name="Draft")
    cast.claim(cast.ben, cast.opened(cast.draft(name="Taken", images=1)))
    assert list(offered(cast.ana)) == ["Dogs", "Cats"]


def test_in_hand_returned_pieces_come_first_then_those_that_end_first(cast):
    (late,) = cast.claim(now=NOON + timedelta(hours=1))
    returned = cast.submitted()
    cast.decided(returned, "returned", reason="Again")
    (early,) = cast.claim()
    cast.claim(cast.ben)
    submit(cast, cast.claim()[0])
    assert list(queries.in_hand(cast.ana)) == [returned.assignment, early, late]


def test_the_next_piece_is_one_of_the_same_project_if_there_is_one(cast):
    (dog,) = cast.claim(project=cast.dogs)
    (cat,) = cast.claim(now=NOON + timedelta(hours=1))
    assert queries.next_in_hand(cast.ana, after=cat) == dog
    (other_cat,) = cast.claim(now=NOON + timedelta(hours=2))
    assert queries.next_in_hand(cast.ana, after=cat) == other_cat
    assert queries.next_in_hand(cast.ben, after=cat) is None


def test_the_latest_submission_is_that_of_the_last_round(cast):
    (assignment,) = cast.claim()
    assert queries.latest_submission(assignment) is None
    first = submit(cast, assignment)
    cast.decided(first, "returned", reason="Again")
    second = submit(cast, assignment)
    assert queries.latest_submission(assignment) == second


def test_a_worker_is_offered_no_image_that_they_have_or_had(cast):
    project = cast.opened(cast.draft(name="Overlap", images=3, overlap=2))
    first, second = cast.claim(project=project, count=2)
    submit(cast, first)
    actions.release(by=cast.ana, assignment=second, now=NOON)
    left = {task.image_id for task in queries.tasks_open_to(cast.ana, project)}
    assert left == {image.pk for image in project.images.all()} - {first.task.image_id}
    assert queries.tasks_open_to(cast.ben, project).count() == 5


def test_images_with_fewer_tasks_than_the_overlap_are_unlaid(cast):
    project = cast.opened(cast.draft(name="Overlap", images=2, overlap=1))
    cast.claim(project=project)
    assert not queries.unlaid_images(project).exists()
    project = projects.update_project(by=cast.clara, project=project, overlap=2, now=NOON)
    assert queries.unlaid_images(project).count() == 2
    assert len(cast.claim(cast.ben, project, count=5)) == 2
    assert Task.objects.filter(project=project).count() == 4
