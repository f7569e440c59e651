"""API: work with what it earned."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from labeling import api as labeling
from labeling.queries import latest_submission
from payouts import queries
from projects.api import AmountField
from review import api as review


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
    paid_on = serializers.DateField(source="statement.paid.paid_on", default=None, allow_null=True)


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
