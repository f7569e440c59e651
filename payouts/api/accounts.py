"""API: where a worker's deposits go."""

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from payouts import actions, queries
from payouts.actions.accounts import MAX_HOLDER
from payouts.models import BankAccount
from people.access import check_role
from people.api import REFUSAL, read
from people.errors import Refused
from people.models import Role
from projects.money import CURRENCIES


class BankAccountSerializer(serializers.ModelSerializer):
    """`masked` shows the last four digits; nothing is paid before it is confirmed by mail and checked."""

    class Meta:
        model = BankAccount
        fields = ["currency", "country", "bank_code", "masked", "added_at", "confirmed_at", "checked_at"]


class AccountBodySerializer(serializers.Serializer):
    """KR: `bank_code` of three digits; US: routing number; JP: bank and branch; elsewhere `number` is the IBAN."""

    currency = serializers.ChoiceField(list(CURRENCIES))
    country = serializers.CharField(max_length=2)
    holder = serializers.CharField(max_length=MAX_HOLDER)
    number = serializers.CharField(max_length=42)
    bank_code = serializers.CharField(max_length=11, required=False, default="", allow_blank=True)
    bic = serializers.CharField(max_length=11, required=False, default="", allow_blank=True)
    password = serializers.CharField(trim_whitespace=False, help_text="The worker's own, once more.")


class PasswordThrottle(ScopedRateThrottle):
    """Passwords are tried here as at the login: not often."""

    def allow_request(self, request, view):
        return request.method != "PUT" or super().allow_request(request, view)


class BankAccountView(APIView):
    throttle_classes = (PasswordThrottle,)
    throttle_scope = "login"

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        check_role(request.user, Role.WORKER)

    @extend_schema(responses={200: BankAccountSerializer(many=True), 403: REFUSAL})
    def get(self, request):
        """Where the deposits go, one account a currency."""
        return Response(BankAccountSerializer(queries.accounts_of(request.user), many=True).data)

    @extend_schema(
        request=AccountBodySerializer, responses={200: BankAccountSerializer, **dict.fromkeys([400, 403, 429], REFUSAL)}
    )
    def put(self, request):
        """Enter or change the account of a currency; the mail that follows has the link that confirms it."""
        given = read(AccountBodySerializer, request)
        if not request.user.check_password(given.pop("password")):
            raise Refused("wrong_password", "This is not your password.", status=403, fields={"password": "wrong"})
        return Response(BankAccountSerializer(actions.save_bank_account(by=request.user, **given)).data)
