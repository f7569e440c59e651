"""The API of review: the next piece to judge, verdicts, objections; and what became of one's own work."""

import re

from django.http import Http404
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.mixins import ListModelMixin
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from labeling import api as labeling
from labeling.access import get_own_assignment
from labeling.models import Submission
from labeling.states import IN_HAND
from people.api import REFUSAL, AnyAccept, read
from projects import storage
from review import access, actions
from review.actions.findings import MAX_REASON
from review.canvas import drawing_canvas, judging_canvas
from review.models import Appeal, BoxVerdict, Correction, Decision, Verdict

MOST_ON_A_DESK = 10
MAX_OBJECTION = Appeal._meta.get_field("reason").max_length


class CorrectionSerializer(serializers.ModelSerializer):
    """What a reviewer made of a box; the box itself stays, and is what is paid."""

    label = serializers.IntegerField(source="label_id")

    class Meta:
        model = Correction
        fields = ["label", "x", "y", "width", "height"]


class BoxVerdictSerializer(serializers.ModelSerializer):
    id = serializers.IntegerField(source="box_id")
    correction = CorrectionSerializer(allow_null=True)

    class Meta:
        model = BoxVerdict
        fields = ["id", "approved", "reason", "correction"]


class MissingSerializer(serializers.Serializer):
    """A place in pixels of the upright image where a box is missing."""

    x = serializers.FloatField()
    y = serializers.FloatField()
    label = serializers.IntegerField(source="label_id", allow_null=True)
    reason = serializers.CharField()


class VerdictSerializer(serializers.ModelSerializer):
    """Never tells who decided; `boxes` are the decisions on each box, by the box's id."""

    submission = serializers.IntegerField(source="submission_id")
    boxes = BoxVerdictSerializer(many=True)
    missing = MissingSerializer(many=True)

    class Meta:
        model = Verdict
        fields = [
            *("id", "submission", "decision", "source", "reason", "decided_at", "appeal_until", "boxes", "missing"),
        ]


class JudgedSubmissionSerializer(serializers.ModelSerializer):
    """What a reviewer sees of a submission; whose it is stays hidden."""

    project = labeling.ProjectNameSerializer(source="assignment.project")
    image = serializers.SerializerMethodField()
    labels = labeling.PromisedLabelSerializer(source="assignment.rate_card.rates", many=True)
    boxes = labeling.BoxSerializer(many=True)

    class Meta:
        model = Submission
        fields = ["id", "project", "round", "image", "labels", "boxes", "submitted_at", "review_by"]

    @extend_schema_field(labeling.ImageSerializer)
    def get_image(self, submission) -> dict:
        return labeling.image_at(self, submission.assignment.task.image, "api:submission-image", submission.pk)


class SubmissionToJudgeSerializer(JudgedSubmissionSerializer):
    decisions = serializers.SerializerMethodField()

    class Meta(JudgedSubmissionSerializer.Meta):
        fields = [*JudgedSubmissionSerializer.Meta.fields, "decisions"]

    @extend_schema_field(serializers.ListField(child=serializers.ChoiceField(Decision.choices)))
    def get_decisions(self, submission) -> list[str]:
        last_round = submission.round >= submission.assignment.project.max_rounds
        return [d.value for d in Decision if not (last_round and d == Decision.RETURNED)]


class AppealSerializer(serializers.ModelSerializer):
    submission = serializers.IntegerField(source="submission_id")
    boxes = serializers.PrimaryKeyRelatedField(many=True, read_only=True)
    verdict = serializers.IntegerField(source="verdict_id", allow_null=True)

    class Meta:
        model = Appeal
        fields = ["id", "submission", "reason", "boxes", "opened_at", "verdict"]


class AppealToDecideSerializer(AppealSerializer):
    """With the piece and the verdicts that it objects to."""

    submission = JudgedSubmissionSerializer()
    verdicts = VerdictSerializer(source="submission.verdicts", many=True)

    class Meta(AppealSerializer.Meta):
        fields = ["id", "submission", "reason", "boxes", "opened_at", "verdicts"]


class BoxDecisionSerializer(serializers.Serializer):
    id = serializers.IntegerField()
    approved = serializers.BooleanField()
    reason = serializers.CharField(default="", allow_blank=True, max_length=MAX_REASON)


