"""Administration of people, departments, outlets."""

from functools import partial
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts import rules
from accounts.actions import people, roles
from accounts.enums import Role
from accounts.forms import PersonForm, RoleForm
from accounts.models import Absence, Department, DutyShift, Outlet, RoleSecurity, User
from accounts.queries import rights
from accounts.queries.labels import right_label, role_label
from accounts.queries.roles import lacks_superuser
from pages.admin_pages import DeskAdmin, render_link
from pages.confirmation import confirm_before, confirmed_method

# What nobody changes of the own account.
RIGHTS_FIELDS = ("is_active", "is_staff", "groups")


class ByRole(admin.SimpleListFilter):
    """The holders of a role."""

    title = gettext_lazy("role")
    parameter_name = "role"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> list[tuple[str, str]]:
        return [(group.name, role_label(group)) for group in Group.objects.order_by("pk")]

    def queryset(self, request: HttpRequest, queryset: QuerySet) -> QuerySet:
        return queryset.filter(groups__name=self.value()) if self.value() else queryset


def _shown_field(name: str) -> str:
    """The field of the form, or what stands in its place while the person is at work."""
    return "switch_off" if name == "is_active" else name


@admin.register(User)
class PersonAdmin(DeskAdmin, UserAdmin):
    """People: their rights come from roles (groups) only."""

    form = PersonForm
    list_display = ("username", "display_name", "department", "is_active", "is_on_duty")
    list_filter = ("is_active", ByRole, "department")
    list_select_related = ("department",)
    search_fields = ("username", "display_name", "email")
    ordering = ("username",)
    autocomplete_fields = ("department",)
    fieldsets = (
        (None, {"fields": ("username", "password", "display_name", "email", "phone")}),
        (
            _("Desk"),
            {"fields": ("department", "outlet", "skill_level", "is_on_duty", "language", "theme")},
        ),
        (_("Rights"), {"fields": ("is_active", "is_staff", "groups", "access")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = (
        (
            None,
            {
                "fields": (
                    "username",
                    "display_name",
                    "department",
                    "groups",
                    "usable_password",
                    "password1",
                    "password2",
                )
            },
        ),
    )
    filter_horizontal = ("groups",)

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Programs have pages of their own; none is offered for a post."""
        return super().get_queryset(request).filter(is_service=False)

    def get_fieldsets(self, request: HttpRequest, obj: User | None = None) -> Any:
        """Who is at work is switched off on a page of its own, which hands over what they hold."""
        fieldsets = super().get_fieldsets(request, obj)
        if obj is None or not obj.is_active:
            return fieldsets
        return [
            (title, {**options, "fields": [_shown_field(name) for name in options["fields"]]})
            for title, options in fieldsets
        ]

    def get_readonly_fields(self, request: HttpRequest, obj: User | None = None) -> tuple[str, ...]:
        """Nobody gives themselves rights."""
        is_own = obj is not None and obj.pk == request.user.pk
        fixed = RIGHTS_FIELDS if is_own and not request.user.is_superuser else ()
        return ("switch_off", "access", *fixed)

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """The own account, and those of people who have less power."""
        may_change = super().has_change_permission(request, obj)
        if not may_change or obj is None or obj.pk == request.user.pk:
            return may_change
        return rules.may_manage(request.user, obj)

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """The own one is changed where the old one is asked for."""
        person = self.get_object(request, unquote(id))
        if person is None:
            return super().user_change_password(request, id, form_url)
        if person.pk == request.user.pk:
            return redirect("accounts:password")
        if not rules.may_manage(request.user, person):
            raise PermissionDenied
        show = partial(self._set_password, request, person, id, form_url)
        return confirm_before(request, show)

    def _set_password(
        self, request: HttpRequest, person: User, id: str, form_url: str
    ) -> HttpResponse:
        before = person.password
        with transaction.atomic():
            response = super().user_change_password(request, id, form_url)
            person.refresh_from_db(fields=["password"])
            if person.password != before:
                people.record_set_password(person, by=request.user, at=timezone.now())
        return response

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Says what to do where nobody may give powerful roles."""
        context = {**(extra_context or {}), "lacks_superuser": lacks_superuser()}
        return super().changelist_view(request, context)

    def add_view(
        self,
        request: HttpRequest,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """A new account has a password as well."""
        return confirm_before(request, partial(super().add_view, request, form_url, extra_context))

    @confirmed_method
    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        stored = User.objects.filter(pk=obj.pk).first()
        form.facts_before = people.account_facts(stored) if stored else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Only now the roles are stored."""
        super().save_related(request, form, formsets, change)
        people.record_account(form.instance, form.facts_before, by=request.user, at=timezone.now())

    @admin.display(description=_("log-in"))
    def access(self, person: User) -> str:
        """A link to second factors and sessions."""
        return render_link(reverse("access", args=[person.username]), _("Second factor, sessions…"))

    @admin.display(description=_("active"))
    def switch_off(self, person: User) -> str:
        """A link in place of the tick."""
        address = reverse("handover", args=[person.username])
        return render_link(address, _("Switch off and hand over…"))

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Who leaves is switched off: what the person did keeps its name."""
        return False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Roles by their names in the reader's language."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "groups" and field is not None:
            field.label_from_instance = role_label
            groups = list(field.queryset.prefetch_related("permissions__content_type"))
            given = [role for role in groups if rules.may_give_role(request.user, role)]
            field.queryset = field.queryset.filter(pk__in=[role.pk for role in given])
            if left_out := [role for role in groups if role not in given]:
                field.help_text = _words_of_left_out(left_out)
        return field


def _words_of_left_out(left_out: list[Group]) -> str:
    """Which roles are not among those to choose from, and why."""
    names = _(", ").join(map(role_label, left_out))
    return _("Only a superuser gives these roles: %(names)s") % {"names": names}


admin.site.unregister(Group)

# What allauth keeps is changed on its own pages, or by actions that leave a line in the ledger.
for _model in (EmailAddress, Authenticator, UserSession, SocialApp, SocialAccount, SocialToken):
    admin.site.unregister(_model)


class RoleSecurityInline(admin.StackedInline):
    """What the holders of the role need to get in."""

    model = RoleSecurity
    can_delete = False

    def has_view_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """It is part of the role."""
        return request.user.has_perm("auth.view_group")

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.has_perm("auth.change_group")

    def has_add_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return request.user.has_perm("auth.change_group")


@admin.register(Group)
class RoleAdmin(DeskAdmin, GroupAdmin):
    """Roles and their rights; those that the desk itself knows stay."""

    form = RoleForm
    list_display = ("role",)
    inlines = (RoleSecurityInline,)

    @admin.display(description=gettext_lazy("role"), ordering="name")
    def role(self, group: Group) -> str:
        return role_label(group)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Rights in the reader's language; those of tables that nobody edits here are left out."""
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if db_field.name == "permissions" and field is not None:
            kept = rights.grantable_rights(self.admin_site._registry)
            field.queryset = field.queryset.filter(kept).distinct()
            field.label_from_instance = right_label
        return field

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """A role is called by its name in the reader's language."""
        group = context.get("original")
        label = role_label(group) if group else ""
        return super().render_change_form(
            request, {**context, "subtitle": label or None, "role_label": label}, *args, **kwargs
        )

    @confirmed_method
    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request: HttpRequest, obj: Group | None = None, **kwargs: Any) -> Any:
        """The form knows who puts the rights together."""
        form = super().get_form(request, obj, **kwargs)
        form.by = request.user
        return form

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        """Roles with less power than one's own, and none that one holds."""
        may_change = super().has_change_permission(request, obj)
        return may_change and (obj is None or rules.may_change_role(request.user, obj))

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        if obj is not None and (
            obj.name in Role.values or not rules.may_change_role(request.user, obj)
        ):
            return False
        return super().has_delete_permission(request, obj)

    def save_model(self, request: HttpRequest, obj: Group, form: Any, change: bool) -> None:
        form.rights_before = roles.role_facts(obj) if change else None
        super().save_model(request, obj, form, change)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Only now the rights are stored."""
        super().save_related(request, form, formsets, change)
        roles.record_role(form.instance, form.rights_before, by=request.user, at=timezone.now())

    def delete_model(self, request: HttpRequest, obj: Group) -> None:
        rights_before = rules.right_names(obj.permissions.all())
        roles.record_deleted_role(obj, rights_before, by=request.user, at=timezone.now())
        super().delete_model(request, obj)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Group | None = None
    ) -> tuple[str, ...]:
        """The name of a role that the desk knows is how it knows it."""
        return ("name",) if obj is not None and obj.name in Role.values else ()

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """No deletion in bulk, which would not ask for each."""
        actions = super().get_actions(request)
        actions.pop("delete_selected", None)
        return actions


@admin.register(Department)
class DepartmentAdmin(DeskAdmin):
    """Departments with their head and liaison."""

    list_display = ("name", "kind", "head", "liaison", "is_active")
    list_select_related = ("head", "liaison")
    search_fields = ("name",)
    autocomplete_fields = ("head", "liaison")


@admin.register(Outlet)
class OutletAdmin(DeskAdmin):
    """Service outlets."""

    list_display = ("code", "name", "city", "phone", "is_active")
    search_fields = ("code", "name", "city")


@admin.register(DutyShift)
class DutyShiftAdmin(DeskAdmin):
    """The duty roster: whom an urgent escalation finds outside the hours of the desk."""

    is_everyday = True
    list_display = ("person", "department", "starts_at", "ends_at")
    list_filter = ("department",)
    list_select_related = ("person", "department")
    autocomplete_fields = ("person", "department")
    date_hierarchy = "starts_at"
    save_as = True


@admin.register(Absence)
class AbsenceAdmin(DeskAdmin):
    """Who is away, and who stands in."""

    is_everyday = True
    list_display = ("person", "deputy", "starts_at", "ends_at", "reason")
    list_select_related = ("person", "deputy")
    autocomplete_fields = ("person", "deputy")
    date_hierarchy = "starts_at"
