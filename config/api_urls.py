"""The API, version 1. Each call's view stands in the app that acts; the latest stage that a call reads serves it."""

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.routers import SimpleRouter

from payouts.api.accounts import BankAccountView
from payouts.api.earnings import EarningsView
from payouts.api.funding import ProjectViewSet
from payouts.api.months import ClosePeriodView
from payouts.api.payouts import PayoutViewSet
from payouts.api.questions import AdjustmentsView, AskAboutLineView, AskAboutStatementView, QuestionViewSet
from payouts.api.statements import StatementViewSet
from payouts.api.work import AssignmentViewSet
from people.api import AnyAccept, CanvasSettingsView, CsrfView, NowhereView, TokenView
from review.api import AppealViewSet, NextView, SubmissionViewSet

router = SimpleRouter(use_regex_path=False)
router.register("projects", ProjectViewSet, "project")
router.register("assignments", AssignmentViewSet, "assignment")
router.register("submissions", SubmissionViewSet, "submission")
router.register("appeals", AppealViewSet, "appeal")
router.register("statements", StatementViewSet, "statement")
router.register("payouts", PayoutViewSet, "payout")
router.register("questions", QuestionViewSet, "question")

app_name = "api"
urlpatterns = [
    path("auth/token/", TokenView.as_view(), name="token"),
    path("me/canvas/", CanvasSettingsView.as_view(), name="canvas-settings"),
    path("me/csrf/", CsrfView.as_view(), name="csrf"),
    path("me/bank-account/", BankAccountView.as_view(), name="bank-account"),
    path("review/next/", NextView.as_view(), name="review-next"),
    path("earnings/", EarningsView.as_view(), name="earnings"),
    path("periods/<str:period>/close/", ClosePeriodView.as_view(), name="period-close"),
    path("lines/<int:pk>/questions/", AskAboutLineView.as_view(), name="line-questions"),
    path("statements/<int:pk>/questions/", AskAboutStatementView.as_view(), name="statement-questions"),
    path(
        "statements/<int:pk>/download.<str:file_format>",
        StatementViewSet.as_view({"get": "download"}, content_negotiation_class=AnyAccept),
        name="statement-download",
    ),
    path("adjustments/", AdjustmentsView.as_view(), name="adjustments"),
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
