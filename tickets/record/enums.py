"""Vocabulary of the work order: codes in the database, labels on the page."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop, pgettext_lazy

from core.enums import audited

# Nouns of the audit ledger that no table has as its name.
AUDIT_NOUNS = (gettext_noop("import"), gettext_noop("file"), gettext_noop("mail"))


@audited
class Audited(TextChoices):
    """What is written to the audit ledger here."""

    MAIL_FILED = "mail_filed", _("Mail put into a ticket")
    MAIL_BACK = "mail_back", _("Mail brought back to be sorted")
    MAIL_DISCARDED = "mail_discarded", _("Mail discarded")
    IMPORT_REGISTER = "import_register", _("Register imported")
    IMPORT_HISTORY = "import_history", _("History of another desk imported")
    CLOCK_REPAIRED = "clock_repaired", _("Limit repaired from the ledger")
    RULES_PUBLISHED = "rules_published", _("Limit rules published")
    RULES_RESTORED = "rules_restored", _("Draft of the limit rules set back to a version")
    TERMS_CHANGED = "terms_changed", _("New terms applied to running limits")
    EVENTS_RETRIED = "events_retried", _("Kept events of other programs tried again")
    EVENTS_SET_ASIDE = "events_set_aside", _("Kept events of other programs set aside")
    INBOUND_SECRET = "inbound_secret", _("New secret of a source of events")
    EXPORT_F1 = "export_f1", _("Exported: register (F1)")
    EXPORT_F3 = "export_f3", _("Exported: execution form (F3)")
    EXPORT_F5 = "export_f5", _("Exported: what was asked of the customer (F5)")
    EXPORT_F6 = "export_f6", _("Exported: confirmations (F6)")
    EXPORT_F7 = "export_f7", _("Exported: satisfaction survey (F7)")
    EXPORT_F8 = "export_f8", _("Exported: low-score call-backs (F8)")
    EXPORT_F9 = "export_f9", _("Exported: closing reports (F9)")
    EXPORT_F11 = "export_f11", _("Exported: response times (F11)")
    EXPORT_F12 = "export_f12", _("Exported: requests in the customer's words (F12)")
    EXPORT_F13 = "export_f13", _("Exported: classification and priority (F13)")
    EXPORT_F14 = "export_f14", _("Exported: assignments (F14)")
    EXPORT_F15 = "export_f15", _("Exported: work progress (F15)")
    EXPORT_F17 = "export_f17", _("Exported: service files (F17)")


class Status(TextChoices):
    NEW = "new", _("New")
    ACCEPTED = "accepted", _("Accepted")
    DIAGNOSING = "diagnosing", _("Diagnosing")
    PENDING_APPROVAL = "pending_approval", _("Pending approval")
    PROCESSING = "processing", _("Processing")
    WAITING_CUSTOMER = "waiting_customer", _("Waiting for customer")
    WAITING_INTERNAL = "waiting_internal", _("Waiting for parts or others")
    PENDING_CONFIRMATION = "pending_confirmation", _("Pending confirmation")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    ARCHIVED = "archived", _("Archived")
    CANCELLED = "cancelled", _("Cancelled")
    MERGED = "merged", _("Merged")


class Move(TextChoices):
    ACCEPT = "accept", _("Accept")
    DIAGNOSE = "diagnose", _("Start diagnosis")
    SUBMIT_SOLUTION = "submit_solution", _("Submit solution")
    APPROVE = "approve", _("Approve solution")
    REJECT = "reject", _("Reject solution")
    WAIT_CUSTOMER = "wait_customer", _("Wait for customer")
    WAIT_INTERNAL = "wait_internal", _("Wait for parts or others")
    RESUME = "resume", _("Resume")
    FINISH = "finish", _("Finish work")
    SOLUTION_FAILED = "solution_failed", _("Solution failed")
    CONFIRM = "confirm", _("Customer confirms")
    REFUSE = "refuse", _("Customer refuses")
    CLOSE = "close", _("Close")
    REOPEN = "reopen", _("Reopen")
    ARCHIVE = "archive", _("Archive")
    CANCEL = "cancel", _("Cancel ticket")
    MERGE = "merge", _("Merge")


class WaitReason(TextChoices):
    CUSTOMER = "customer", _("Customer's cooperation")
    PARTS = "parts", _("Spare parts")
    THIRD_PARTY = "third_party", _("Third party")
    COLLABORATION = "collaboration", _("Another department")
    # Nobody chooses this one: it comes with the state in which the customer is asked.
    CONFIRMATION = "confirmation", _("Customer's confirmation")


class BusinessType(TextChoices):
    COMPLAINT = "complaint", _("Complaint handling")
    SUPPORT = "support", _("Technical support")
    REPAIR = "repair", _("Product repair")
    RETURN = "return", _("Return or exchange")
    INQUIRY = "inquiry", _("Inquiry")
    SUGGESTION = "suggestion", _("Suggestion")


class Nature(TextChoices):
    INQUIRY = "inquiry", pgettext_lazy("nature", "Inquiry")
    COMPLAINT = "complaint", pgettext_lazy("nature", "Complaint")
    FAULT = "fault", pgettext_lazy("nature", "Fault")
    SUGGESTION = "suggestion", pgettext_lazy("nature", "Suggestion")
    SUPPORT = "support", pgettext_lazy("nature", "Technical support")
    AFTER_SALES = "after_sales", pgettext_lazy("nature", "After-sales matter")


class Tier(TextChoices):
    GENERAL = "general", pgettext_lazy("tier", "General")
    IMPORTANT = "important", pgettext_lazy("tier", "Important")
    URGENT = "urgent", pgettext_lazy("tier", "Urgent")


class Priority(TextChoices):
    HIGH = "high", pgettext_lazy("priority", "High")
    MEDIUM = "medium", pgettext_lazy("priority", "Medium")
    LOW = "low", pgettext_lazy("priority", "Low")


class Impact(TextChoices):
    NONE = "none", _("Use not impaired")
    PARTIAL = "partial", _("Partly impaired")
    SEVERE = "severe", _("Core business hit")


class Visibility(TextChoices):
    INTERNAL = "internal", _("Internal")
    CUSTOMER = "customer", _("Customer")


class Direction(TextChoices):
    OUT = "out", _("To the customer")
    IN = "in", _("From the customer")
    NOTE = "note", _("Internal note")


class ClosingProof(TextChoices):
    """What proves that it is solved, before a ticket may be closed (X11)."""

    EITHER = "either", _("The customer's word or a result call-back")
    SIGNATURE = "signature", _("The customer's word")
    CALLBACK = "callback", _("A result call-back")


class Purpose(TextChoices):
    ACK = "ack", _("Acknowledge receipt")
    PROGRESS = "progress", _("Progress update")
    SUBSTANTIVE = "substantive", _("Substantive reply")
    FEEDBACK = "feedback", _("Report the result")
    CONFIRM = "confirm", _("Ask to confirm")
    SURVEY = "survey", _("Survey invitation")
    CALLBACK = "callback", _("Result call-back")
    LOW_CALLBACK = "low_callback", _("Low-score call-back")
    OTHER = "other", _("Other")


# Contacts in which the customer is asked for a score.
SCORED_PURPOSES = (Purpose.FEEDBACK, Purpose.CALLBACK, Purpose.SURVEY)


class AttachmentKind(TextChoices):
    PHOTO = "photo", _("Photo")
    VIDEO = "video", _("Video")
    SCREENSHOT = "screenshot", _("Screenshot")
    SCAN = "scan", _("Scan")
    LOG = "log", _("Log file")
    SIGNATURE = "signature", _("Signature")
    OTHER = "other", pgettext_lazy("attachment", "Other")


class EventKind(TextChoices):
    # Figures count these codes in ledgers that nobody can change: none is ever renamed.
    REGISTERED = "registered", _("Registered")
    IMPORTED = "imported", _("Imported")
    MOVED = "moved", _("Status changed")
    EDITED = "edited", _("Edited")
    RETIERED = "retiered", _("Tier or priority changed")
    PROMISED = "promised", _("Promised time changed")
    ASSIGNED = "assigned", _("Assigned")
    TAKEN = "taken", _("Taken")
    REFUSED = "refused", _("Assignment refused")
    CONTACT = "contact", _("Contact")
    NOTE = "note", _("Internal note")
    DIAGNOSED = "diagnosed", _("Diagnosis")
    SOLUTION = "solution", _("Solution")
    PROCESSED = "processed", _("Process entry")
    ATTACHED = "attached", _("File attached")
    CLOCK_STARTED = "clock_started", _("Limit started")
    CLOCK_PAUSED = "clock_paused", _("Limit paused")
    CLOCK_RESUMED = "clock_resumed", _("Limit resumed")
    CLOCK_STOPPED = "clock_stopped", _("Limit kept")
    CLOCK_BREACHED = "clock_breached", _("Limit missed")
    CLOCK_ENDED = "clock_ended", _("Ended after the limit")
    CLOCK_RETARGETED = "clock_retargeted", _("Limit changed")
    CLOCK_CANCELLED = "clock_cancelled", _("Limit cancelled")
    ESCALATED = "escalated", _("Escalated")
    REASON_GIVEN = "reason_given", _("Breach reason")
    REPORTED_CHANGED = "reported_changed", _("Report time corrected")
    CLOSING_REPORT = "closing_report", _("Closing report")
    UNDELIVERED = "undelivered", _("Message not delivered")
    SENT_AGAIN = "sent_again", _("Message sent again")
    ASKED_FOR = "asked_for", _("Asked the customer for")
    PROVIDED = "provided", _("The customer has provided")
    NOT_NEEDED = "not_needed", _("No longer needed from the customer")
    MERGED_IN = "merged_in", _("Another ticket was merged into this one")
    FILED = "filed", _("File number given")
    HELD = "held", _("Legal hold")
    RELEASED = "released", _("Legal hold lifted")
    DISPOSED = "disposed", _("Personal data removed")


class MailState(TextChoices):
    """How far a mail came."""

    NEW = "new", pgettext_lazy("mail", "To be read")
    TAKEN = "taken", pgettext_lazy("mail", "In a ticket")
    TRAY = "tray", pgettext_lazy("mail", "In the tray")
    MACHINE = "machine", pgettext_lazy("mail", "Written by a machine")
    DISCARDED = "discarded", pgettext_lazy("mail", "Discarded")


class TrayReason(TextChoices):
    """Why a mail waits for somebody."""

    SENDER = "sender", _("The sender is no contact of ours")
    SEVERAL = "several", _("Several contacts have this address")
    ARCHIVED = "archived", _("The ticket is archived")
    FLOOD = "flood", _("Too many mails from this sender")
    LARGE = "large", _("Too large")
    PARTS = "parts", _("Too many parts")
    EMPTY = "empty", _("Nothing in it")
    MACHINE = "machine", _("Written by a machine of a known contact")
    REPORT = "report", _("A server's report that fits no message of ours")
    UNREADABLE = "unreadable", _("It cannot be read")
    BACK = "back", _("Brought back by somebody")


class Source(TextChoices):
    WEB = "web", _("Web page")
    API = "api", "API"
    MAIL = "mail", pgettext_lazy("source", "Mail")
    IMPORT = "import", _("Import")
    SYSTEM = "system", _("System")
