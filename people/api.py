"""What every call of the API shares: reading its body, the shape of errors, and the token."""

from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.middleware.csrf import get_token
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import exceptions, serializers
from rest_framework.authtoken.models import Token
from rest_framework.negotiation import BaseContentNegotiation
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView, exception_handler

from people.actions import save_canvas_settings
from people.errors import Refused


def error_response(error, context):
    """Every error in one shape: {"error": {"code", "message", "fields"}}; fields are path ("boxes.3.x") to text."""
    if isinstance(error, Refused):
        return _shape(error.code, error.message, error.fields, error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RecursionError):  # JSON nested thousands deep, which Python's reader gives up on
        error = exceptions.ParseError()
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = dict(_flat(error.detail))
        path, text = next(iter(fields.items()))
        shaped = _shape("invalid", f"{path}: {text}" if path else text, fields, response.status_code)
    elif isinstance(error, exceptions.NotAuthenticated):
        shaped = _shape(error.default_code, _("You are not logged in. Log in, then try again."), {}, error.status_code)
    elif str(error.detail).startswith("CSRF Failed"):
        text = _("This page was opened before you logged in. Open it again, then try again.")
        shaped = _shape("csrf", text, {}, response.status_code)
    else:
        shaped = _shape(error.default_code, str(error.detail), {}, response.status_code)
    for name, value in response.headers.items():
        shaped.setdefault(name, value)
    return shaped


def _shape(code, message, fields, status_code):
    return Response({"error": {"code": code, "message": message, "fields": fields}}, status=status_code)


def _flat(detail, path: tuple[str, ...] = ()):
    """The first text of each place in a nested validation error, with its path: ("boxes.3.x", "…")."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            yield from _flat(inner, path if name == "non_field_errors" else (*path, str(name)))
    elif isinstance(detail, list) and any(isinstance(inner, (dict, list)) for inner in detail):
        for index, inner in enumerate(detail):
            yield from _flat(inner, (*path, str(index)))
    elif detail:
        text = str(detail[0] if isinstance(detail, list) else detail)
        yield ".".join(path), text.encode(errors="replace").decode()  # it may quote half a character


def read(serializer: type[serializers.Serializer], request, **context) -> dict:
    """The body of `request` as `serializer` understands it; a 400 that names the field where it does not."""
    given = serializer(data=request.data, context={"request": request, **context})
    given.is_valid(raise_exception=True)
    return given.validated_data


class ErrorBodySerializer(serializers.Serializer):
    code = serializers.CharField(help_text="For machines; never changes.")
    message = serializers.CharField(help_text="For people, in their language.")
    fields = serializers.DictField(help_text="What is wrong where: a path such as `boxes.3.x` to a text or a number.")


REFUSAL = inline_serializer("Error", {"error": ErrorBodySerializer()})


class AnyAccept(BaseContentNegotiation):
    """For calls that answer with a picture: whatever a client says that it accepts, it gets that."""

    def select_parser(self, request, parsers):
        return parsers[0]

    def select_renderer(self, request, renderers, format_suffix=None):
        return renderers[0], renderers[0].media_type


class CredentialsSerializer(serializers.Serializer):
    email = serializers.EmailField()
    password = serializers.CharField(trim_whitespace=False)


class TokenView(APIView):
    """Exchange an e-mail address and a password for a token, sent afterwards as `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "login"

    @extend_schema(
        request=CredentialsSerializer,
        responses={200: inline_serializer("Token", {"token": serializers.CharField()}), 400: REFUSAL, 429: REFUSAL},
    )
    def post(self, request):
        user = authenticate(request, **read(CredentialsSerializer, request))
        if user is None:
            raise Refused("wrong_credentials", "No account has this e-mail address and password.", status=400)
        token, _ = Token.objects.get_or_create(user=user)
        return Response({"token": token.key})


class CsrfView(APIView):
    """For pages that were opened before their reader logged in again: the token of this login, and whose it is."""

    schema = None

    def get(self, request):
        return Response({"token": get_token(request), "person": request.user.pk}, headers={"Cache-Control": "no-store"})


class NowhereView(APIView):
    """Addresses that the API does not have answer in its shape of errors, not with a page."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    schema = None

    def initial(self, request, *args, **kwargs):
        raise exceptions.NotFound


class CanvasSettingsSerializer(serializers.Serializer):
    tool = serializers.CharField(required=False, help_text="draw, extreme, select or pan")
    label = serializers.IntegerField(required=False, help_text="The label chosen last.")
    zoom = serializers.CharField(required=False, help_text="fit or actual")
    crosshair = serializers.BooleanField(required=False)
    grid = serializers.BooleanField(required=False)
    brightness = serializers.IntegerField(required=False, help_text="Per cent, 50 to 200.")
    contrast = serializers.IntegerField(required=False, help_text="Per cent, 50 to 200.")


class CanvasSettingsView(APIView):
    """How you like to draw, on every picture and every device. A setting that was never saved has its default."""

    @extend_schema(responses=CanvasSettingsSerializer)
    def get(self, request):
        return Response(request.user.canvas)

    @extend_schema(request=CanvasSettingsSerializer, responses={200: CanvasSettingsSerializer, 400: REFUSAL})
    def put(self, request):
        """What is left out stays as it was."""
        return Response(save_canvas_settings(by=request.user, settings=request.data))
