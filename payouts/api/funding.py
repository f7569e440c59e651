"""API: money for a project."""

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response

from labeling import api as labeling
from payouts import actions, queries
from payouts.actions.funding import MAX_REFERENCE
from payouts.models import Funding
from people.api import REFUSAL, read
from people.models import Role
from projects.access import get_own_project
from projects.api import AmountField, BudgetSerializer, MicroField

MAX_AMOUNT_MICRO = 10**18  # a trillion: as much as `parse_amount` reads


class FundSerializer(serializers.Serializer):
    """The transfer as `amount` or as `amount_micro`; of an admin also the bank's `reference`, which counts once."""

    amount = AmountField(required=False)
    amount_micro = MicroField(required=False, max_value=MAX_AMOUNT_MICRO)
    reference = serializers.CharField(max_length=MAX_REFERENCE, required=False)

    def validate(self, attrs) -> dict:
        if ("amount" in attrs) == ("amount_micro" in attrs):
            raise serializers.ValidationError({"amount": [_("Give the amount once.")]})
        if self.context["request"].user.role == Role.ADMIN and "reference" not in attrs:
            raise serializers.ValidationError({"reference": [_("Give the bank's reference.")]})
        return {"amount": attrs.get("amount", attrs.get("amount_micro")), "reference": attrs.get("reference")}


class AnnouncedSerializer(serializers.ModelSerializer):
    """A transfer that is `announced`, or `confirmed`: write `reference` on it, and send it to `pay_to`."""

    amount = AmountField(source="amount_micro")
    currency = serializers.CharField(source="project.currency")
    state = serializers.SerializerMethodField()
    pay_to = serializers.SerializerMethodField()

    class Meta:
        model = Funding
        fields = ["reference", "amount", "amount_micro", "currency", "state", "pay_to"]

    def get_state(self, funding) -> str:
        return "confirmed" if funding.confirmed_at else "announced"

    def get_pay_to(self, funding) -> str:
        return queries.pay_to(funding.project.currency)


class ProjectViewSet(labeling.ProjectViewSet):
    @extend_schema(
        request=FundSerializer,
        responses={
            200: BudgetSerializer,
            202: AnnouncedSerializer,
            **dict.fromkeys([400, 403, 404, 409], REFUSAL),
        },
    )
    @action(detail=True, methods=["post"])
    def fund(self, request, pk):
        """A client announces a transfer (202: the reference to write on it); an admin books one that arrived (200)."""
        project = get_own_project(request.user, pk)
        given = read(FundSerializer, request)
        if request.user.role == Role.CLIENT:
            announced = actions.announce_funding(by=request.user, project=project, amount=given["amount"])
            return Response(AnnouncedSerializer(announced).data, status=status.HTTP_202_ACCEPTED)
        actions.fund_project(by=request.user, project=project, **given)
        project.budget.refresh_from_db()
        return Response(BudgetSerializer(project.budget).data)
