"""What every call of the API shares: the shape of errors, and the token."""

from django.contrib.auth import authenticate
from django.core.exceptions import PermissionDenied
from django.http import Http404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import exceptions, serializers, status
from rest_framework.authtoken.models import Token
from rest_framework.permissions import AllowAny
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView, exception_handler

from people.errors import Refused


def error_response(error, context):
    """Every error in one shape: {"error": {"code", "message", "fields"}}."""
    if isinstance(error, Refused):
        return _shape(error.code, error.message, error.fields, error.status)
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        fields = error.detail if isinstance(error.detail, dict) else {"": error.detail}
        shaped = _shape("invalid", _first_text(fields), fields, response.status_code)
    else:
        shaped = _shape(error.default_code, str(error.detail), {}, response.status_code)
    for name, value in response.headers.items():
        shaped.setdefault(name, value)
    return shaped


def _shape(code, message, fields, status_code):
    return Response({"error": {"code": code, "message": message, "fields": fields}}, status=status_code)


def _first_text(detail, path="") -> str:
    """The first message of a nested validation error, with the path of what it is about: "boxes.3.x: …"."""
    if isinstance(detail, dict):
        for name, value in detail.items():
            if value:
                return _first_text(value, f"{path}.{name}" if path and name else path or str(name))
    if isinstance(detail, list) and detail:
        nested = next((i for i, value in enumerate(detail) if isinstance(value, dict) and value), None)
        if nested is not None:
            return _first_text(detail[nested], f"{path}.{nested}")
        return _first_text(detail[0], path)
    return f"{path}: {detail}" if path else str(detail)


class CredentialsSerializer(serializers.Serializer):
    email = serializers.EmailField()
    password = serializers.CharField()


class TokenView(APIView):
    """Exchange an e-mail address and a password for a token, sent afterwards as `Authorization: Token …`."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "login"

    @extend_schema(
        request=CredentialsSerializer,
        responses=inline_serializer("Token", {"token": serializers.CharField()}),
    )
    def post(self, request):
        given = CredentialsSerializer(data=request.data)
        given.is_valid(raise_exception=True)
        user = authenticate(request, **given.validated_data)
        if user is None:
            raise Refused("wrong_credentials", "No account has this e-mail address and password.", status=400)
        token, _ = Token.objects.get_or_create(user=user)
        return Response({"token": token.key}, status=status.HTTP_200_OK)
