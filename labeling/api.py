"""The API of work: what is left of a project, taking work, drawing, handing in, giving back."""

from django.db.models import Prefetch, QuerySet
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import (
    OpenApiParameter,
    extend_schema,
    extend_schema_field,
    extend_schema_view,
    inline_serializer,
)
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.parsers import JSONParser, MultiPartParser
from rest_framework.response import Response
from rest_framework.reverse import reverse
from rest_framework.viewsets import ReadOnlyModelViewSet

from labeling import actions, queries
from labeling.access import check_worker, get_own_assignment, own_assignments
from labeling.models import Assignment, Box, Proposal, Submission
from people.api import REFUSAL, AnyAccept, read
from projects import api as projects
from projects import storage
from projects.access import get_own_project, get_project
from projects.api import AmountField
from projects.models import Project, Rate
from projects.money import plain_amount
from projects.pricing import price_of_boxes
from projects.queries import prices_of

MAX_ACTIVE_MS = 2**31 - 1
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key", str, OpenApiParameter.HEADER, description="The same key again gives the first submission."
)
PICTURE = {(200, "image/*"): OpenApiTypes.BINARY, 404: REFUSAL}


class ImageSerializer(serializers.Serializer):
    """`url` is absolute and takes the token; sizes are pixels of the upright image."""

    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    name = serializers.CharField()


class PromisedLabelSerializer(serializers.Serializer):
    """A label at the price that an assignment's rate card promises."""

    id = serializers.IntegerField(source="label_id")
    name = serializers.CharField(source="label.name")
    color = serializers.CharField(source="label.color")
    hotkey = serializers.CharField(source="label.hotkey")
    unit_price = AmountField(source="unit_price_micro")
    unit_price_micro = serializers.IntegerField()
    currency = serializers.CharField(source="rate_card.project.currency")


class DrawnBoxSerializer(serializers.Serializer):
    """`label` is a label's id; pixels of the upright image, origin top left. `proposal`: what it was made from."""

    label = serializers.IntegerField()
    proposal = serializers.IntegerField(required=False)
    x = serializers.FloatField(min_value=0)
    y = serializers.FloatField(min_value=0)
    width = serializers.FloatField(min_value=1)
    height = serializers.FloatField(min_value=1)


class BoxSerializer(serializers.ModelSerializer):
    label = serializers.IntegerField(source="label_id")
    proposal = serializers.IntegerField(source="proposal_id", allow_null=True)

    class Meta:
        model = Box
        fields = ["id", "label", "proposal", "x", "y", "width", "height"]


class ProposalSerializer(serializers.ModelSerializer):
    """A box that `source` suggests, with its score from 0 to 1 where it gave one."""

    label = serializers.IntegerField(source="label_id")

    class Meta:
        model = Proposal
        fields = ["id", "label", "x", "y", "width", "height", "score", "source"]


@extend_schema_field(DrawnBoxSerializer(many=True))
class RawBoxesField(serializers.JSONField):
    """Boxes as they came: the action reads them, and is stricter than a serializer (no "1" for 1, no NaN)."""


@extend_schema_field(serializers.ListField(child=serializers.IntegerField()))
class RawIdsField(serializers.JSONField):
    """Ids as they came, for the action to read."""


class ProjectNameSerializer(serializers.ModelSerializer):
    class Meta:
        model = Project
        fields = ["id", "name"]


def image_at(serializer, image, view: str, pk: int) -> dict:
    url = reverse(view, args=[pk], request=serializer.context["request"])
    return {"url": url, "width": image.width, "height": image.height, "name": image.name}


def promised_labels(path: str) -> Prefetch:
    """The labels of the rate card at `path`, in the order of the palette."""
    rates = Rate.objects.select_related("label", "rate_card__project").order_by("label__position", "label_id")
    return Prefetch(f"{path}__rates", rates)


