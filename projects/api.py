"""Projects over the API. The serializers translate; the actions decide."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.parsers import MultiPartParser
from rest_framework.response import Response

from people.api import REFUSAL, read
from people.models import Role
from projects import actions, imports
from projects.access import check_client, get_own_project, visible_projects
from projects.guides import render_guide
from projects.models import Budget, Label, Pace, Project
from projects.money import parse_amount, plain_amount

WORDS_AND_RULES = (
    *("name", "summary", "currency", "guide", "pay_day", "review_hours", "lease_minutes", "appeal_days"),
    *("max_boxes", "max_rounds", "max_in_hand", "overlap", "min_side", "review_reasons"),
)

REFUSALS = dict.fromkeys([400, 403, 404, 409], REFUSAL)


class MicroField(serializers.IntegerField):
    """An amount in millionths: a JSON integer and nothing that would have to be rounded."""

    default_error_messages = {"not_whole": gettext_lazy("An amount in millionths is a whole number.")}

    def to_internal_value(self, data) -> int:
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("not_whole")
        return super().to_internal_value(data)


@extend_schema_field({"type": "string", "example": "0.5"})
class AmountField(serializers.Field):
    """An amount of the currency's unit as a decimal string ("40", "0.5"), never a number; in Python, millionths."""

    default_error_messages = {
        "not_text": gettext_lazy("An amount is a decimal string, like “40” or “0.5”."),
        "not_an_amount": gettext_lazy("Give an amount in digits, like 40 or 0.5."),
    }

    def to_representation(self, value: int) -> str:
        return plain_amount(value)

    def to_internal_value(self, data) -> int:
        if not isinstance(data, str):
            self.fail("not_text")
        try:
            return parse_amount(data, "KRW")  # typed alike in every currency
        except ValueError:
            self.fail("not_an_amount")


class LabelSerializer(serializers.ModelSerializer):
    unit_price = AmountField(source="unit_price_micro", read_only=True)
    currency = serializers.CharField(source="project.currency", read_only=True)

    class Meta:
        model = Label
        fields = ["id", "name", "color", "hotkey", "unit_price_micro", "unit_price", "currency"]
        read_only_fields = fields


class PaceSerializer(serializers.ModelSerializer):
    """What workers really earned on a project lately, and how fast they drew."""

    class Meta:
        model = Pace
        fields = [
            *("median_hourly_micro", "p25_hourly_micro", "p75_hourly_micro", "sample"),
            *("seconds_a_box", "boxes_an_image"),
        ]
        read_only_fields = fields


class BudgetSerializer(serializers.ModelSerializer):
    free_micro = serializers.IntegerField(read_only=True)

    class Meta:
        model = Budget
        fields = ["funded_micro", "reserved_micro", "spent_micro", "free_micro"]
        read_only_fields = fields


class ProjectSerializer(serializers.ModelSerializer):
    """What a worker needs before taking work; `budget` is there for the client and admins only."""

    labels = LabelSerializer(many=True, read_only=True)
    guide_html = serializers.SerializerMethodField()
    pace = PaceSerializer(read_only=True, allow_null=True)
    budget = BudgetSerializer(read_only=True, required=False)

    class Meta:
        model = Project
        fields = [
            *("id", "name", "summary", "status", "currency", "labels", "review_price_micro", "guide", "guide_html"),
            *("pay_day", "review_hours", "lease_minutes", "appeal_days", "max_boxes", "max_rounds", "max_in_hand"),
            *("overlap", "min_side", "review_reasons", "opened_at", "pace", "budget"),
        ]
        read_only_fields = fields

    def get_guide_html(self, project) -> str:
        return render_guide(project)

    def to_representation(self, project) -> dict:
        answer = super().to_representation(project)
        if self.context["request"].user.role == Role.WORKER:
            del answer["budget"]
        return answer


class LabelWriteSerializer(serializers.Serializer):
    """A label; its price either as `unit_price` or as `unit_price_micro`."""

    name = serializers.CharField(max_length=60)
    color = serializers.CharField(max_length=7)
    hotkey = serializers.CharField(max_length=1, allow_blank=True, default="")
    unit_price = AmountField(required=False)
    unit_price_micro = MicroField(required=False)

    def validate(self, attrs) -> dict:
        if ("unit_price" in attrs) == ("unit_price_micro" in attrs):
            raise serializers.ValidationError({"unit_price": [_("Give the price once.")]})
        if "unit_price" in attrs:
            attrs["unit_price_micro"] = attrs.pop("unit_price")
        return attrs


