"""The API of money: funding, earnings to date, statements and lines, closing a month; work with what it earned."""

from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from labeling import api as labeling
from labeling.queries import latest_submission
from payouts import access, actions, queries
from payouts.actions.funding import MAX_REFERENCE
from payouts.models import Line, Payout, Period, Statement
from people.access import check_role
from people.api import REFUSAL, read
from people.cursors import Newest
from people.models import Role
from projects.access import get_own_project
from projects.api import AmountField, BudgetSerializer, MicroField
from review import api as review

LATEST_LINES = 50
MAX_AMOUNT_MICRO = 10**18  # a trillion: as much as `parse_amount` reads


class FundSerializer(serializers.Serializer):
    """The transfer as `amount` or as `amount_micro`; the bank's `reference` counts once."""

    amount = AmountField(required=False)
    amount_micro = MicroField(required=False, max_value=MAX_AMOUNT_MICRO)
    reference = serializers.CharField(max_length=MAX_REFERENCE)

    def validate(self, attrs) -> dict:
        if ("amount" in attrs) == ("amount_micro" in attrs):
            raise serializers.ValidationError({"amount": ["Give the amount once."]})
        return {"amount": attrs.get("amount", attrs.get("amount_micro")), "reference": attrs["reference"]}


class ProjectViewSet(labeling.ProjectViewSet):
    @extend_schema(
        request=FundSerializer, responses={200: BudgetSerializer, **dict.fromkeys([400, 403, 404, 409], REFUSAL)}
    )
    @action(detail=True, methods=["post"])
    def fund(self, request, pk):
        """Book a transfer that arrived for the project; answers with its budget."""
        project = get_own_project(request.user, pk)
        actions.fund_project(by=request.user, project=project, **read(FundSerializer, request))
        project.budget.refresh_from_db()
        return Response(BudgetSerializer(project.budget).data)


class BoxStorySerializer(serializers.Serializer):
    """One box's answer to "paid, or why not": its decision and reason, its line, its statement, its deposit."""

    box = serializers.IntegerField(source="box.pk")
    unit_price = AmountField(source="price_micro")
    unit_price_micro = serializers.IntegerField(source="price_micro")
    approved = serializers.BooleanField(source="outcome.approved", default=None, allow_null=True)
    reason = serializers.CharField(source="outcome.reason", default="")
    line = serializers.IntegerField(source="line.pk", default=None, allow_null=True)
    statement = serializers.IntegerField(source="statement.pk", default=None, allow_null=True)
    pay_on = serializers.DateField(source="statement.pay_on", default=None, allow_null=True)
    paid_on = serializers.DateField(source="statement.payout.paid_on", default=None, allow_null=True)


class AssignmentSerializer(labeling.AssignmentSerializer):
    """With the boxes of the last round and what the piece earned so far (0: nothing is booked yet)."""

    box_count = serializers.SerializerMethodField()
    earned_micro = serializers.SerializerMethodField()
    earned = serializers.SerializerMethodField()

    class Meta(labeling.AssignmentSerializer.Meta):
        fields = [*labeling.AssignmentSerializer.Meta.fields, "box_count", "earned_micro", "earned"]

    def get_box_count(self, assignment) -> int:
        return assignment.box_count or 0

    def get_earned_micro(self, assignment) -> int:
        return assignment.earned_micro or 0

    def get_earned(self, assignment) -> str:
        return AmountField().to_representation(assignment.earned_micro or 0)


class AssignmentDetailSerializer(AssignmentSerializer, review.AssignmentDetailSerializer):
    """With the answer of each box of the last round to "paid, or why not"."""

    money = serializers.SerializerMethodField()

    class Meta(review.AssignmentDetailSerializer.Meta):
        fields = [*review.AssignmentDetailSerializer.Meta.fields, "box_count", "earned_micro", "earned", "money"]

    @extend_schema_field(BoxStorySerializer(many=True))
    def get_money(self, assignment):
        submission = latest_submission(assignment)
        return BoxStorySerializer(queries.story_of_boxes(submission) if submission else [], many=True).data


