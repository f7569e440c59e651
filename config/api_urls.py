"""The API, version 1. Each call's view stands in the app that acts; the latest stage that a call reads serves it."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from payouts.api import AssignmentViewSet, ClosePeriodView, EarningsView, ProjectViewSet, StatementViewSet
from people.api import CanvasSettingsView, NowhereView, TokenView
from review.api import AppealViewSet, NextView, SubmissionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("projects", ProjectViewSet, "project")
router.register("assignments", AssignmentViewSet, "assignment")
router.register("submissions", SubmissionViewSet, "submission")
router.register("appeals", AppealViewSet, "appeal")
router.register("statements", StatementViewSet, "statement")

app_name = "api"
urlpatterns = [
    path("auth/token/", TokenView.as_view(), name="token"),
    path("me/canvas/", CanvasSettingsView.as_view(), name="canvas-settings"),
    path("review/next/", NextView.as_view(), name="review-next"),
    path("earnings/", EarningsView.as_view(), name="earnings"),
    path("periods/<str:period>/close/", ClosePeriodView.as_view(), name="period-close"),
    *router.urls,
    path("schema/", SpectacularAPIView.as_view(), name="schema"),
    path(
        "docs/",
        SpectacularSwaggerSplitView.as_view(url_name="api:schema", template_name="people/api_docs.html"),
        name="docs",
    ),
    # Only what ends in a slash, so that an address without one is still redirected to the one with it.
    re_path(r"^.*/$", NowhereView.as_view(), name="nowhere"),
]
