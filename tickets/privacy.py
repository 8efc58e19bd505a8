"""What each field of tickets says about a person: the classes of docs/privacy.md."""

from privacy.cases import not_of_case, of_case
from privacy.field_classes import classify

classify(
    "tickets.SlaClock",
    none=(
        "cycle policy_name policy_key start_event stop_event amount unit pause_reasons repeats"
        " moment steps raised step_schedule state started_at budget spent since due_at"
        " next_check_at paused_at stopped_at breached_at detected_at cancelled_at cancel_reason"
        " is_corrected is_retargeted_late is_synchronous is_provisional is_historic"
    ),
)
classify(
    "tickets.SlaPause",
    none="reason started_at ended_at",
)
classify(
    "tickets.Escalation",
    staff="recipients",
    text="reason_note",
    none=(
        "step level role planned_at raised_at is_late has_notified acts to_act outcome"
        " wants_reason reason_at"
    ),
)
classify(
    "tickets.SlaKind",
    none="code name name_en start_event stop_event repeats is_moment order",
)
classify(
    "tickets.SlaPolicy",
    none=(
        "name order tier priority business_type customer_level is_active is_fallback effective_from"
    ),
)
classify(
    "tickets.SlaTarget",
    none="amount unit reopen_amount pause_reasons",
)
classify(
    "tickets.EscalationStep",
    none="share offset_minutes level role reassigns raises_tier asks_reason",
)
classify(
    "tickets.SlaRulebook",
    text="reason",
    none="number data published_at",
)
classify(
    "tickets.TermsChange",
    text="reason",
    none="scope only_provisional requested_at cursor looked_at moved late finished_at",
)
classify(
    "tickets.Mailbox",
    email="name",
    none="validity last_uid first_uid failed_uids",
)
classify(
    "tickets.IncomingMail",
    sensitive="raw",
    email="sender mailbox",
    person="sender_name",
    text="subject",
    trace="message_id digest",
    none="size received_at state reason attempts ended_at is_emptied",
)
classify(
    "tickets.InboundSource",
    sensitive="sealed_secret sealed_old_secret",
    none="code name prefix fields is_active events_per_minute old_secret_until",
)
classify(
    "tickets.InboundEvent",
    trace="event_id digest",
    text="answer body",
    none="received_at state http_status",
)
classify(
    "tickets.Delivery",
    none="failed_at",
)
classify(
    "tickets.Communication",
    text="body reaction",
    none="direction visibility purpose is_answered is_automatic score is_low_score at recorded_at",
)
classify(
    "tickets.CooperationItem",
    person="person",
    text="content requirement",
    none="need_by is_blocking asked_at done_at dropped_at",
)
classify(
    "tickets.Attachment",
    none="kind visibility at",
)
classify(
    "tickets.TicketEvent",
    text="before after note data",
    none="at request_id kind recorded_at visibility source",
)
classify(
    "tickets.IssueType",
    none=("name name_en default_tier is_fault needs_cause_code needs_lessons is_active order"),
)
classify(
    "tickets.CauseCode",
    none="name is_active",
)
classify(
    "tickets.ReplyTemplate",
    none="title purpose text is_active",
)
classify(
    "tickets.TriageWord",
    none="word tier is_active",
)
classify(
    "tickets.DeskRule",
    none=(
        "reopen_days auto_confirm_days confirms_silence archive_days years_kept low_score"
        " due_soon_minutes"
        " unassigned_long_minutes urgent_promise_minutes untouched_long_hours waking_tier"
        " waking_priority sends_receipts answer_wakes link_days takes_requests has_public_form"
        " closing_proof asks_to_confirm"
    ),
)
classify(
    "tickets.Ticket",
    staff="accepted_name",
    text=(
        "original_text summary symptom tried_steps extra_info urgency_reason cancel_reason"
        " survey_waived_reason measure_note remark search_text people_text"
    ),
    none=(
        "version number issue_no external_id status is_open came_from wait_reason wait_until"
        " business_type nature type_confirmed_at order_no occurred_at error_code"
        " customer_urgency impact tier priority tier_at reported_at recorded_at accepted_at"
        " first_responded_at substantive_replied_at processing_started_at wished_at promised_at"
        " fixed_at resolved_at closed_at archived_at filed_at cancelled_at reopen_count"
        " next_due_at source updated_at"
    ),
)
classify(
    "tickets.SearchText",
    text="search_text people_text",
)
classify(
    "tickets.ImportBatch",
    text="name remarks read_error",
    none="at requested_at committed_at counts keeps_left rows_read rows_total",
)
classify(
    "tickets.ImportRow",
    text="cells fields problems changes left",
    none="row place verdict is_done",
)
classify(
    "tickets.HistoryMapping",
    text="data",
    none="name updated_at",
)
classify(
    "tickets.HistoryUpload",
    text="name survey mapping trial outcome error",
    none="at is_open asked_for language looked_at version committed_at",
)
classify(
    "tickets.HistoryBatch",
    text="rows",
    none="number digest count size at",
)
classify(
    "tickets.Assignment",
    text="refused_reason reason",
    none="assigned_at due_at accepted_at ended_at",
)
classify(
    "tickets.Diagnosis",
    text="phenomenon data",
    none="at method cause_class has_consent",
)
classify(
    "tickets.Solution",
    text="steps root_cause resources risk comment",
    none="number finish_by submitted_at state decided_at",
)
classify(
    "tickets.ProcessEntry",
    text="content result",
    none="started_at ended_at kind recorded_at",
)
classify(
    "tickets.Confirmation",
    person="signer",
    text="verified_steps remark",
    none="mode result score signed_at recorded_at",
)
classify(
    "tickets.ClosingReport",
    text="cause course lessons",
    none="submitted_at",
)

of_case("tickets.Ticket", "pk")
of_case("tickets.IncomingMail", "ticket", kept="mailbox digest")
of_case("tickets.Communication", "ticket")
of_case("tickets.CooperationItem", "ticket")
of_case(
    "tickets.TicketEvent",
    "ticket",
    kept="before after",
    kept_keys=(
        "cause channel clock communication copied_from cycle department direction due_at ended_at"
        " is_answered is_grace is_urgent key law left level method mode move number process"
        " purpose reason score source started_at step was_due_at"
    ),
)
of_case("tickets.Assignment", "ticket")
of_case("tickets.Diagnosis", "ticket")
of_case("tickets.Solution", "ticket")
of_case("tickets.ProcessEntry", "ticket")
of_case("tickets.Confirmation", "ticket")
of_case("tickets.ClosingReport", "ticket")
of_case("tickets.Escalation", "clock__ticket")
not_of_case(
    "a copy of the ticket's own texts, which the database empties with them", "tickets.SearchText"
)
not_of_case(
    "rows of a file, which go with the oldest files",
    "tickets.ImportBatch",
    "tickets.ImportRow",
    "tickets.HistoryUpload",
    "tickets.HistoryBatch",
)
not_of_case(
    "goes by its age, and once it was taken nothing of it is kept",
    "tickets.InboundEvent",
)
not_of_case(
    "words of the desk about its own rules",
    "tickets.InboundSource",
    "tickets.HistoryMapping",
    "tickets.SlaRulebook",
    "tickets.TermsChange",
    "tickets.Mailbox",
)