class AssignmentSerializer(serializers.ModelSerializer):
    project = ProjectNameSerializer()
    image = serializers.SerializerMethodField()
    currency = serializers.CharField(source="project.currency")

    class Meta:
        model = Assignment
        fields = [
            *("id", "project", "image", "state", "round", "currency", "pay_day", "review_hours"),
            *("claimed_at", "expires_at"),
        ]

    @extend_schema_field(ImageSerializer)
    def get_image(self, assignment) -> dict:
        return image_at(self, assignment.task.image, "api:assignment-image", assignment.pk)


class TakenSerializer(AssignmentSerializer):
    """With all that drawing needs."""

    labels = PromisedLabelSerializer(source="rate_card.rates", many=True)
    max_boxes = serializers.IntegerField(source="project.max_boxes")
    min_side = serializers.IntegerField(source="project.min_side")

    class Meta(AssignmentSerializer.Meta):
        fields = [*AssignmentSerializer.Meta.fields, "labels", "max_boxes", "min_side"]


class SubmissionSerializer(serializers.ModelSerializer):
    """One round of boxes; `amount` is what they are worth if every box is approved."""

    assignment = serializers.IntegerField(source="assignment_id")
    state = serializers.CharField(source="assignment.state")
    boxes = BoxSerializer(many=True)
    amount = serializers.SerializerMethodField()
    amount_micro = serializers.SerializerMethodField()
    currency = serializers.CharField(source="assignment.project.currency")

    class Meta:
        model = Submission
        fields = [
            *("id", "assignment", "round", "state", "submitted_at", "review_by", "active_ms", "boxes", "rejected"),
            *("amount", "amount_micro", "currency"),
        ]

    def get_amount_micro(self, submission) -> int:
        prices = {rate.label_id: rate.unit_price_micro for rate in submission.assignment.rate_card.rates.all()}
        return price_of_boxes((box.label_id for box in submission.boxes.all()), prices)

    def get_amount(self, submission) -> str:
        return plain_amount(self.get_amount_micro(submission))


class DraftSerializer(serializers.Serializer):
    """`version` is that of the draft that the boxes were drawn on; 0: none yet. `rejected`: ids of proposals.

    `active_ms` is the time of real work so far, in milliseconds; `round` how often the piece had been handed in when
    the boxes were drawn: a draft of an earlier round is refused.
    """

    version = serializers.IntegerField()
    round = serializers.IntegerField(source="on_round", required=False, write_only=True)
    boxes = RawBoxesField()
    rejected = RawIdsField(required=False)
    active_ms = serializers.IntegerField(default=0, min_value=0, max_value=MAX_ACTIVE_MS)


class ReclaimedSerializer(TakenSerializer):
    """`same_prices`: the labels have the prices that they had before."""

    same_prices = serializers.BooleanField()

    class Meta(TakenSerializer.Meta):
        fields = [*TakenSerializer.Meta.fields, "same_prices"]


class AssignmentDetailSerializer(TakenSerializer):
    """With what is on the canvas, what was handed in last, and what is proposed: it counts once a box names it."""

    proposals = ProposalSerializer(source="offered", many=True)
    draft = serializers.SerializerMethodField()
    submission = serializers.SerializerMethodField()

    class Meta(TakenSerializer.Meta):
        fields = [*TakenSerializer.Meta.fields, "proposals", "draft", "submission"]

    def to_representation(self, assignment) -> dict:
        assignment.offered = queries.proposals_of(assignment)
        return super().to_representation(assignment)

    @extend_schema_field(DraftSerializer(allow_null=True))
    def get_draft(self, assignment):
        draft = queries.draft_of(assignment)
        names = ("version", "boxes", "rejected", "active_ms")
        return {name: getattr(draft, name) for name in names} if draft else None

    @extend_schema_field(SubmissionSerializer(allow_null=True))
    def get_submission(self, assignment):
        submission = submissions_with_boxes(assignment).order_by("-round").first()
        return SubmissionSerializer(submission, context=self.context).data if submission else None


