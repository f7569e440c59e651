"""API: statements and their lines."""

from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.reverse import reverse
from rest_framework.viewsets import ReadOnlyModelViewSet

from labeling import api as labeling
from payouts import access, downloads, queries
from payouts.forms.lines import LinesForm
from payouts.models import Line, Statement
from people.access import check_role
from people.cursors import Newest
from people.models import Role
from projects.api import AmountField


class TaxSerializer(serializers.Serializer):
    kind = serializers.CharField(help_text="`income` or `local`.")
    amount = AmountField(source="amount_micro")
    amount_micro = serializers.IntegerField()


class StatementSerializer(serializers.ModelSerializer):
    """One statement, one deposit: earned + carried in = gross + carried out, gross − taxes = net."""

    worker = serializers.IntegerField(source="worker_id")
    earned = AmountField(source="earned_micro")
    carried_in = AmountField(source="carried_in_micro")
    gross = AmountField(source="gross_micro")
    taxes = TaxSerializer(many=True)
    net = AmountField(source="net_micro")
    carried_out = AmountField(source="carried_out_micro")
    pay_on = serializers.DateField()
    paid_on = serializers.DateField(source="paid.paid_on", default=None, allow_null=True)
    payout_reference = serializers.CharField(source="paid.bank_reference", default=None, allow_null=True)

    class Meta:
        model = Statement
        fields = [
            *("id", "worker", "period", "currency", "pay_on", "paid_on", "payout_reference", "line_count", "units"),
            *("earned", "earned_micro", "carried_in", "carried_in_micro", "gross", "gross_micro", "taxes"),
            *("net", "net_micro", "carried_out", "carried_out_micro", "digest", "issued_at"),
        ]


class LineImageSerializer(serializers.Serializer):
    url = serializers.URLField()
    name = serializers.CharField()


class LineSerializer(serializers.ModelSerializer):
    """So many `units` at a unit price, from which picture, decided by whom (by pseudonym; null: the deadline) and when.

    `assignment` leads to the boxes; `label` is null where an image was judged. What a person added (`bonus`) or took
    off (`deduction`) has no picture and no verdict but a `reason`, and names the line that it `corrects`.
    """

    project = labeling.ProjectNameSerializer(allow_null=True)
    image = serializers.SerializerMethodField()
    label = serializers.CharField(source="label.name", default=None, allow_null=True)
    unit_price = AmountField(source="unit_price_micro")
    amount = AmountField(source="amount_micro")
    occurred_at = serializers.DateTimeField(source="entry.occurred_at")
    assignment = serializers.IntegerField(
        source="entry.verdict.submission.assignment_id", default=None, allow_null=True
    )
    submission = serializers.IntegerField(source="entry.verdict.submission_id", default=None, allow_null=True)
    decided_by = serializers.SerializerMethodField()
    decision_source = serializers.CharField(source="entry.verdict.source", default=None, allow_null=True)
    reason = serializers.CharField(source="entry.adjustment.reason", default=None, allow_null=True)
    corrects = serializers.IntegerField(source="entry.adjustment.corrects_id", default=None, allow_null=True)

    class Meta:
        model = Line
        fields = [
            *("id", "kind", "project", "image", "label", "units", "unit_price", "unit_price_micro"),
            *("amount", "amount_micro", "currency", "occurred_at", "assignment", "submission"),
            *("decided_by", "decision_source", "reason", "corrects"),
        ]

    @extend_schema_field(LineImageSerializer(allow_null=True))
    def get_image(self, line) -> dict | None:
        if line.entry.verdict is None:
            return None
        submission = line.entry.verdict.submission
        url = reverse("api:submission-image", args=[submission.pk], request=self.context["request"])
        return {"url": url, "name": submission.assignment.task.image.name}

    def get_decided_by(self, line) -> str | None:
        verdict = line.entry.verdict
        return verdict.pseudonym if verdict and verdict.decided_by_id else None


# What `lines` can be narrowed by: the same as on the page.
FILTERS = {
    "project": "A project's id.",
    "kind": "`draw`, `review`, `bonus` or `deduction`.",
    "label": "A label's name.",
    "since": "The first day, like 2026-10-01, in the settlement time zone.",
    "until": "The last day.",
    "at_least": "The smallest amount, in units of the currency.",
    "at_most": "The largest amount.",
}


class AsBooked(Newest):
    """In the order of the books, which is the order that a statement's digest is made in."""

    ordering = "id"


class StatementViewSet(ReadOnlyModelViewSet):
    """A worker's own statements, newest first; admins see all."""

    queryset = Statement.objects.all()
    lookup_value_converter = "int"
    serializer_class = StatementSerializer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        check_role(request.user, Role.WORKER, Role.ADMIN)

    def get_queryset(self):
        return access.visible_statements(self.request.user)

    @extend_schema(
        responses=LineSerializer(many=True),
        parameters=[OpenApiParameter(name, str, description=text) for name, text in FILTERS.items()],
    )
    @action(detail=True, pagination_class=AsBooked, serializer_class=LineSerializer)
    def lines(self, request, pk):
        """What a statement is made of, line by line; all of it, or what the filters leave."""
        statement = access.get_statement(request.user, pk)
        form = LinesForm(request.query_params, projects=queries.projects_of_lines(statement.worker))
        if not form.is_valid():
            raise serializers.ValidationError(form.errors)
        found = queries.with_story(queries.narrowed(queries.lines_of(statement), **form.cleaned_data))
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(
        responses={(200, kind): OpenApiTypes.BINARY for kind in ("application/json", "text/csv", "application/pdf")}
    )
    def download(self, request, pk, file_format):
        """A statement as `csv`, as `pdf`, or as the `json` that `verify_statement.py` checks."""
        return downloads.as_file(access.get_statement(request.user, pk), file_format)