class AssignmentViewSet(review.AssignmentViewSet):
    serializer_class = AssignmentSerializer
    detail_serializer_class = AssignmentDetailSerializer

    def get_queryset(self):
        found = queries.work_of(self.request.user)
        return found if self.action == "list" else found.prefetch_related(labeling.promised_labels("rate_card"))


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
    paid_on = serializers.DateField(source="payout.paid_on", default=None, allow_null=True)
    payout_reference = serializers.CharField(source="payout.bank_reference", default=None, allow_null=True)

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

    `assignment` leads to the boxes; `label` is null where an image was judged.
    """

    project = labeling.ProjectNameSerializer()
    image = serializers.SerializerMethodField()
    label = serializers.CharField(source="label.name", default=None, allow_null=True)
    unit_price = AmountField(source="unit_price_micro")
    amount = AmountField(source="amount_micro")
    occurred_at = serializers.DateTimeField(source="entry.occurred_at")
    assignment = serializers.IntegerField(source="entry.verdict.submission.assignment_id")
    submission = serializers.IntegerField(source="entry.verdict.submission_id")
    decided_by = serializers.SerializerMethodField()
    decision_source = serializers.CharField(source="entry.verdict.source")

    class Meta:
        model = Line
        fields = [
            *("id", "kind", "project", "image", "label", "units", "unit_price", "unit_price_micro"),
            *("amount", "amount_micro", "currency", "occurred_at", "assignment", "submission"),
            *("decided_by", "decision_source"),
        ]

    @extend_schema_field(LineImageSerializer)
    def get_image(self, line) -> dict:
        submission = line.entry.verdict.submission
        url = reverse("api:submission-image", args=[submission.pk], request=self.context["request"])
        return {"url": url, "name": submission.assignment.task.image.name}

    def get_decided_by(self, line) -> str | None:
        verdict = line.entry.verdict
        return verdict.pseudonym if verdict.decided_by_id else None


class AsBooked(Newest):
    """In the order of the books, which is the order that a statement's digest is made in."""

    ordering = "id"


class PaySerializer(serializers.Serializer):
    bank_reference = serializers.CharField(max_length=Payout._meta.get_field("bank_reference").max_length)
    paid_on = serializers.DateField()


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

    @extend_schema(responses=LineSerializer(many=True))
    @action(detail=True, pagination_class=AsBooked, serializer_class=LineSerializer)
    def lines(self, request, pk):
        """What a statement is made of, line by line."""
        found = queries.with_story(queries.lines_of(access.get_statement(request.user, pk)))
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(
        request=PaySerializer, responses={200: StatementSerializer, **dict.fromkeys([400, 403, 404, 409], REFUSAL)}
    )
    @action(detail=True, methods=["post"])
    def pay(self, request, pk):
        """The deposit left the bank: mark the statement paid."""
        statement = access.get_statement(request.user, pk)
        access.check_admin(request.user)
        actions.pay_statement(by=request.user, statement=statement, **read(PaySerializer, request))
        return Response(self.get_serializer(access.get_statement(request.user, pk)).data)


class SumSerializer(serializers.Serializer):
    currency = serializers.CharField()
    amount = AmountField(source="amount_micro")
    amount_micro = serializers.IntegerField()


class ExpectedSerializer(SumSerializer):
    """A sum that is to come, why it has not come yet, and when it is expected (null: not known yet)."""

    reason = serializers.ChoiceField(["approved", "in_review", "returned", "appealed", "carried"])
    boxes = serializers.IntegerField()
    images = serializers.IntegerField()
    pay_on = serializers.DateField(allow_null=True)
    decided_by = serializers.DateTimeField(allow_null=True)
    period = serializers.CharField(help_text="Empty where it is not known yet.")


class EarningsSerializer(serializers.Serializer):
    """`totals` are what is approved and in review; `lines` the latest 50 that are in no statement yet."""

    period = serializers.CharField()
    expected = ExpectedSerializer(many=True)
    totals = SumSerializer(many=True)
    lines = LineSerializer(many=True)


class EarningsView(APIView):
    @extend_schema(responses={200: EarningsSerializer, 403: REFUSAL})
    def get(self, request):
        """Month to date: what was earned, what is to come, and when."""
        check_role(request.user, Role.WORKER)
        expected = queries.expected_earnings(request.user)
        totals = [{"currency": code, "amount_micro": amount} for code, amount in queries.totals_to_come(expected)]
        open_lines = queries.with_story(queries.open_lines(request.user)).order_by("-id")
        earnings = {
            "period": queries.current_period(),
            "expected": expected,
            "totals": totals,
            "lines": open_lines[:LATEST_LINES],
        }
        return Response(EarningsSerializer(earnings, context={"request": request}).data)


class CloseSerializer(serializers.Serializer):
    early = serializers.BooleanField(default=False, help_text="Although the month is not over.")


class PeriodSerializer(serializers.ModelSerializer):
    """`root` is the Merkle root over the month's statements, `statements` their number."""

    period = serializers.CharField(source="name")
    statements = serializers.SerializerMethodField()

    class Meta:
        model = Period
        fields = ["period", "closed_at", "root", "statements"]

    def get_statements(self, period) -> int:
        return Statement.objects.filter(period=period.name).count()


class ClosePeriodView(APIView):
    @extend_schema(
        request=CloseSerializer, responses={200: PeriodSerializer, **dict.fromkeys([400, 403, 409], REFUSAL)}
    )
    def post(self, request, period):
        """Close a month such as 2026-10; closing it again changes nothing."""
        access.check_admin(request.user)
        closed = actions.close_period(by=request.user, period=period, **read(CloseSerializer, request))
        return Response(PeriodSerializer(closed).data)