class ClaimSerializer(serializers.Serializer):
    count = serializers.IntegerField(default=1)


class SubmitSerializer(serializers.Serializer):
    """`active_ms` is the time of real work, in milliseconds; more than the lease's wall time is not believed.

    A proposal that no box names and that is not among the `rejected` is not answered, and no part of the work.
    `version` is that of the draft that the boxes were drawn on; without it, a draft of another window may be lost.
    `round` is how often the piece had been handed in when they were drawn: boxes of an earlier round are refused.
    """

    boxes = RawBoxesField()
    rejected = RawIdsField(required=False)
    version = serializers.IntegerField(required=False)
    round = serializers.IntegerField(source="on_round", required=False)
    active_ms = serializers.IntegerField(default=0, min_value=0, max_value=MAX_ACTIVE_MS)


def submissions_with_boxes(assignment: Assignment) -> QuerySet[Submission]:
    related = assignment.submissions.select_related("assignment__project")
    return related.prefetch_related("boxes", "assignment__rate_card__rates")


def read_idempotency_key(request) -> str:
    """The header's value, "" where there is none; a 400 where it is longer than can be kept."""
    key = request.headers.get("Idempotency-Key", "").strip()
    limit = Submission._meta.get_field("idempotency_key").max_length
    if len(key) > limit:
        raise serializers.ValidationError({"Idempotency-Key": [f"At most {limit} characters."]})
    return key


class AssignmentViewSet(ReadOnlyModelViewSet):
    """The worker's own work, newest first; what is another's is 404."""

    queryset = Assignment.objects.all()
    lookup_value_converter = "int"
    serializer_class = AssignmentSerializer
    detail_serializer_class = AssignmentDetailSerializer

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        check_worker(request.user)

    def get_queryset(self):
        found = own_assignments(self.request.user).select_related("project", "task__image", "rate_card")
        return found if self.action == "list" else found.prefetch_related(promised_labels("rate_card"))

    def get_serializer_class(self):
        return self.serializer_class if self.action == "list" else self.detail_serializer_class

    @extend_schema(responses=PICTURE)
    @action(detail=True, content_negotiation_class=AnyAccept)
    def image(self, request, pk):
        """The picture, upright."""
        return storage.response(get_own_assignment(request.user, pk).task.image.key)

    @extend_schema(
        request=DraftSerializer,
        responses={
            200: inline_serializer("DraftVersion", {"version": serializers.IntegerField()}),
            **dict.fromkeys([400, 404, 409], REFUSAL),
        },
    )
    @action(detail=True, methods=["put"])
    def draft(self, request, pk):
        """Keep the boxes on the canvas. 409 `stale_draft` with `fields.version` where another window saved."""
        assignment = get_own_assignment(request.user, pk)
        draft = actions.save_draft(by=request.user, assignment=assignment, **read(DraftSerializer, request))
        return Response({"version": draft.version})

    @extend_schema(
        parameters=[IDEMPOTENCY_KEY],
        request=SubmitSerializer,
        responses={201: SubmissionSerializer, **dict.fromkeys([400, 404, 409], REFUSAL)},
    )
    @action(detail=True, methods=["post"])
    def submit(self, request, pk):
        """Hand in a round of boxes. 409 `stale_draft` with `fields.version` where another window saved other ones."""
        assignment = get_own_assignment(request.user, pk)
        key, given = read_idempotency_key(request), read(SubmitSerializer, request)
        made = actions.submit(by=request.user, assignment=assignment, idempotency_key=key, **given)
        submission = submissions_with_boxes(assignment).get(pk=made.pk)
        shown = SubmissionSerializer(submission, context=self.get_serializer_context())
        return Response(shown.data, status=status.HTTP_201_CREATED)

    @extend_schema(request=None, responses={201: ReclaimedSerializer, **dict.fromkeys([404, 409], REFUSAL)})
    @action(detail=True, methods=["post"])
    def reclaim(self, request, pk):
        """Take a piece whose lease ran out once more, as a new one at the prices of now. 409 `not_free`: it is gone."""
        expired = get_own_assignment(request.user, pk)
        taken = actions.reclaim(by=request.user, assignment=expired)
        taken.same_prices = prices_of(taken.rate_card) == prices_of(expired.rate_card)
        return Response(
            ReclaimedSerializer(taken, context=self.get_serializer_context()).data, status=status.HTTP_201_CREATED
        )

    @extend_schema(request=None, responses={204: None, **dict.fromkeys([404, 409], REFUSAL)})
    @action(detail=True, methods=["post"])
    def release(self, request, pk):
        """Give the piece back: it costs nothing."""
        actions.release(by=request.user, assignment=get_own_assignment(request.user, pk))
        return Response(status=status.HTTP_204_NO_CONTENT)


