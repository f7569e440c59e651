"""API: payout runs, from preparing to what the bank answered."""

from dataclasses import asdict

from django.core.files.base import ContentFile
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.mixins import CreateModelMixin
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.viewsets import ReadOnlyModelViewSet

from payouts import access, actions, queries
from payouts.actions.sending import FORMATS, sent_file
from payouts.bankfiles.movements import MOST_BYTES
from payouts.download import as_download
from payouts.models import BankFile, Movement, Payout, PayoutRun
from people.api import REFUSAL, AnyAccept, read
from people.cursors import Newest
from projects.api import AmountField
from projects.money import CURRENCIES

REFUSALS = dict.fromkeys([400, 403, 404, 409], REFUSAL)
FORMAT = OpenApiParameter("format", str, enum=list(FORMATS), description="Without one: what the currency's banks take.")


class PrepareSerializer(serializers.Serializer):
    currency = serializers.ChoiceField(list(CURRENCIES))
    pay_on = serializers.DateField(help_text="Every statement whose pay day is this day or earlier.")


class FormatSerializer(serializers.Serializer):
    format = serializers.ChoiceField(list(FORMATS), required=False)


class LeftOutSerializer(serializers.Serializer):
    """A statement that is due and cannot be paid: `why` is for machines, `text` for people."""

    statement = serializers.IntegerField(source="statement.pk")
    worker = serializers.IntegerField(source="statement.worker_id")
    net = AmountField(source="statement.net_micro")
    net_micro = serializers.IntegerField(source="statement.net_micro")
    why = serializers.ChoiceField(list(queries.OBSTACLES))
    text = serializers.CharField()


class RunSerializer(serializers.ModelSerializer):
    """A run: prepared by one admin, approved by another, sent to the bank in one file."""

    prepared_by = serializers.IntegerField(source="prepared_by_id")
    approved_by = serializers.IntegerField(source="approved_by_id", allow_null=True)
    deposits = serializers.IntegerField(source="count")
    total = AmountField(source="total_micro")
    total_micro = serializers.IntegerField()
    paid = serializers.IntegerField()
    returned = serializers.IntegerField()

    class Meta:
        model = PayoutRun
        fields = [
            *("id", "currency", "pay_on", "prepared_by", "prepared_at", "approved_by", "approved_at", "sent_at"),
            *("cancelled_at", "deposits", "total", "total_micro", "paid", "returned"),
        ]


class RunDetailSerializer(RunSerializer):
    """With what is due by its day and left out of it, while it is not sent."""

    left_out = serializers.SerializerMethodField()

    class Meta(RunSerializer.Meta):
        fields = [*RunSerializer.Meta.fields, "left_out"]

    def get_left_out(self, run) -> list[dict]:
        is_open = not run.sent_at and not run.cancelled_at
        rows = queries.left_out(run.currency, run.pay_on) if is_open else []
        return LeftOutSerializer(rows, many=True).data


class DepositSerializer(serializers.ModelSerializer):
    """One deposit of a run; of its account only the last digits."""

    worker = serializers.IntegerField(source="statement.worker_id")
    account = serializers.CharField(source="account.masked")
    amount = AmountField(source="amount_micro")

    class Meta:
        model = Payout
        fields = [
            *("id", "statement", "worker", "account", "amount", "amount_micro", "end_to_end_id", "state"),
            *("paid_on", "bank_reference", "returned_on", "return_reason"),
        ]


class MovementSerializer(serializers.ModelSerializer):
    """One movement that no file before had told, and what it was found to be."""

    amount = AmountField(source="amount_micro")

    class Meta:
        model = Movement
        fields = [
            *("id", "reference", "end_to_end_id", "amount", "amount_micro", "currency", "incoming", "booked_on"),
            *("status", "reason", "outcome", "why", "payout", "funding", "refund"),
        ]


class BankFileSerializer(serializers.ModelSerializer):
    movements = serializers.SerializerMethodField()

    class Meta:
        model = BankFile
        fields = ["id", "name", "sha256", "imported_at", "movements"]

    def get_movements(self, file) -> list[dict]:
        return MovementSerializer(file.movements.order_by("id"), many=True).data


class BankFileBodySerializer(serializers.Serializer):
    file = serializers.FileField()


class WholeBody(BaseParser):
    """A body that is the file itself, whatever it calls itself."""

    media_type = "*/*"

    def parse(self, stream, media_type=None, parser_context=None):
        return {"file": ContentFile(stream.read(MOST_BYTES + 1), name="bank file")}


class PayoutViewSet(CreateModelMixin, ReadOnlyModelViewSet):
    """Payout runs, newest first; for admins."""

    queryset = PayoutRun.objects.all()
    lookup_value_converter = "int"
    serializer_class = RunSerializer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        access.check_admin(request.user)

    def get_queryset(self):
        return queries.runs()

    def get_serializer_class(self):
        return RunDetailSerializer if self.action == "retrieve" else self.serializer_class

    def _answer(self, run, status=200):
        return Response(RunDetailSerializer(queries.runs().get(pk=run.pk)).data, status=status)

    @extend_schema(request=PrepareSerializer, responses={201: RunDetailSerializer, **REFUSALS})
    def create(self, request):
        """Prepare a run of everything that is due by a day and clear to be paid."""
        return self._answer(actions.run_payout(by=request.user, **read(PrepareSerializer, request)), 201)

    @extend_schema(responses=DepositSerializer(many=True))
    @action(detail=True, pagination_class=Newest, serializer_class=DepositSerializer)
    def deposits(self, request, pk):
        """The deposits of a run, one by one."""
        found = self.get_object().payouts.select_related("statement", "account")
        return self.get_paginated_response(self.get_serializer(self.paginate_queryset(found), many=True).data)

    @extend_schema(request=None, responses={200: RunDetailSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def approve(self, request, pk):
        """Approve a run that another admin prepared."""
        return self._answer(actions.approve_payout(by=request.user, run=self.get_object()))

    @extend_schema(request=None, responses={200: RunDetailSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def cancel(self, request, pk):
        """Call off a run that has not been sent."""
        return self._answer(actions.cancel_payout(by=request.user, run=self.get_object()))

    @extend_schema(request=FormatSerializer, responses={200: OpenApiResponse(OpenApiTypes.BINARY), **REFUSALS})
    @action(detail=True, methods=["post"], content_negotiation_class=AnyAccept)
    def send(self, request, pk):
        """The bank's file of an approved run, which counts as sent from here on; again, the same bytes."""
        file_format = read(FormatSerializer, request).get("format", "")
        sent = actions.send_payout(by=request.user, run=self.get_object(), file_format=file_format)
        return as_download(**asdict(sent))

    @extend_schema(parameters=[FORMAT], responses={200: OpenApiResponse(OpenApiTypes.BINARY), **REFUSALS})
    @action(detail=True, content_negotiation_class=AnyAccept)
    def file(self, request, pk):
        """The file that a run was sent in, the same to the byte."""
        file_format = request.query_params.get("format", "")
        return as_download(**asdict(sent_file(by=request.user, run=self.get_object(), file_format=file_format)))

    @extend_schema(
        request={"multipart/form-data": BankFileBodySerializer, "application/octet-stream": OpenApiTypes.BINARY},
        responses={200: BankFileSerializer, **REFUSALS},
    )
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser, WholeBody])
    def reconcile(self, request, pk):
        """Take in a file of the bank (camt.053, camt.054, CSV), of this run and of whatever else stands in it."""
        self.get_object()
        given = read(BankFileBodySerializer, request)["file"]
        return Response(BankFileSerializer(actions.reconcile(by=request.user, name=given.name, data=given.read())).data)
