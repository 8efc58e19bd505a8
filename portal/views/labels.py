"""Labels of devices, to be printed."""

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from customers.models import Asset
from customers.rules import visible_customers
from portal.actions.labels import labels_of
from portal.doors import takes_requests
from portal.queries.codes import qr_picture

# Of one sheet: ten pages.
MOST_LABELS = 240


@require_POST
def label_sheet(request: HttpRequest) -> HttpResponse:
    """Labels to be printed, of a customer's devices or of those of a model."""
    assets = _assets_to_label(request)
    codes = labels_of(assets, by=request.user, at=timezone.now())
    labels = []
    for asset in assets:
        address = request.build_absolute_uri(reverse("portal:device", args=[codes[asset.pk]]))
        labels.append({"asset": asset, "code": qr_picture(address), "address": address})
    context = {"labels": labels, "most": MOST_LABELS, "takes_requests": takes_requests()}
    return render(request, "portal/labels.html", context)


def _assets_to_label(request: HttpRequest) -> list[Asset]:
    if not request.user.has_perm("customers.change_customer"):
        raise PermissionDenied
    assets = Asset.objects.filter(customer__in=visible_customers(request.user))
    chosen = {
        "customer__code": request.POST.get("customer", ""),
        "model__code": request.POST.get("model", ""),
    }
    named = {name: value for name, value in chosen.items() if value}
    if not named:
        raise Http404
    return list(assets.filter(**named).select_related("model", "customer")[:MOST_LABELS])
