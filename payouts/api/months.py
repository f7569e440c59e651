"""API: closing a month."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from payouts import access, actions
from payouts.models import Period, Statement
from people.api import REFUSAL, read


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