@extend_schema_field(CorrectionSerializer(allow_null=True))
class CorrectionField(serializers.JSONField):
    """Read by the action, as strictly as any box."""


@extend_schema_field(
    inline_serializer(
        "MissingBox",
        {
            "x": serializers.FloatField(),
            "y": serializers.FloatField(),
            "label": serializers.IntegerField(required=False, allow_null=True),
            "reason": serializers.CharField(required=False, allow_blank=True, max_length=MAX_REASON),
        },
    )
)
class PlaceField(serializers.DictField):
    """Read by the action: a place has to be in the picture."""


class JudgedBoxSerializer(BoxDecisionSerializer):
    correction = CorrectionField(
        default=None, allow_null=True, help_text="Of an approved box: where it should be. It is paid as it was drawn."
    )


class DecideSerializer(serializers.Serializer):
    """`boxes` are those that differ from the decision as a whole; every refusal needs a reason.

    `missing` are places where a box is missing; one of them is reason enough for a return. The same decision sent once
    more is answered with the verdict that stands.
    """

    decision = serializers.CharField(help_text="`approved`, `returned` or `rejected`.")
    reason = serializers.CharField(default="", allow_blank=True, max_length=MAX_REASON)
    boxes = JudgedBoxSerializer(many=True, default=list)
    missing = serializers.ListField(child=PlaceField(), default=list)
    active_ms = serializers.IntegerField(default=0, min_value=0, max_value=labeling.MAX_ACTIVE_MS)


class DecideAppealSerializer(serializers.Serializer):
    """`approved` grants the appeal but for the boxes refused in `boxes`; `rejected` upholds every refusal."""

    decision = serializers.CharField(help_text="`approved` or `rejected`.")
    reason = serializers.CharField(default="", allow_blank=True, max_length=MAX_REASON)
    boxes = BoxDecisionSerializer(many=True, default=list)


class ObjectSerializer(serializers.Serializer):
    """`boxes` are ids of refused boxes; none named: all of them."""

    reason = serializers.CharField(max_length=MAX_OBJECTION)
    boxes = serializers.ListField(child=serializers.IntegerField(), default=list)


class NextView(APIView):
    @extend_schema(
        parameters=[
            OpenApiParameter(
                "besides",
                str,
                description="Ids, with commas, of submissions that are on the reviewer's desk already: they are kept "
                "for another twenty minutes, and the one after them is taken ahead.",
            )
        ],
        responses={
            200: inline_serializer("Next", {"submission": SubmissionToJudgeSerializer(allow_null=True)}),
            403: REFUSAL,
        },
    )
    def get(self, request):
        """The submission to judge next, kept from other reviewers for twenty minutes; null: the queue is empty."""
        besides = re.findall(r"\b[0-9]{1,18}\b", request.query_params.get("besides", ""))[:MOST_ON_A_DESK]
        submission = actions.take_next(by=request.user, besides=map(int, besides))
        if submission is None:
            return Response({"submission": None})
        found = _with_boxes(access.judgeable(request.user)).get(pk=submission.pk)
        return Response({"submission": SubmissionToJudgeSerializer(found, context={"request": request}).data})


def _with_boxes(submissions):
    related = submissions.select_related("assignment__project", "assignment__task__image")
    return related.prefetch_related("boxes", labeling.promised_labels("assignment__rate_card"))


