"""Administration of channels and products.

Customers themselves are kept at the desk, where contact data are masked.
"""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from customers.forms import ChannelRow
from customers.models import Channel, ProductModel
from pages.admin_pages import DeskAdmin


@admin.register(Channel)
class ChannelAdmin(DeskAdmin):
    """Channels: a new one needs no deployment."""

    is_for_everybody = True
    list_display = (
        "name",
        "code",
        "direction",
        "is_synchronous",
        "is_complaint_channel",
        "is_active",
        "order",
    )
    list_editable = ("order", "is_active")

    def get_changelist_form(self, request: HttpRequest, **kwargs: Any) -> type[ModelForm]:
        return super().get_changelist_form(request, form=ChannelRow, **kwargs)


@admin.register(ProductModel)
class ProductModelAdmin(DeskAdmin):
    """Product models."""

    list_display = ("code", "name", "category", "warranty_months", "is_in_production")
    search_fields = ("code", "name")
