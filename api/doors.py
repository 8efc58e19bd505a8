"""Who a token stands for, and what there is not."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.utils import extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.enums import Language, TokenScope
from api import examples
from api.shapes import OutputSerializer
from api.views import HouseView


class TokenOut(OutputSerializer):
    """The token that came with the request."""

    name = serializers.CharField()
    scopes = serializers.ListField(child=serializers.ChoiceField(TokenScope.choices))
    requests_per_minute = serializers.IntegerField()
    created_at = serializers.DateTimeField(source="created")
    expires_at = serializers.DateTimeField(source="expiry", allow_null=True)


@extend_schema_serializer(examples=examples.ME)
class MeOut(OutputSerializer):
    """The person whose rights count."""

    username = serializers.CharField()
    name = serializers.CharField(source="display_name")
    department = serializers.CharField(source="department.name", default=None, allow_null=True)
    roles = serializers.SerializerMethodField()
    language = serializers.ChoiceField(Language.choices)
    is_service = serializers.BooleanField()
    token = serializers.SerializerMethodField()

    def get_roles(self, person: Any) -> list[str]:
        return sorted(person.groups.values_list("name", flat=True))

    def get_token(self, _person: Any) -> TokenOut:
        found: TokenOut = TokenOut(self.context["request"].auth).data
        return found


class MeView(HouseView):
    """Opens with every token."""

    @extend_schema(responses=MeOut)
    def get(self, request: Request) -> Response:
        """Who the token stands for, and what it opens."""
        return Response(MeOut(request.user, context={"request": request}).data)


class UnknownAddress(HouseView):
    """There is nothing here: said to a token only, as a problem and not as a page."""

    schema = None

    def initial(self, request: HttpRequest, *args: object, **kwargs: object) -> None:
        super().initial(request, *args, **kwargs)
        raise Http404

    def get(self, request: HttpRequest, rest: str) -> HttpResponse:
        raise Http404


unknown_address = login_not_required(csrf_exempt(UnknownAddress.as_view()))
