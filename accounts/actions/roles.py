"""Seeds the roles of model.md C6 as groups. Rights that an administrator changed later are left"
" alone."""

from datetime import datetime

from django.contrib.auth.models import Group, Permission

from accounts.enums import Audited, Role
from accounts.models import RoleSecurity, User
from accounts.rules import right_names
from core.actions import audit
from core.models import AuditEntry

SEE_CUSTOMERS = "customers.view_customer customers.see_names"
READ = "knowledge.view_article plans.view_plan"
WRITE = f"{READ} knowledge.write_article plans.propose_plan"
JUDGE = (
    f"{WRITE} knowledge.publish_article plans.see_all_plans plans.evaluate_plan plans.export_plan"
)
HANDLE = (
    f"{SEE_CUSTOMERS} customers.reveal_contact tickets.view_ticket tickets.contact_ticket"
    " tickets.attach_ticket tickets.export_ticket archive.view_archiverecord"
)
REGISTER = "tickets.register_ticket customers.add_customer customers.change_customer"
CONFIGURE = (
    "accounts.view_user accounts.add_user accounts.change_user accounts.view_department"
    " accounts.add_department"
    " accounts.change_department accounts.view_outlet accounts.add_outlet accounts.change_outlet"
    " auth.view_group"
    " auth.add_group auth.change_group calendars.view_workcalendar calendars.add_workcalendar"
    " calendars.change_workcalendar"
    " calendars.view_weekdayhours calendars.add_weekdayhours calendars.change_weekdayhours"
    " calendars.delete_weekdayhours"
    " calendars.view_calendarday calendars.add_calendarday calendars.change_calendarday"
    " calendars.delete_calendarday core.view_auditentry"
    " feedback.view_surveyrule feedback.change_surveyrule feedback.view_lowscorereason"
    " feedback.add_lowscorereason feedback.change_lowscorereason"
    " analytics.view_auditsettings analytics.change_auditsettings"
    " analytics.view_rectificationsettings analytics.change_rectificationsettings"
    " customers.view_channel customers.add_channel customers.change_channel"
    " customers.view_productmodel customers.add_productmodel customers.change_productmodel"
    " tickets.view_slakind tickets.add_slakind tickets.change_slakind"
    " tickets.view_slapolicy tickets.add_slapolicy tickets.change_slapolicy"
    " tickets.view_slatarget tickets.add_slatarget tickets.change_slatarget"
    " tickets.delete_slatarget"
    " tickets.view_escalationstep tickets.add_escalationstep tickets.change_escalationstep"
    " tickets.delete_escalationstep"
    " tickets.view_issuetype tickets.add_issuetype tickets.change_issuetype"
    " tickets.view_causecode tickets.add_causecode tickets.change_causecode"
    " tickets.view_deskrule tickets.change_deskrule"
    " tickets.view_replytemplate tickets.add_replytemplate tickets.change_replytemplate"
    " tickets.delete_replytemplate"
    " tickets.view_triageword tickets.add_triageword tickets.change_triageword"
    " tickets.delete_triageword"
    " tickets.publish_rules tickets.view_slarulebook tickets.delete_slapolicy core.view_jobrun"
    " notifications.view_outbox notifications.change_outbox notifications.view_messagetemplate"
    " notifications.change_messagetemplate"
    " notifications.view_chatgroup notifications.add_chatgroup notifications.change_chatgroup"
    " notifications.delete_chatgroup notifications.view_grouprule notifications.add_grouprule"
    " notifications.change_grouprule notifications.delete_grouprule"
    " notifications.view_customerchannel notifications.add_customerchannel"
    " notifications.change_customerchannel notifications.delete_customerchannel"
    " notifications.view_providertemplate notifications.add_providertemplate"
    " notifications.change_providertemplate notifications.delete_providertemplate"
    " notifications.view_channelpace notifications.add_channelpace"
    " notifications.change_channelpace notifications.delete_channelpace"
    " notifications.view_webhookendpoint notifications.add_webhookendpoint"
    " notifications.change_webhookendpoint notifications.delete_webhookendpoint"
    " notifications.view_webhookdelivery notifications.change_webhookdelivery"
    " tickets.view_inboundsource tickets.add_inboundsource tickets.change_inboundsource"
    " tickets.delete_inboundsource tickets.view_inboundevent tickets.change_inboundevent"
    " analytics.view_benchmark analytics.add_benchmark"
    " analytics.change_benchmark analytics.delete_benchmark"
    " analytics.view_slowcause analytics.add_slowcause analytics.change_slowcause"
    " metrics.view_responsetimedefinition metrics.add_responsetimedefinition"
    " metrics.change_responsetimedefinition metrics.delete_responsetimedefinition"
    " accounts.view_dutyshift accounts.add_dutyshift accounts.change_dutyshift"
    " accounts.delete_dutyshift"
    " accounts.view_absence accounts.add_absence accounts.change_absence accounts.delete_absence"
)
RIGHTS: dict[Role, str] = {
    Role.AGENT: f"{HANDLE} {REGISTER} {WRITE}"
    " tickets.see_department tickets.accept_ticket tickets.confirm_ticket tickets.close_ticket"
    " tickets.wait_ticket tickets.import_ticket",
    Role.ENGINEER: f"{HANDLE} {WRITE} tickets.see_department tickets.diagnose_ticket"
    " tickets.solve_ticket"
    " tickets.process_ticket"
    " tickets.wait_ticket tickets.confirm_ticket analytics.carry_out_rectification",
    Role.REPLACEMENT: f"{HANDLE} {WRITE} tickets.see_department tickets.process_ticket"
    " tickets.wait_ticket",
    Role.SUPERVISOR: f"{HANDLE} {REGISTER} {JUDGE} plans.lead_plan"
    " tickets.see_all tickets.accept_ticket tickets.confirm_ticket tickets.close_ticket"
    " tickets.wait_ticket tickets.assign_ticket tickets.approve_solution tickets.retier_ticket"
    " tickets.promise_ticket"
    " tickets.correct_report_time tickets.cancel_ticket tickets.merge_ticket"
    " tickets.low_callback_ticket tickets.import_ticket"
    " tickets.diagnose_ticket tickets.solve_ticket tickets.process_ticket"
    " customers.export_unmasked feedback.view_campaign analytics.view_monthlyreport"
    " analytics.carry_out_dataaudit analytics.carry_out_rectification"
    " analytics.verify_rectification analytics.lead_measure analytics.manage_award",
    Role.MANAGER: f"{HANDLE} {REGISTER} {JUDGE} plans.lead_plan plans.lead_all_plans"
    " plans.archive_plan"
    " tickets.see_all tickets.accept_ticket tickets.confirm_ticket tickets.close_ticket"
    " tickets.wait_ticket tickets.assign_ticket tickets.approve_solution tickets.retier_ticket"
    " tickets.promise_ticket"
    " tickets.correct_report_time tickets.cancel_ticket tickets.merge_ticket"
    " tickets.archive_ticket tickets.reopen_closed_ticket"
    " feedback.view_campaign feedback.add_campaign"
    " analytics.view_monthlyreport analytics.issue_monthlyreport"
    " analytics.carry_out_dataaudit analytics.carry_out_rectification"
    " analytics.verify_rectification analytics.lead_measure analytics.manage_award"
    " archive.hold_archiverecord archive.dispose_archiverecord archive.export_customer"
    " tickets.import_ticket customers.export_unmasked core.view_jobrun",
    Role.LIAISON: f"{SEE_CUSTOMERS} {WRITE} tickets.view_ticket tickets.see_department"
    " tickets.contact_ticket"
    " tickets.attach_ticket analytics.carry_out_rectification",
    Role.ANALYST: f"{WRITE} plans.see_all_plans plans.evaluate_plan plans.export_plan"
    " tickets.view_ticket tickets.see_all tickets.export_ticket customers.view_customer"
    " archive.view_archiverecord feedback.view_campaign analytics.view_monthlyreport",
    Role.TRAINER: WRITE,
    Role.WAREHOUSE: f"{READ} tickets.view_ticket tickets.see_department",
    Role.ADMIN: CONFIGURE,
}

