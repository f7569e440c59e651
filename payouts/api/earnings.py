"""API: earnings to date, and what is to come."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from payouts import queries
from payouts.api.statements import LineSerializer
from people.access import check_role
from people.api import REFUSAL
from people.models import Role
from projects.api import AmountField

LATEST_LINES = 50


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
