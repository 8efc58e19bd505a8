"""Labels of devices, to be printed."""

import io

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from customers.models import Asset, ProductModel
from customers.rules import visible_customers
from portal.actions.labels import labels_of
from portal.doors import takes_requests
from portal.exports.labels import Label, sheet_of_labels
from portal.queries.codes import qr_picture

# Of one sheet: ten pages.
MOST_LABELS = 240

# Of whose devices: the codes of both are sent as they are called here.
CHOICES = ("customer", "model")


@require_POST
def label_sheet(request: HttpRequest) -> HttpResponse:
    """Labels to be printed, of a customer's devices or of those of a model."""
    chosen = {name: request.POST.get(name, "") for name in CHOICES}
    labels = _labels_of(request, _assets_to_label(request, chosen))
    if request.POST.get("as") == "pdf":
        file = io.BytesIO(sheet_of_labels(labels))
        return FileResponse(file, as_attachment=True, filename=f"{_('Labels of devices')}.pdf")
    context = {
        "labels": [(label, qr_picture(label.address)) for label in labels],
        "chosen": chosen,
        "models": ProductModel.objects.filter(assets__customer__in=visible_customers(request.user))
        .distinct()
        .order_by("code"),
        "most": MOST_LABELS,
        "takes_requests": takes_requests(),
    }
    return render(request, "portal/labels.html", context)


def _labels_of(request: HttpRequest, assets: list[Asset]) -> list[Label]:
    codes = labels_of(assets, by=request.user, at=timezone.now())
    labels = []
    for asset in assets:
        address = request.build_absolute_uri(reverse("portal:device", args=[codes[asset.pk]]))
        labels.append(Label(address, asset.model.name, asset.serial))
    return labels


def _assets_to_label(request: HttpRequest, chosen: dict[str, str]) -> list[Asset]:
    if not request.user.has_perm("customers.change_customer"):
        raise PermissionDenied
    assets = Asset.objects.filter(customer__in=visible_customers(request.user))
    named = {f"{name}__code": value for name, value in chosen.items() if value}
    if not named:
        raise Http404
    return list(assets.filter(**named).select_related("model")[:MOST_LABELS])