MOVED_TO_CALENDARS = ("workcalendar", "weekdayhours", "calendarday")


def seed_roles(at: datetime) -> None:
    """Create the groups that are missing, and give to the seeded roles what a new release brought.

    A right is handed out once, and only while nobody holds it: what an administrator took away
    stays away.
    """
    known = _known_rights()
    fresh = _seeded_rights() & known.keys() - _rights_handed_out()
    unheld = {right for right in fresh if not known[right].group_set.exists()}
    for role, rights in RIGHTS.items():
        group, is_new = Group.objects.get_or_create(name=role.value)
        due = known.keys() if is_new else unheld
        group.permissions.add(*(known[right] for right in rights.split() if right in due))
    if fresh:
        audit.write_audit_entry(Audited.RIGHTS_HANDED_OUT, by=None, at=at, rights=sorted(fresh))


def _known_rights() -> dict[str, Permission]:
    """The rights that this release has, by `app.codename`."""
    permissions = Permission.objects.select_related("content_type")
    return {f"{row.content_type.app_label}.{row.codename}": row for row in permissions}


def _seeded_rights() -> set[str]:
    """The rights of all roles together."""
    return set(" ".join(RIGHTS.values()).split())


def _rights_handed_out() -> set[str]:
    """The rights that this and earlier releases handed out, by their names of today."""
    entries = AuditEntry.objects.filter(action=Audited.RIGHTS_HANDED_OUT)
    handed_out: set[str] = set()
    for data in entries.values_list("data", flat=True):
        handed_out.update(data["rights"])
    return handed_out | {_moved_right(right) for right in handed_out}


def _moved_right(right: str) -> str:
    """What a right of the ground floor is called since calendars have a house of their own."""
    house, _, name = right.partition(".")
    has_moved = house == "core" and name.partition("_")[2] in MOVED_TO_CALENDARS
    return f"calendars.{name}" if has_moved else right


# --- what administrators change ---------------------------------------------------------------


def role_facts(role: Group) -> set[str]:
    """The names of its rights, and whether its holders need a second factor."""
    needs_factor = RoleSecurity.objects.filter(role=role, needs_second_factor=True).exists()
    facts = right_names(role.permissions.all())
    return facts | {"needs_second_factor"} if needs_factor else facts


def record_role(role: Group, before: set[str] | None, *, by: User, at: datetime) -> None:
    """What was changed of a role; `before` as `role_facts` gave it, None for a new one."""
    after = role_facts(role)
    if before is None:
        audit.write_audit_entry(
            Audited.ROLE_ADDED, by=by, at=at, target=role.name, rights=sorted(after)
        )
    elif before != after:
        audit.write_audit_entry(
            Audited.ROLE_RIGHTS_CHANGED,
            by=by,
            at=at,
            target=role.name,
            given=sorted(after - before),
            taken=sorted(before - after),
        )


def record_deleted_role(role: Group, before: set[str], *, by: User, at: datetime) -> None:
    """The role is deleted: its holders lose these rights."""
    # By their keys: a user name may be a mail address, and the ledger keeps none.
    holders = sorted(role.user_set.values_list("pk", flat=True))
    audit.write_audit_entry(
        Audited.ROLE_DELETED, by=by, at=at, target=role.name, taken=sorted(before), holders=holders
    )