class ProjectWriteSerializer(serializers.ModelSerializer):
    labels = LabelWriteSerializer(many=True, max_length=100)
    review_price = AmountField(required=False)
    review_price_micro = MicroField(required=False)

    class Meta:
        model = Project
        fields = [*WORDS_AND_RULES, "review_price", "review_price_micro", "labels"]

    def validate_currency(self, value: str) -> str:
        if self.instance and value != self.instance.currency:
            raise serializers.ValidationError(_("The currency of a project is fixed."))
        return value

    def validate(self, attrs) -> dict:
        if "review_price" in attrs:
            attrs["review_price_micro"] = attrs.pop("review_price")
        if self.instance:
            attrs.pop("currency", None)
        return attrs


class FilesSerializer(serializers.Serializer):
    files = serializers.ListField(child=serializers.FileField(allow_empty_file=True), allow_empty=False)


class RefusedFileSerializer(serializers.Serializer):
    name = serializers.CharField()
    reason = serializers.CharField()


class ReportSerializer(serializers.Serializer):
    """What became of the handed-in files; pictures inside an archive count one by one."""

    created = serializers.IntegerField()
    duplicates = serializers.IntegerField()
    refused = RefusedFileSerializer(many=True)


class ProjectViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Projects: for a worker those with open work, for a client their own, for an admin all."""

    queryset = Project.objects.none()
    serializer_class = ProjectSerializer
    lookup_value_converter = "int"

    def get_queryset(self):
        """What the person may see; the list offers a worker only what is open."""
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        projects = visible_projects(self.request.user).select_related("budget", "pace")
        if self.action == "list" and self.request.user.role == Role.WORKER:
            projects = projects.filter(status=Project.Status.OPEN)
        return projects.prefetch_related("labels", "guide_pictures")

    @extend_schema(request=ProjectWriteSerializer, responses={201: ProjectSerializer, 400: REFUSAL, 403: REFUSAL})
    def create(self, request):
        """Make a draft; the client is whoever calls."""
        check_client(request.user)
        project = actions.create_project(by=request.user, **read(ProjectWriteSerializer, request))
        return self._answer(project, status.HTTP_201_CREATED)

    @extend_schema(request=ProjectWriteSerializer, responses={200: ProjectSerializer, **REFUSALS})
    def partial_update(self, request, pk=None):
        """Change words and rules; labels as long as it is a draft, afterwards their prices.

        New prices count for work that is taken from then on.
        """
        project = get_own_project(request.user, pk)
        given = ProjectWriteSerializer(project, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        return self._answer(actions.update_project(by=request.user, project=project, **given.validated_data))

    @extend_schema(request=None, responses={200: ProjectSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], url_path="open", url_name="open")
    def open_(self, request, pk=None):
        """Offer the project's work. Refused while guide, labels, images or budget are missing."""
        return self._answer(actions.open_project(by=request.user, project=get_own_project(request.user, pk)))

    @extend_schema(request=None, responses={200: ProjectSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def pause(self, request, pk=None):
        """Offer no more work for now."""
        return self._answer(actions.pause_project(by=request.user, project=get_own_project(request.user, pk)))

    @extend_schema(request=None, responses={200: ProjectSerializer, **REFUSALS})
    @action(detail=True, methods=["post"])
    def close(self, request, pk=None):
        """Offer no more work, for good; what is in hand can still be handed in, judged and paid."""
        return self._answer(actions.close_project(by=request.user, project=get_own_project(request.user, pk)))

    @extend_schema(request={"multipart/form-data": FilesSerializer}, responses={200: ReportSerializer, **REFUSALS})
    @action(detail=True, methods=["post"], parser_classes=[MultiPartParser])
    def images(self, request, pk=None):
        """Take in JPEG, PNG and WebP pictures, or zip archives of them; each that cannot be taken is named."""
        project = get_own_project(request.user, pk)
        given = FilesSerializer(data={"files": request.FILES.getlist("files")})
        given.is_valid(raise_exception=True)
        files = [(file.name, file) for file in given.validated_data["files"]]
        return Response(imports.add_images(by=request.user, project=project, files=files).as_json())

    def _answer(self, project: Project, status_code=status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.get_queryset().get(pk=project.pk)).data, status=status_code)
