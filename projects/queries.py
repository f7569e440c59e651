"""Reads about projects."""

from collections.abc import Iterable

from django.db.models import Count, Prefetch

from people.models import User
from projects.access import visible_projects
from projects.models import Label, Project, RateCard
from projects.pricing import reserve_for_claim


def current_rate_card(project: Project) -> RateCard | None:
    """The rate card in force: what the next claim locks."""
    return project.rate_cards.order_by("-version").first()


def prices_of(card: RateCard) -> dict[int, int]:
    """Label id to unit price in micro."""
    return dict(card.rates.values_list("label_id", "unit_price_micro"))


def missing_to_open(project: Project) -> list[str]:
    """What a project still lacks: of "guide", "labels", "images", "budget". Empty means it may open.

    The budget must cover one image at least, or the project would open and offer nothing.
    """
    image_costs = most_an_image(project)
    there = {
        "guide": project.guide.strip(),
        "labels": image_costs,
        "images": project.images.exists(),
        "budget": project.budget.free_micro >= max(image_costs, 1),
    }
    return [name for name, found in there.items() if not found]


def most_an_image(project: Project) -> int:
    """What taking one image keeps ready of the budget at today's prices, in micro; 0 without labels."""
    prices = {label.pk: label.unit_price_micro for label in project.labels.all()}
    if not prices:
        return 0
    return reserve_for_claim(
        max_boxes=project.max_boxes,
        prices=prices,
        review_price=project.review_price_micro,
        fee_bp=project.fee_bp,
        rounds=project.max_rounds,
    )


def managed_projects(user: User):
    """The projects that a client or an admin runs, newest first, with their number of images."""
    return (
        visible_projects(user)
        .select_related("client", "budget")
        .prefetch_related(Prefetch("labels", Label.objects.order_by("position", "id")))
        .annotate(image_count=Count("images"))
        .order_by("-id")
    )


def project_names(projects: Iterable[int]) -> dict[int, str]:
    """Project id to name."""
    return dict(Project.objects.filter(pk__in=list(projects)).values_list("pk", "name"))