class SubmissionViewSet(GenericViewSet):
    queryset = Submission.objects.all()
    lookup_value_converter = "int"

    @extend_schema(responses=labeling.PICTURE)
    @action(detail=True, content_negotiation_class=AnyAccept)
    def image(self, request, pk):
        """The picture, for its worker, its project's client and reviewers, and admins."""
        submission = get_object_or_404(Submission, pk=pk)
        return storage.response(access.get_visible_assignment(request.user, submission.assignment_id).task.image.key)

    @extend_schema(responses={200: OpenApiTypes.OBJECT, **dict.fromkeys([403, 404, 409], REFUSAL)})
    @action(detail=True)
    def canvas(self, request, pk):
        """All that the judging page is made of, to be fetched ahead; kept from other reviewers for twenty minutes."""
        submission = access.get_submission_to_judge(request.user, pk)
        actions.take(by=request.user, submission=submission)
        return Response(judging_canvas(submission, reviewer=request.user))

    @extend_schema(request=None, responses={204: None, **dict.fromkeys([403, 404], REFUSAL)})
    @action(detail=True, methods=["post"], url_path="put-back")
    def put_back(self, request, pk):
        """What was taken ahead and will not be judged now is free for other reviewers at once."""
        submission = access.get_submission_to_judge(request.user, pk)
        actions.put_back(by=request.user, submission=submission)
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(
        request=DecideSerializer, responses={200: VerdictSerializer, **dict.fromkeys([400, 403, 404, 409], REFUSAL)}
    )
    @action(detail=True, methods=["post"])
    def decide(self, request, pk):
        """Approve, return or reject."""
        submission = access.get_submission_to_judge(request.user, pk)
        verdict = actions.decide(by=request.user, submission=submission, **read(DecideSerializer, request))
        return Response(VerdictSerializer(verdict).data)

    @extend_schema(
        request=ObjectSerializer, responses={201: AppealSerializer, **dict.fromkeys([400, 404, 409], REFUSAL)}
    )
    @action(detail=True, methods=["post"])
    def appeal(self, request, pk):
        """Object to refused boxes: once, and in time."""
        submission = access.get_own_submission(request.user, pk)
        objection = actions.appeal(by=request.user, submission=submission, **read(ObjectSerializer, request))
        return Response(AppealSerializer(objection).data, status=status.HTTP_201_CREATED)


class AppealViewSet(ListModelMixin, GenericViewSet):
    """The objections that wait for this reviewer."""

    queryset = Appeal.objects.all()
    lookup_value_converter = "int"
    serializer_class = AppealToDecideSerializer

    def get_queryset(self):
        access.check_reviewer(self.request.user)
        appeals = access.appeals_to_decide(self.request.user)
        labels = labeling.promised_labels("submission__assignment__rate_card")
        return appeals.prefetch_related(
            *("boxes", "submission__boxes", "submission__verdicts__boxes__correction", "submission__verdicts__missing"),
            labels,
        )

    @extend_schema(
        request=DecideAppealSerializer,
        responses={200: VerdictSerializer, **dict.fromkeys([400, 403, 404, 409], REFUSAL)},
    )
    @action(detail=True, methods=["post"])
    def decide(self, request, pk):
        """Settle an objection in which one had no part."""
        appeal = access.get_appeal_to_decide(request.user, pk)
        verdict = actions.decide_appeal(by=request.user, appeal=appeal, **read(DecideAppealSerializer, request))
        return Response(VerdictSerializer(verdict).data)


class AssignmentDetailSerializer(labeling.AssignmentDetailSerializer):
    """With the verdicts on the last round, in order, and the objection to them."""

    verdicts = serializers.SerializerMethodField()
    appeal = serializers.SerializerMethodField()

    class Meta(labeling.AssignmentDetailSerializer.Meta):
        fields = [*labeling.AssignmentDetailSerializer.Meta.fields, "verdicts", "appeal"]

    @extend_schema_field(VerdictSerializer(many=True))
    def get_verdicts(self, assignment):
        last_round = Verdict.objects.filter(submission__assignment=assignment, submission__round=assignment.round)
        return VerdictSerializer(
            last_round.order_by("id").prefetch_related("boxes__correction", "missing"), many=True
        ).data

    @extend_schema_field(AppealSerializer(allow_null=True))
    def get_appeal(self, assignment):
        appeal = Appeal.objects.filter(submission__assignment=assignment).order_by("-id").first()
        return AppealSerializer(appeal).data if appeal else None


class AssignmentViewSet(labeling.AssignmentViewSet):
    detail_serializer_class = AssignmentDetailSerializer

    @extend_schema(responses={200: OpenApiTypes.OBJECT, 404: REFUSAL})
    @action(detail=True)
    def canvas(self, request, pk):
        """All that the drawing page of a piece in hand is made of, to be fetched ahead; other pieces are 404."""
        assignment = get_own_assignment(request.user, pk)
        if assignment.state not in IN_HAND:
            raise Http404
        return Response(drawing_canvas(assignment))
