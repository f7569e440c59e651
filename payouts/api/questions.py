"""API: questions about lines and statements, their answers, and adjustments."""

from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import ReadOnlyModelViewSet

from payouts import access, actions
from payouts.actions.adjusting import MAX_KEY
from payouts.models import Adjustment, Line, Question, Remark
from people.access import check_role
from people.api import REFUSAL, read
from people.models import Role, User
from projects.access import get_own_project
from projects.api import AmountField, MicroField
from projects.models import Project
from projects.money import CURRENCIES

REFUSALS = dict.fromkeys([400, 403, 404, 409], REFUSAL)


class TextSerializer(serializers.Serializer):
    text = serializers.CharField(max_length=Remark._meta.get_field("text").max_length)


class AdjustmentSerializer(serializers.ModelSerializer):
    """`amount` is signed as the worker sees it; `line` is where it stands, `corrects` the line that was wrong."""

    id = serializers.IntegerField(source="pk")
    line = serializers.SerializerMethodField()
    amount = AmountField(source="amount_micro")

    class Meta:
        model = Adjustment
        fields = [
            *("id", "worker", "project", "line", "corrects", "amount", "amount_micro", "currency", "reason"),
            "made_at",
        ]

    def get_line(self, adjustment) -> int:
        return adjustment.entry.lines.all()[0].pk


class RemarkSerializer(serializers.ModelSerializer):
    by = serializers.SerializerMethodField(help_text="`worker` or `admin`.")
    adjustment = AdjustmentSerializer(allow_null=True)

    class Meta:
        model = Remark
        fields = ["by", "text", "at", "adjustment"]

    def get_by(self, remark) -> str:
        return str(remark.author.role)


class QuestionSerializer(serializers.ModelSerializer):
    """About a `line` or a `statement`; to be answered by `due_at`. `answered_at` is null while it waits."""

    remarks = RemarkSerializer(many=True)

    class Meta:
        model = Question
        fields = ["id", "worker", "line", "statement", "asked_at", "due_at", "answered_at", "remarks"]


class SignedAmountField(AmountField):
    """A decimal string that may begin with a minus."""

    def to_internal_value(self, data) -> int:
        if isinstance(data, str) and data.startswith("-"):
            return -super().to_internal_value(data[1:])
        return super().to_internal_value(data)


class AnswerSerializer(TextSerializer):
    """`amount` books an adjustment with the answer, paid by the `project` or, without one, by the platform."""

    amount = SignedAmountField(required=False)
    project = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)


class AdjustSerializer(serializers.Serializer):
    """The amount once, as `amount` or `amount_micro`, signed as the worker sees it; `key` names the attempt."""

    worker = serializers.IntegerField(min_value=1, max_value=2**63 - 1)
    currency = serializers.ChoiceField(choices=sorted(CURRENCIES))
    pay_day = serializers.IntegerField(min_value=1, max_value=28)
    amount = SignedAmountField(required=False)
    amount_micro = MicroField(required=False, min_value=-(10**18), max_value=10**18)
    reason = serializers.CharField(max_length=Adjustment._meta.get_field("reason").max_length)
    project = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    corrects = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)
    key = serializers.CharField(max_length=MAX_KEY)

    def validate(self, attrs) -> dict:
        if ("amount" in attrs) == ("amount_micro" in attrs):
            raise serializers.ValidationError({"amount": ["Give the amount once."]})
        if "amount_micro" in attrs:
            attrs["amount"] = attrs.pop("amount_micro")
        return attrs


class QuestionViewSet(ReadOnlyModelViewSet):
    """A worker's own questions, newest first; admins see all."""

    queryset = Question.objects.all()
    lookup_value_converter = "int"
    serializer_class = QuestionSerializer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        check_role(request.user, Role.WORKER, Role.ADMIN)

    def get_queryset(self):
        found = access.visible_questions(self.request.user)
        return found.prefetch_related("remarks__author", "remarks__adjustment__entry__lines")

    @extend_schema(request=AnswerSerializer, responses={200: QuestionSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def answer(self, request, pk):
        """Answer a question, with an adjustment where something is to be made good."""
        question = access.get_question(request.user, pk)
        access.check_admin(request.user)
        given = read(AnswerSerializer, request)
        actions.answer(by=request.user, question=question, **given | _project(request.user, given))
        return Response(self.get_serializer(self.get_object()).data)

    @extend_schema(request=TextSerializer, responses={200: QuestionSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def reply(self, request, pk):
        """Say more about an own question; what was answered is open again."""
        question = access.get_question(request.user, pk)
        check_role(request.user, Role.WORKER)
        actions.reply(by=request.user, question=question, **read(TextSerializer, request))
        return Response(self.get_serializer(self.get_object()).data)


class AskAboutLineView(APIView):
    @extend_schema(request=TextSerializer, responses={201: QuestionSerializer, **REFUSALS})
    def post(self, request, pk):
        """Ask why a line is what it is."""
        check_role(request.user, Role.WORKER)
        return _asked(request, line=access.get_line(request.user, pk))


class AskAboutStatementView(APIView):
    @extend_schema(request=TextSerializer, responses={201: QuestionSerializer, **REFUSALS})
    def post(self, request, pk):
        """Ask why a statement is what it is."""
        check_role(request.user, Role.WORKER)
        return _asked(request, statement=access.get_statement(request.user, pk))


class AdjustmentsView(APIView):
    @extend_schema(request=AdjustSerializer, responses={201: AdjustmentSerializer, **REFUSALS})
    def post(self, request):
        """Book an addition for a worker, or take back what is left of one; the same key again gives the first."""
        access.check_admin(request.user)
        given = read(AdjustSerializer, request)
        given["worker"] = get_object_or_404(User, pk=given["worker"])
        if "corrects" in given:
            given["corrects"] = get_object_or_404(Line, pk=given["corrects"])
        made = actions.adjust(by=request.user, **given | _project(request.user, given))
        return Response(AdjustmentSerializer(made).data, status=status.HTTP_201_CREATED)


def _asked(request, **about) -> Response:
    question = actions.ask(by=request.user, **about, **read(TextSerializer, request))
    return Response(QuestionSerializer(question).data, status=status.HTTP_201_CREATED)


def _project(user: User, given: dict) -> dict[str, Project]:
    return {"project": get_own_project(user, given["project"])} if "project" in given else {}