class ProposalFileSerializer(serializers.Serializer):
    """A JSON file; `source` says who proposes its boxes, where the file does not."""

    file = serializers.FileField(allow_empty_file=True)
    source = serializers.CharField(default="", allow_blank=True)


class ProposedSerializer(serializers.Serializer):
    """How many boxes are new, how many were there already, and on how many images they lie."""

    created = serializers.IntegerField()
    known = serializers.IntegerField()
    images = serializers.IntegerField()


class ProjectSerializer(projects.ProjectSerializer):
    """With `remaining`: how many tasks nobody has in hand or has done."""

    remaining = serializers.IntegerField(read_only=True)

    class Meta(projects.ProjectSerializer.Meta):
        fields = [*projects.ProjectSerializer.Meta.fields, "remaining"]


@extend_schema_view(
    create=extend_schema(responses={201: ProjectSerializer}),
    **dict.fromkeys(["partial_update", "open_", "pause", "close"], extend_schema(responses=ProjectSerializer)),
)
class ProjectViewSet(projects.ProjectViewSet):
    lookup_value_converter = "int"
    serializer_class = ProjectSerializer

    def get_queryset(self):
        return queries.with_remaining(super().get_queryset())

    @extend_schema(
        request=ClaimSerializer,
        responses={
            200: inline_serializer("Claimed", {"assignments": TakenSerializer(many=True)}),
            **dict.fromkeys([400, 403, 404, 409], REFUSAL),
        },
    )
    @action(detail=True, methods=["post"])
    def claim(self, request, pk):
        """Take up to `count` images; an empty list where nothing is left."""
        project = get_project(request.user, pk)
        taken = actions.claim(by=request.user, project=project, **read(ClaimSerializer, request))
        found = own_assignments(request.user).filter(pk__in=[assignment.pk for assignment in taken])
        found = found.select_related("project", "task__image", "rate_card").order_by("pk")
        shown = TakenSerializer(
            found.prefetch_related(promised_labels("rate_card")), many=True, context=self.get_serializer_context()
        )
        return Response({"assignments": shown.data})

    @extend_schema(
        request={"application/json": OpenApiTypes.OBJECT, "multipart/form-data": ProposalFileSerializer},
        responses={200: ProposedSerializer, **dict.fromkeys([400, 403, 404, 409], REFUSAL)},
    )
    @action(detail=True, methods=["post"], parser_classes=[JSONParser, MultiPartParser])
    def proposals(self, request, pk):
        """Take proposed boxes in, all or nothing: as JSON or a file, of COCO or `{source, images: [{name, boxes}]}`."""
        project = get_own_project(request.user, pk)
        given: dict = {"proposals": request.data}
        if request.content_type.startswith("multipart/"):
            sent = read(ProposalFileSerializer, request)
            given = {"proposals": sent["file"].read(), "source": sent["source"]}
        return Response(actions.propose_boxes(by=request.user, project=project, **given))
