-- Written by scripts/write_baseline.py; never edited by hand.
SET LOCAL check_function_bodies = off;
CREATE FUNCTION aftersales_chain_entry() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    NEW.stream := CASE WHEN NEW.actor_id IS NULL THEN 'system:' || NEW.action
                       ELSE 'person:' || NEW.actor_id END;
    PERFORM pg_advisory_xact_lock(hashtextextended('aftersales.ledger:' || NEW.stream, 0));
    SELECT entry.position, entry.hash INTO NEW.position, NEW.previous
    FROM core_auditentry AS entry WHERE entry.stream = NEW.stream AND entry.hash <> ''
    ORDER BY entry.position DESC LIMIT 1;
    NEW.position := coalesce(NEW.position, 0) + 1;
    NEW.previous := coalesce(NEW.previous, '');
    NEW.hash := aftersales_entry_hash(NEW);
    RETURN NEW;
END $$;
CREATE TABLE core_auditentry (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    action character varying(40) NOT NULL,
    target character varying(80) NOT NULL,
    reason character varying(300) NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    actor_id bigint,
    stream character varying(60) DEFAULT ''::character varying NOT NULL,
    "position" bigint DEFAULT 0 NOT NULL,
    previous character varying(64) DEFAULT ''::character varying NOT NULL,
    hash character varying(64) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT core_auditentry_position_check CHECK (("position" >= 0))
);
CREATE FUNCTION aftersales_entry_hash(entry core_auditentry) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT encode(sha256(convert_to(aftersales_entry_text(entry), 'UTF8')), 'hex')
$$;
CREATE FUNCTION aftersales_entry_text(entry core_auditentry) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
    SELECT jsonb_build_array(
        entry.id, extract(epoch FROM entry.at)::text, entry.actor_id, entry.action, entry.target,
        entry.reason, entry.data, entry.request_id, entry.stream, entry.position, entry.previous
    )::text
$$;
CREATE FUNCTION aftersales_note_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $_$
DECLARE
    changed record;
    key bigint;
BEGIN
    IF TG_OP = 'DELETE' THEN changed := OLD; ELSE changed := NEW; END IF;
    EXECUTE format('SELECT ($1).%I', TG_ARGV[1]) USING changed INTO key;
    INSERT INTO api_rowchange (kind, row) VALUES (TG_ARGV[0], key);
    RETURN NULL;
END $_$;
CREATE FUNCTION aftersales_note_head() RETURNS trigger
    LANGUAGE plpgsql
    SET enable_seqscan TO 'off'
    AS $$
BEGIN
    IF EXISTS (SELECT FROM core_auditentry AS entry WHERE entry.stream = NEW.stream
               AND entry.hash <> '' AND entry.position > NEW.position) THEN
        RETURN NULL;
    END IF;
    INSERT INTO core_ledgerhead AS head (stream, position, hash)
    VALUES (NEW.stream, NEW.position, NEW.hash)
    ON CONFLICT (stream) DO UPDATE SET position = NEW.position, hash = NEW.hash
    WHERE EXISTS (SELECT FROM core_auditentry AS entry WHERE entry.stream = head.stream
                  AND entry.position = head.position AND entry.hash = head.hash
                  AND entry.hash <> '');
    RETURN NULL;
END $$;
CREATE FUNCTION aftersales_pairs(body text) RETURNS tsvector
    LANGUAGE sql IMMUTABLE STRICT COST 5000 PARALLEL SAFE
    AS $$
    SELECT coalesce(array_to_tsvector(array_agg(DISTINCT substr(body, i, 2))), ''::tsvector)
    FROM generate_series(1, length(body) - 1) AS i
$$;
CREATE FUNCTION aftersales_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation'; END $$;
CREATE FUNCTION analytics_refuse_audit_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.signed_at IS NOT NULL THEN
        RAISE EXCEPTION 'a signed audit is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION analytics_refuse_award_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state <> 'proposed' THEN
        RAISE EXCEPTION 'an award that was granted or withdrawn is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION analytics_refuse_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.state = 'issued' THEN
        RAISE EXCEPTION 'an issued report is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION analytics_refuse_finding_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    audits bigint[] := CASE TG_OP
        WHEN 'INSERT' THEN ARRAY[NEW.audit_id]
        WHEN 'DELETE' THEN ARRAY[OLD.audit_id]
        ELSE ARRAY[OLD.audit_id, NEW.audit_id]
    END;
BEGIN
    IF EXISTS (
        SELECT 1 FROM analytics_dataaudit WHERE id = ANY (audits) AND signed_at IS NOT NULL
    ) THEN
        RAISE EXCEPTION 'a signed audit is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE FUNCTION archive_refuse_ledger_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
DECLARE
    disposal text := current_setting('aftersales.disposal', true);
    emptied tickets_ticketevent := NEW;
BEGIN
    emptied.note := OLD.note;
    emptied.data := OLD.data;
    IF disposal <> '' AND emptied IS NOT DISTINCT FROM OLD AND EXISTS (
        SELECT FROM archive_disposalrun
        WHERE id = disposal::bigint AND finished_at IS NULL
    ) THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE FUNCTION metrics_refuse_definition_change() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
    IF OLD.effective_from < CURRENT_DATE AND (
        TG_OP = 'DELETE'
        OR (to_jsonb(NEW) - 'responsible_id') <> (to_jsonb(OLD) - 'responsible_id')
    ) THEN
        RAISE EXCEPTION 'a definition that was in use is never changed'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TABLE customers_channel (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(30) NOT NULL,
    name_en character varying(30) NOT NULL,
    direction character varying(4) NOT NULL,
    is_synchronous boolean NOT NULL,
    is_complaint_channel boolean NOT NULL,
    acks_automatically boolean NOT NULL,
    is_active boolean NOT NULL,
    "order" smallint NOT NULL,
    CONSTRAINT customers_channel_order_check CHECK (("order" >= 0))
);
CREATE TABLE tickets_slaclock (
    id bigint NOT NULL,
    cycle smallint NOT NULL,
    policy_name character varying(60) NOT NULL,
    start_event character varying(24) NOT NULL,
    stop_event character varying(24) NOT NULL,
    amount integer NOT NULL,
    unit character varying(12) NOT NULL,
    pause_reasons jsonb NOT NULL,
    repeats boolean NOT NULL,
    moment timestamp with time zone,
    steps jsonb NOT NULL,
    raised jsonb NOT NULL,
    state character varying(18) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    budget interval NOT NULL,
    spent interval NOT NULL,
    since timestamp with time zone,
    due_at timestamp with time zone,
    next_check_at timestamp with time zone,
    paused_at timestamp with time zone,
    stopped_at timestamp with time zone,
    breached_at timestamp with time zone,
    detected_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancel_reason character varying(20) NOT NULL,
    is_corrected boolean NOT NULL,
    is_retargeted_late boolean NOT NULL,
    is_synchronous boolean NOT NULL,
    is_provisional boolean NOT NULL,
    is_historic boolean NOT NULL,
    calendar_version_id bigint NOT NULL,
    kind_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    step_schedule jsonb,
    policy_key bigint,
    CONSTRAINT clock_ends_after_start CHECK (((stopped_at IS NULL) OR (stopped_at >= started_at))),
    CONSTRAINT tickets_slaclock_amount_check CHECK ((amount >= 0)),
    CONSTRAINT tickets_slaclock_cycle_check CHECK ((cycle >= 0))
);
CREATE TABLE tickets_slakind (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(40) NOT NULL,
    start_event character varying(24) NOT NULL,
    stop_event character varying(24) NOT NULL,
    repeats boolean NOT NULL,
    is_moment boolean NOT NULL,
    "order" smallint NOT NULL,
    CONSTRAINT tickets_slakind_order_check CHECK (("order" >= 0))
);
CREATE TABLE tickets_ticket (
    id bigint NOT NULL,
    number character varying(16) NOT NULL,
    issue_no character varying(20),
    version integer NOT NULL,
    status character varying(24) NOT NULL,
    is_open boolean NOT NULL,
    came_from character varying(24) NOT NULL,
    wait_reason character varying(16) NOT NULL,
    wait_until timestamp with time zone,
    business_type character varying(12) NOT NULL,
    nature character varying(12) NOT NULL,
    type_confirmed_at timestamp with time zone,
    order_no character varying(60) NOT NULL,
    original_text text NOT NULL,
    summary character varying(120) NOT NULL,
    symptom text NOT NULL,
    occurred_at timestamp with time zone,
    tried_steps text NOT NULL,
    error_code character varying(40) NOT NULL,
    extra_info text NOT NULL,
    customer_urgency character varying(8) NOT NULL,
    urgency_reason character varying(200) NOT NULL,
    impact character varying(8) NOT NULL,
    tier character varying(12) NOT NULL,
    priority character varying(8) NOT NULL,
    tier_at timestamp with time zone,
    reported_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    accepted_name character varying(40) NOT NULL,
    accepted_at timestamp with time zone,
    first_responded_at timestamp with time zone,
    substantive_replied_at timestamp with time zone,
    processing_started_at timestamp with time zone,
    wished_at timestamp with time zone,
    promised_at timestamp with time zone,
    fixed_at timestamp with time zone,
    resolved_at timestamp with time zone,
    closed_at timestamp with time zone,
    archived_at timestamp with time zone,
    cancelled_at timestamp with time zone,
    cancel_reason character varying(300) NOT NULL,
    reopen_count smallint NOT NULL,
    survey_waived_reason character varying(200) NOT NULL,
    measure_note text NOT NULL,
    remark text NOT NULL,
    next_due_at timestamp with time zone,
    search_text text NOT NULL,
    people_text text NOT NULL,
    source character varying(8) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    accepted_by_id bigint,
    asset_id bigint,
    assignee_id bigint,
    channel_id bigint NOT NULL,
    contact_id bigint,
    created_by_id bigint,
    customer_id bigint NOT NULL,
    department_id bigint,
    first_responded_by_id bigint,
    first_responded_channel_id bigint,
    is_repeat_of_id bigint,
    issue_type_id bigint,
    merged_into_id bigint,
    outlet_id bigint,
    parent_id bigint,
    tier_by_id bigint,
    updated_by_id bigint,
    filed_at timestamp with time zone,
    external_id character varying(60),
    CONSTRAINT acceptance_after_report CHECK (((accepted_at IS NULL) OR (reported_at IS NULL) OR (accepted_at >= reported_at))),
    CONSTRAINT archive_after_closing CHECK (((archived_at IS NULL) OR (closed_at IS NULL) OR (archived_at >= closed_at))),
    CONSTRAINT cancelled_with_reason CHECK ((NOT (((cancel_reason)::text = ''::text) AND (cancelled_at IS NOT NULL)))),
    CONSTRAINT closing_after_resolution CHECK (((closed_at IS NULL) OR (resolved_at IS NULL) OR (closed_at >= resolved_at))),
    CONSTRAINT fix_after_acceptance CHECK (((fixed_at IS NULL) OR (accepted_at IS NULL) OR (fixed_at >= accepted_at))),
    CONSTRAINT merged_into_something CHECK ((NOT ((merged_into_id IS NULL) AND ((status)::text = 'merged'::text)))),
    CONSTRAINT promise_after_report CHECK (((promised_at IS NULL) OR (reported_at IS NULL) OR (promised_at >= reported_at))),
    CONSTRAINT resolution_after_fix CHECK (((resolved_at IS NULL) OR (fixed_at IS NULL) OR (resolved_at >= fixed_at))),
    CONSTRAINT response_after_report CHECK (((first_responded_at IS NULL) OR (reported_at IS NULL) OR (first_responded_at >= reported_at))),
    CONSTRAINT tickets_ticket_reopen_count_check CHECK ((reopen_count >= 0)),
    CONSTRAINT tickets_ticket_version_check CHECK ((version >= 0))
);
CREATE TABLE customers_customer (
    id bigint NOT NULL,
    code character varying(20) NOT NULL,
    name character varying(120) NOT NULL,
    segment character varying(12) NOT NULL,
    relation character varying(10) NOT NULL,
    level character varying(8) NOT NULL,
    region character varying(40) NOT NULL,
    source character varying(40) NOT NULL,
    external_id character varying(60),
    remark character varying(300) NOT NULL,
    verified_at timestamp with time zone,
    is_anonymized boolean NOT NULL,
    version integer NOT NULL,
    search_text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    verified_by_id bigint,
    renamed_at timestamp with time zone,
    CONSTRAINT customers_customer_version_check CHECK ((version >= 0))
);
CREATE TABLE accounts_department (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    kind character varying(16) NOT NULL,
    duties text NOT NULL,
    is_active boolean NOT NULL,
    head_id bigint,
    liaison_id bigint
);
CREATE TABLE customers_asset (
    id bigint NOT NULL,
    serial character varying(60) NOT NULL,
    order_no character varying(60) NOT NULL,
    sold_on date,
    received_on date,
    installed_on date,
    replaced_by_id bigint,
    customer_id bigint NOT NULL,
    model_id bigint NOT NULL
);
CREATE TABLE tickets_issuetype (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(40) NOT NULL,
    default_tier character varying(12) NOT NULL,
    is_fault boolean NOT NULL,
    is_active boolean NOT NULL,
    "order" smallint NOT NULL,
    default_department_id bigint,
    parent_id bigint,
    needs_cause_code boolean DEFAULT false NOT NULL,
    needs_lessons boolean DEFAULT false NOT NULL,
    CONSTRAINT tickets_issuetype_order_check CHECK (("order" >= 0))
);
CREATE TABLE analytics_measure (
    id bigint NOT NULL,
    version integer NOT NULL,
    number character varying(16) NOT NULL,
    description character varying(300) NOT NULL,
    kind character varying(12) NOT NULL,
    source character varying(14) NOT NULL,
    whys jsonb NOT NULL,
    metric character varying(40) NOT NULL,
    scope jsonb NOT NULL,
    target numeric(12,3) NOT NULL,
    window_days smallint NOT NULL,
    phase character varying(8) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    created_by_id bigint NOT NULL,
    department_id bigint,
    owner_id bigint NOT NULL,
    updated_by_id bigint,
    CONSTRAINT analytics_measure_version_check CHECK ((version >= 0)),
    CONSTRAINT analytics_measure_window_days_check CHECK ((window_days >= 0)),
    CONSTRAINT measure_compares_a_week CHECK ((window_days >= 7))
);
CREATE TABLE analytics_measurecycle (
    id bigint NOT NULL,
    number smallint NOT NULL,
    due_on date NOT NULL,
    effective_on date,
    before numeric(18,6),
    before_count integer,
    after numeric(18,6),
    after_count integer,
    is_met boolean,
    checked_at timestamp with time zone,
    measure_id bigint NOT NULL,
    CONSTRAINT analytics_measurecycle_after_count_check CHECK ((after_count >= 0)),
    CONSTRAINT analytics_measurecycle_before_count_check CHECK ((before_count >= 0)),
    CONSTRAINT analytics_measurecycle_number_check CHECK ((number >= 0)),
    CONSTRAINT checked_after_it_took_effect CHECK (((checked_at IS NULL) OR (effective_on IS NOT NULL)))
);
CREATE TABLE plans_planmetric (
    id bigint NOT NULL,
    "order" smallint NOT NULL,
    source character varying(12) NOT NULL,
    key character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    unit character varying(12) NOT NULL,
    direction character varying(6) NOT NULL,
    target numeric(18,6),
    is_core boolean NOT NULL,
    formula character varying(10) NOT NULL,
    min_samples integer NOT NULL,
    scope jsonb NOT NULL,
    before numeric(18,6),
    before_samples integer,
    before_evidence character varying(300) NOT NULL,
    baseline_from date,
    baseline_to date,
    frozen_at timestamp with time zone,
    after numeric(18,6),
    after_samples integer,
    compliance_pct numeric(18,6),
    measured_from date,
    measured_to date,
    evaluated_at timestamp with time zone,
    stated_met boolean,
    evaluated_by_id bigint,
    evaluator_id bigint,
    plan_id bigint NOT NULL,
    judged_target numeric(18,6),
    target_reason character varying(300) NOT NULL,
    CONSTRAINT counted_metric_has_a_figure CHECK ((((source)::text = 'manual'::text) OR (NOT ((key)::text = ''::text)))),
    CONSTRAINT plans_planmetric_after_samples_check CHECK ((after_samples >= 0)),
    CONSTRAINT plans_planmetric_before_samples_check CHECK ((before_samples >= 0)),
    CONSTRAINT plans_planmetric_min_samples_check CHECK ((min_samples >= 0)),
    CONSTRAINT plans_planmetric_order_check CHECK (("order" >= 0))
);
CREATE TABLE plans_stage (
    id bigint NOT NULL,
    code character varying(12) NOT NULL,
    phase integer NOT NULL,
    sequence integer NOT NULL,
    task character varying(200) NOT NULL,
    owner_text character varying(80) NOT NULL,
    start_date date,
    planned_date date NOT NULL,
    baseline_planned_date date NOT NULL,
    started_on date,
    actual_date date,
    status character varying(12) NOT NULL,
    percent smallint NOT NULL,
    weight smallint NOT NULL,
    acceptance character varying(300) NOT NULL,
    is_rollout boolean NOT NULL,
    dropped_at timestamp with time zone,
    dropped_reason character varying(300) NOT NULL,
    version integer NOT NULL,
    owner_id bigint,
    plan_id bigint NOT NULL,
    subproject_id bigint,
    CONSTRAINT done_has_a_date CHECK (((NOT ((status)::text = 'done'::text)) OR ((actual_date IS NOT NULL) AND (percent = 100)))),
    CONSTRAINT only_done_has_a_date CHECK ((((status)::text = 'done'::text) OR (actual_date IS NULL))),
    CONSTRAINT percent_to_100 CHECK ((percent <= 100)),
    CONSTRAINT plans_stage_percent_check CHECK ((percent >= 0)),
    CONSTRAINT plans_stage_phase_check CHECK ((phase >= 0)),
    CONSTRAINT plans_stage_sequence_check CHECK ((sequence >= 0)),
    CONSTRAINT plans_stage_version_check CHECK ((version >= 0)),
    CONSTRAINT plans_stage_weight_check CHECK ((weight >= 0)),
    CONSTRAINT weight_from_1 CHECK ((weight >= 1))
);
CREATE TABLE plans_plan (
    id bigint NOT NULL,
    number character varying(20) NOT NULL,
    version integer NOT NULL,
    name character varying(120) NOT NULL,
    kind character varying(16) NOT NULL,
    state character varying(12) NOT NULL,
    cycle smallint NOT NULL,
    start_date date NOT NULL,
    end_date date NOT NULL,
    owner_text character varying(80) NOT NULL,
    departments_text character varying(200) NOT NULL,
    core_goal text NOT NULL,
    background text NOT NULL,
    benchmark_notes text NOT NULL,
    practice_notes text NOT NULL,
    rhythm character varying(8) NOT NULL,
    natures jsonb NOT NULL,
    scope_text character varying(300) NOT NULL,
    baseline_from date,
    baseline_to date,
    frozen_at timestamp with time zone,
    rollout_date date,
    evaluation_due_from date,
    evaluation_due_to date,
    pause_reason character varying(300) NOT NULL,
    ended_reason character varying(300) NOT NULL,
    started_at timestamp with time zone,
    paused_at timestamp with time zone,
    ended_at timestamp with time zone,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    copied_from_id bigint,
    created_by_id bigint NOT NULL,
    owner_id bigint NOT NULL,
    updated_by_id bigint,
    customer_levels jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT baseline_ends_after_start CHECK (((baseline_from IS NULL) OR (baseline_to IS NULL) OR (baseline_to >= baseline_from))),
    CONSTRAINT evaluation_ends_after_start CHECK (((evaluation_due_from IS NULL) OR (evaluation_due_to IS NULL) OR (evaluation_due_to >= evaluation_due_from))),
    CONSTRAINT plan_ends_after_start CHECK ((end_date >= start_date)),
    CONSTRAINT plans_plan_cycle_check CHECK ((cycle >= 0)),
    CONSTRAINT plans_plan_version_check CHECK ((version >= 0))
);
CREATE TABLE customers_productmodel (
    id bigint NOT NULL,
    code character varying(40) NOT NULL,
    name character varying(80) NOT NULL,
    category character varying(40) NOT NULL,
    warranty_months smallint NOT NULL,
    is_in_production boolean NOT NULL,
    end_of_production date,
    CONSTRAINT customers_productmodel_warranty_months_check CHECK ((warranty_months >= 0))
);
CREATE TABLE tickets_communication (
    id bigint NOT NULL,
    direction character varying(4) NOT NULL,
    visibility character varying(10) NOT NULL,
    purpose character varying(16) NOT NULL,
    body text NOT NULL,
    reaction text NOT NULL,
    is_answered boolean NOT NULL,
    is_automatic boolean NOT NULL,
    score smallint,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by_id bigint,
    channel_id bigint,
    contact_id bigint,
    ticket_id bigint NOT NULL,
    is_low_score boolean DEFAULT false NOT NULL,
    CONSTRAINT notes_stay_internal CHECK ((NOT (((direction)::text = 'note'::text) AND ((visibility)::text = 'customer'::text)))),
    CONSTRAINT score_1_to_5 CHECK (((score IS NULL) OR ((score >= 1) AND (score <= 5)))),
    CONSTRAINT tickets_communication_score_check CHECK ((score >= 0))
);
CREATE TABLE tickets_confirmation (
    id bigint NOT NULL,
    mode character varying(10) NOT NULL,
    result character varying(12) NOT NULL,
    signer character varying(60) NOT NULL,
    verified_steps text NOT NULL,
    score smallint,
    remark text NOT NULL,
    signed_at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by_id bigint,
    ticket_id bigint NOT NULL,
    signature_id bigint,
    CONSTRAINT tickets_confirmation_score_check CHECK ((score >= 0))
);
CREATE TABLE feedback_lowscorereason (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    is_active boolean NOT NULL,
    "order" smallint NOT NULL,
    CONSTRAINT feedback_lowscorereason_order_check CHECK (("order" >= 0))
);
CREATE TABLE feedback_survey_reasons (
    id bigint NOT NULL,
    survey_id bigint NOT NULL,
    lowscorereason_id bigint NOT NULL
);
CREATE TABLE feedback_survey (
    id bigint NOT NULL,
    cycle smallint NOT NULL,
    state character varying(10) NOT NULL,
    skip_reason character varying(12) NOT NULL,
    made_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone,
    sent_at timestamp with time zone,
    reminded smallint NOT NULL,
    expires_at timestamp with time zone,
    version smallint NOT NULL,
    overall smallint,
    recommends smallint,
    comment text NOT NULL,
    is_low boolean NOT NULL,
    answered_at timestamp with time zone,
    changed_at timestamp with time zone,
    way character varying(8) NOT NULL,
    contact_id bigint,
    taken_by_id bigint,
    ticket_id bigint NOT NULL,
    CONSTRAINT feedback_survey_cycle_check CHECK ((cycle >= 0)),
    CONSTRAINT feedback_survey_overall_check CHECK ((overall >= 0)),
    CONSTRAINT feedback_survey_recommends_check CHECK ((recommends >= 0)),
    CONSTRAINT feedback_survey_reminded_check CHECK ((reminded >= 0)),
    CONSTRAINT feedback_survey_version_check CHECK ((version >= 0)),
    CONSTRAINT overall_1_to_5 CHECK (((overall IS NULL) OR ((overall >= 1) AND (overall <= 5)))),
    CONSTRAINT recommends_0_to_10 CHECK (((recommends IS NULL) OR ((recommends >= 0) AND (recommends <= 10))))
);
CREATE TABLE feedback_surveyscore (
    id bigint NOT NULL,
    dimension character varying(12) NOT NULL,
    score smallint NOT NULL,
    survey_id bigint NOT NULL,
    CONSTRAINT dimension_1_to_5 CHECK (((score >= 1) AND (score <= 5))),
    CONSTRAINT feedback_surveyscore_score_check CHECK ((score >= 0))
);
CREATE TABLE tickets_diagnosis (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    method character varying(8) NOT NULL,
    phenomenon text NOT NULL,
    data text NOT NULL,
    cause_class character varying(12) NOT NULL,
    has_consent boolean NOT NULL,
    by_id bigint NOT NULL,
    cause_code_id bigint,
    ticket_id bigint NOT NULL
);
CREATE TABLE tickets_processentry (
    id bigint NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone NOT NULL,
    kind character varying(12) NOT NULL,
    content text NOT NULL,
    result text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT work_ends_after_start CHECK ((ended_at >= started_at))
);
CREATE TABLE account_emailaddress (
    id integer NOT NULL,
    email character varying(254) NOT NULL,
    verified boolean NOT NULL,
    "primary" boolean NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE account_emailaddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailaddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE account_emailconfirmation (
    id integer NOT NULL,
    created timestamp with time zone NOT NULL,
    sent timestamp with time zone,
    key character varying(64) NOT NULL,
    email_address_id integer NOT NULL
);
ALTER TABLE account_emailconfirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME account_emailconfirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_absence (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    reason character varying(120) NOT NULL,
    deputy_id bigint NOT NULL,
    person_id bigint NOT NULL,
    CONSTRAINT absence_ends_after_start CHECK ((ends_at > starts_at)),
    CONSTRAINT deputy_is_somebody_else CHECK ((NOT (deputy_id = person_id)))
);
ALTER TABLE accounts_absence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_absence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_apitoken (
    digest character varying(128) NOT NULL,
    token_key character varying(25) NOT NULL,
    created timestamp with time zone NOT NULL,
    expiry timestamp with time zone,
    handle uuid NOT NULL,
    name character varying(60) NOT NULL,
    scopes jsonb NOT NULL,
    requests_per_minute integer NOT NULL,
    revoked_at timestamp with time zone,
    created_by_id bigint,
    successor_id character varying(128),
    user_id bigint NOT NULL,
    announce_at timestamp with time zone,
    CONSTRAINT accounts_apitoken_requests_per_minute_check CHECK ((requests_per_minute >= 0))
);
ALTER TABLE accounts_department ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_department_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_dutyshift (
    id bigint NOT NULL,
    starts_at timestamp with time zone NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    department_id bigint,
    person_id bigint NOT NULL,
    CONSTRAINT shift_ends_after_start CHECK ((ends_at > starts_at))
);
ALTER TABLE accounts_dutyshift ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_dutyshift_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_formeraddress (
    id bigint NOT NULL,
    address character varying(254) NOT NULL,
    changed_at timestamp with time zone NOT NULL,
    by_id bigint,
    person_id bigint NOT NULL
);
ALTER TABLE accounts_formeraddress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_formeraddress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_outlet (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(80) NOT NULL,
    province character varying(30) NOT NULL,
    city character varying(30) NOT NULL,
    district character varying(30) NOT NULL,
    address character varying(200) NOT NULL,
    coverage character varying(200) NOT NULL,
    phone character varying(40) NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE accounts_outlet ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_outlet_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_passwordlink (
    digest character varying(64) NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    person_id bigint NOT NULL
);
CREATE TABLE accounts_rolesecurity (
    role_id integer NOT NULL,
    needs_second_factor boolean NOT NULL
);
CREATE TABLE accounts_tokenuse (
    token_id character varying(128) NOT NULL,
    minute timestamp with time zone NOT NULL,
    count integer NOT NULL,
    last_used_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_tokenuse_count_check CHECK ((count >= 0))
);
CREATE TABLE accounts_trycounter (
    name character varying(64) NOT NULL,
    count integer NOT NULL,
    ends_at timestamp with time zone NOT NULL,
    CONSTRAINT accounts_trycounter_count_check CHECK ((count >= 0))
);
CREATE TABLE accounts_user (
    id bigint NOT NULL,
    password character varying(128) NOT NULL,
    last_login timestamp with time zone,
    is_superuser boolean NOT NULL,
    username character varying(150) NOT NULL,
    email character varying(254) NOT NULL,
    is_staff boolean NOT NULL,
    is_active boolean NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    display_name character varying(40) NOT NULL,
    phone character varying(40) NOT NULL,
    skill_level smallint NOT NULL,
    is_on_duty boolean NOT NULL,
    language character varying(8) NOT NULL,
    theme character varying(5) NOT NULL,
    department_id bigint,
    outlet_id bigint,
    session_mark character varying(32) DEFAULT ''::character varying NOT NULL,
    is_service boolean DEFAULT false NOT NULL,
    CONSTRAINT accounts_user_skill_level_check CHECK ((skill_level >= 0))
);
CREATE TABLE accounts_user_groups (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    group_id integer NOT NULL
);
ALTER TABLE accounts_user_groups ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_user_groups_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE accounts_user ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_user_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE accounts_user_user_permissions (
    id bigint NOT NULL,
    user_id bigint NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE accounts_user_user_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME accounts_user_user_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_auditfinding (
    id bigint NOT NULL,
    rule character varying(16) NOT NULL,
    found_at timestamp with time zone NOT NULL,
    remark text NOT NULL,
    remarked_at timestamp with time zone,
    fixed_at timestamp with time zone,
    remarked_by_id bigint,
    ticket_id bigint NOT NULL,
    audit_id bigint NOT NULL
);
ALTER TABLE analytics_auditfinding ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_auditfinding_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_auditsettings (
    id bigint NOT NULL,
    rhythm character varying(8) NOT NULL,
    lag_minutes integer NOT NULL,
    since_on date,
    CONSTRAINT analytics_auditsettings_lag_minutes_check CHECK ((lag_minutes >= 0))
);
ALTER TABLE analytics_auditsettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_auditsettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_award (
    id bigint NOT NULL,
    version integer NOT NULL,
    number character varying(16) NOT NULL,
    kind character varying(12) NOT NULL,
    name character varying(60) NOT NULL,
    period_kind character varying(8) NOT NULL,
    starts_on date NOT NULL,
    basis text NOT NULL,
    amount numeric(10,2),
    currency character varying(3) NOT NULL,
    state character varying(10) NOT NULL,
    figures jsonb NOT NULL,
    proposed_at timestamp with time zone NOT NULL,
    granted_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    granted_by_id bigint,
    proposed_by_id bigint NOT NULL,
    staff_id bigint NOT NULL,
    updated_by_id bigint,
    CONSTRAINT amount_has_its_currency CHECK ((((amount IS NULL) AND ((currency)::text = ''::text)) OR ((amount > (0)::numeric) AND (NOT ((currency)::text = ''::text))))),
    CONSTRAINT analytics_award_version_check CHECK ((version >= 0)),
    CONSTRAINT award_is_of_a_whole_period CHECK (((EXTRACT(day FROM starts_on) = (1)::numeric) AND (((period_kind)::text = 'month'::text) OR (EXTRACT(month FROM starts_on) = ANY (ARRAY[(1)::numeric, (4)::numeric, (7)::numeric, (10)::numeric]))))),
    CONSTRAINT granted_by_a_second_person CHECK ((((NOT ((state)::text = 'granted'::text)) AND (granted_at IS NULL) AND (granted_by_id IS NULL)) OR ((granted_at IS NOT NULL) AND (granted_by_id IS NOT NULL) AND ((state)::text = 'granted'::text) AND (NOT ((granted_by_id = staff_id) AND (granted_by_id IS NOT NULL))) AND (NOT ((granted_by_id = proposed_by_id) AND (granted_by_id IS NOT NULL)))))),
    CONSTRAINT nobody_proposes_themselves CHECK ((NOT (proposed_by_id = staff_id))),
    CONSTRAINT other_award_has_a_name CHECK (((((kind)::text = 'other'::text) AND (NOT ((name)::text = ''::text))) OR ((NOT ((kind)::text = 'other'::text)) AND ((name)::text = ''::text))))
);
ALTER TABLE analytics_award ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_award_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_awardevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    kind character varying(10) NOT NULL,
    actor_id bigint,
    award_id bigint NOT NULL
);
ALTER TABLE analytics_awardevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_awardevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_benchmark (
    id bigint NOT NULL,
    metric character varying(40) NOT NULL,
    value numeric(12,3) NOT NULL,
    industry character varying(60) NOT NULL,
    source character varying(200) NOT NULL,
    valid_from date NOT NULL,
    CONSTRAINT benchmark_not_below_0 CHECK ((value >= (0)::numeric))
);
ALTER TABLE analytics_benchmark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_benchmark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_dataaudit (
    id bigint NOT NULL,
    starts_on date NOT NULL,
    until date NOT NULL,
    is_automatic boolean NOT NULL,
    lag_minutes integer NOT NULL,
    total integer NOT NULL,
    incomplete integer NOT NULL,
    made_at timestamp with time zone NOT NULL,
    checked_at timestamp with time zone NOT NULL,
    conclusion text NOT NULL,
    left_open integer NOT NULL,
    signed_at timestamp with time zone,
    auditor_id bigint,
    department_id bigint,
    CONSTRAINT analytics_dataaudit_incomplete_check CHECK ((incomplete >= 0)),
    CONSTRAINT analytics_dataaudit_lag_minutes_check CHECK ((lag_minutes >= 0)),
    CONSTRAINT analytics_dataaudit_left_open_check CHECK ((left_open >= 0)),
    CONSTRAINT analytics_dataaudit_total_check CHECK ((total >= 0)),
    CONSTRAINT audit_ends_after_it_starts CHECK ((until > starts_on)),
    CONSTRAINT incomplete_are_some_of_all CHECK ((incomplete <= total)),
    CONSTRAINT signed_with_a_conclusion CHECK (((signed_at IS NULL) OR ((auditor_id IS NOT NULL) AND (signed_at >= checked_at) AND (NOT (conclusion = ''::text)))))
);
ALTER TABLE analytics_dataaudit ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_dataaudit_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE analytics_measure ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_measure_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE analytics_measurecycle ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_measurecycle_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_measureevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    move character varying(12) NOT NULL,
    actor_id bigint,
    measure_id bigint NOT NULL
);
ALTER TABLE analytics_measureevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_measureevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_monthfigures (
    id bigint NOT NULL,
    month date NOT NULL,
    data jsonb NOT NULL,
    made_at timestamp with time zone NOT NULL,
    seen_event bigint NOT NULL
);
ALTER TABLE analytics_monthfigures ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_monthfigures_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_monthlyreport (
    id bigint NOT NULL,
    month date NOT NULL,
    version smallint NOT NULL,
    state character varying(8) NOT NULL,
    data jsonb NOT NULL,
    generated_at timestamp with time zone NOT NULL,
    issued_at timestamp with time zone,
    digest character varying(64) NOT NULL,
    issued_by_id bigint,
    CONSTRAINT analytics_monthlyreport_version_check CHECK ((version >= 0)),
    CONSTRAINT issued_after_it_was_made CHECK ((((issued_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((issued_at >= generated_at) AND ((state)::text = 'issued'::text))))
);
ALTER TABLE analytics_monthlyreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_monthlyreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_quarterlyreport (
    id bigint NOT NULL,
    quarter date NOT NULL,
    state character varying(8) NOT NULL,
    data jsonb NOT NULL,
    problems text NOT NULL,
    decisions jsonb NOT NULL,
    generated_at timestamp with time zone NOT NULL,
    issued_at timestamp with time zone,
    digest character varying(64) NOT NULL,
    issued_by_id bigint,
    meeting_id bigint,
    CONSTRAINT quarter_issued_after_its_meeting CHECK ((((issued_at IS NULL) AND ((state)::text = 'draft'::text)) OR ((issued_at IS NOT NULL) AND (meeting_id IS NOT NULL) AND ((state)::text = 'issued'::text))))
);
ALTER TABLE analytics_quarterlyreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_quarterlyreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_rectificationasset (
    id bigint NOT NULL,
    tickets integer NOT NULL,
    found_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT analytics_rectificationasset_tickets_check CHECK ((tickets >= 0))
);
ALTER TABLE analytics_rectificationasset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_rectificationasset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_rectificationevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    kind character varying(12) NOT NULL,
    actor_id bigint,
    rectification_id bigint NOT NULL
);
ALTER TABLE analytics_rectificationevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_rectificationevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_rectificationmonth (
    id bigint NOT NULL,
    month date NOT NULL,
    failed integer NOT NULL,
    tickets integer NOT NULL,
    base integer NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    request_id bigint NOT NULL,
    CONSTRAINT analytics_rectificationmonth_base_check CHECK ((base >= 0)),
    CONSTRAINT analytics_rectificationmonth_failed_check CHECK ((failed >= 0)),
    CONSTRAINT analytics_rectificationmonth_tickets_check CHECK ((tickets >= 0))
);
ALTER TABLE analytics_rectificationmonth ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_rectificationmonth_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_rectificationrequest (
    id bigint NOT NULL,
    version integer NOT NULL,
    number character varying(16) NOT NULL,
    month date NOT NULL,
    failed integer NOT NULL,
    tickets integer NOT NULL,
    base integer NOT NULL,
    threshold numeric(5,2) NOT NULL,
    state character varying(12) NOT NULL,
    workers jsonb NOT NULL,
    measure text NOT NULL,
    opened_at timestamp with time zone NOT NULL,
    counted_at timestamp with time zone NOT NULL,
    reported_at timestamp with time zone,
    verified_at timestamp with time zone,
    closed_at timestamp with time zone,
    updated_at timestamp with time zone NOT NULL,
    department_id bigint,
    model_id bigint NOT NULL,
    updated_by_id bigint,
    CONSTRAINT analytics_rectificationrequest_base_check CHECK ((base >= 0)),
    CONSTRAINT analytics_rectificationrequest_failed_check CHECK ((failed >= 0)),
    CONSTRAINT analytics_rectificationrequest_tickets_check CHECK ((tickets >= 0)),
    CONSTRAINT analytics_rectificationrequest_version_check CHECK ((version >= 0)),
    CONSTRAINT closed_rectification_has_its_moment CHECK ((((closed_at IS NOT NULL) AND ((state)::text = 'closed'::text)) OR ((NOT ((state)::text = 'closed'::text)) AND (closed_at IS NULL)))),
    CONSTRAINT rectification_has_its_numbers CHECK (((base > 0) AND (failed > 0) AND (failed <= tickets))),
    CONSTRAINT verified_after_it_was_reported CHECK (((NOT ((state)::text = 'verified'::text)) OR ((reported_at IS NOT NULL) AND (verified_at IS NOT NULL) AND (NOT (measure = ''::text)))))
);
ALTER TABLE analytics_rectificationrequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_rectificationrequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_rectificationsettings (
    id bigint NOT NULL,
    is_on boolean NOT NULL,
    threshold numeric(5,2) NOT NULL,
    min_base integer NOT NULL,
    min_failed integer NOT NULL,
    department_id bigint,
    CONSTRAINT analytics_rectificationsettings_min_base_check CHECK ((min_base >= 0)),
    CONSTRAINT analytics_rectificationsettings_min_failed_check CHECK ((min_failed >= 0))
);
ALTER TABLE analytics_rectificationsettings ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_rectificationsettings_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_reportremark (
    id bigint NOT NULL,
    section character varying(12) NOT NULL,
    text text NOT NULL,
    written_at timestamp with time zone NOT NULL,
    report_id bigint NOT NULL,
    written_by_id bigint NOT NULL
);
ALTER TABLE analytics_reportremark ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_reportremark_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_slowcase (
    id bigint NOT NULL,
    version integer NOT NULL,
    month date NOT NULL,
    remark character varying(300) NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    ticket_id bigint NOT NULL,
    updated_by_id bigint,
    cause_id bigint,
    CONSTRAINT analytics_slowcase_version_check CHECK ((version >= 0))
);
ALTER TABLE analytics_slowcase ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_slowcase_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_slowcaseevent (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    actor_id bigint,
    case_id bigint NOT NULL
);
ALTER TABLE analytics_slowcaseevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_slowcaseevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE analytics_slowcause (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    name_en character varying(60) NOT NULL,
    suggested_for character varying(12) NOT NULL,
    measure_kind character varying(12) NOT NULL,
    is_active boolean NOT NULL,
    "order" smallint NOT NULL,
    CONSTRAINT analytics_slowcause_order_check CHECK (("order" >= 0))
);
ALTER TABLE analytics_slowcause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME analytics_slowcause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE SEQUENCE api_feed_position
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
CREATE TABLE api_feedentry (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    "row" bigint NOT NULL,
    "position" bigint NOT NULL
);
ALTER TABLE api_feedentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME api_feedentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE api_keptanswer (
    id bigint NOT NULL,
    key character varying(255) NOT NULL,
    digest character varying(64) NOT NULL,
    status smallint NOT NULL,
    headers jsonb NOT NULL,
    body jsonb,
    at timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    CONSTRAINT api_keptanswer_status_check CHECK ((status >= 0))
);
ALTER TABLE api_keptanswer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME api_keptanswer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE api_rowchange (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    "row" bigint NOT NULL
);
ALTER TABLE api_rowchange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME api_rowchange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE archive_archiverecord (
    id bigint NOT NULL,
    file_no character varying(20) NOT NULL,
    key character varying(150) NOT NULL,
    digest text NOT NULL,
    manifest jsonb NOT NULL,
    archived_at timestamp with time zone NOT NULL,
    retain_until date NOT NULL,
    has_legal_hold boolean NOT NULL,
    hold_reason character varying(300) NOT NULL,
    disposed_at timestamp with time zone,
    archived_by_id bigint,
    ticket_id bigint NOT NULL,
    CONSTRAINT held_files_are_kept CHECK (((disposed_at IS NULL) OR (NOT has_legal_hold)))
);
ALTER TABLE archive_archiverecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME archive_archiverecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE archive_disposalrun (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    reason character varying(300) NOT NULL,
    until date,
    cursor bigint NOT NULL,
    disposed integer NOT NULL,
    held integer NOT NULL,
    problem character varying(200) NOT NULL,
    finished_at timestamp with time zone,
    contact_id bigint,
    requested_by_id bigint,
    CONSTRAINT archive_disposalrun_disposed_check CHECK ((disposed >= 0)),
    CONSTRAINT archive_disposalrun_held_check CHECK ((held >= 0)),
    CONSTRAINT disposal_says_of_what CHECK (((((kind)::text = 'retention'::text) AND (until IS NOT NULL)) OR ((contact_id IS NOT NULL) AND ((kind)::text = 'erasure'::text))))
);
ALTER TABLE archive_disposalrun ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME archive_disposalrun_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auditlog_logentry (
    id integer NOT NULL,
    object_pk character varying(255) NOT NULL,
    object_id bigint,
    object_repr text NOT NULL,
    action smallint NOT NULL,
    changes jsonb,
    "timestamp" timestamp with time zone NOT NULL,
    actor_id bigint,
    content_type_id integer NOT NULL,
    remote_addr inet,
    additional_data jsonb,
    serialized_data jsonb,
    cid character varying(255),
    changes_text text NOT NULL,
    remote_port integer,
    actor_email character varying(254),
    CONSTRAINT auditlog_logentry_action_check CHECK ((action >= 0)),
    CONSTRAINT auditlog_logentry_remote_port_check CHECK ((remote_port >= 0))
);
ALTER TABLE auditlog_logentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auditlog_logentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group (
    id integer NOT NULL,
    name character varying(150) NOT NULL
);
ALTER TABLE auth_group ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_group_permissions (
    id bigint NOT NULL,
    group_id integer NOT NULL,
    permission_id integer NOT NULL
);
ALTER TABLE auth_group_permissions ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_group_permissions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE auth_permission (
    id integer NOT NULL,
    name character varying(255) NOT NULL,
    content_type_id integer NOT NULL,
    codename character varying(100) NOT NULL
);
ALTER TABLE auth_permission ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME auth_permission_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE core_auditentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_auditentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core_calendarday (
    id bigint NOT NULL,
    date date NOT NULL,
    kind character varying(10) NOT NULL,
    hours character varying(120) NOT NULL,
    name character varying(60) NOT NULL,
    source character varying(120) NOT NULL,
    status character varying(12) NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT holidays_are_closed_others_open CHECK (((((hours)::text = ''::text) AND ((kind)::text = 'holiday'::text)) OR ((NOT ((kind)::text = 'holiday'::text)) AND (NOT ((hours)::text = ''::text)))))
);
ALTER TABLE core_calendarday ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_calendarday_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core_calendarversion (
    id bigint NOT NULL,
    number integer NOT NULL,
    data jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    calendar_id bigint NOT NULL,
    reason character varying(300) DEFAULT ''::character varying NOT NULL,
    rows jsonb DEFAULT '[]'::jsonb NOT NULL,
    CONSTRAINT core_calendarversion_number_check CHECK ((number >= 0))
);
ALTER TABLE core_calendarversion ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_calendarversion_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core_formsubmission (
    key uuid NOT NULL,
    at timestamp with time zone NOT NULL,
    result_url character varying(300) NOT NULL,
    user_id bigint,
    content character varying(64) DEFAULT ''::character varying NOT NULL
);
CREATE TABLE core_jobrun (
    name character varying(60) NOT NULL,
    began_at timestamp with time zone,
    done_at timestamp with time zone,
    failed_at timestamp with time zone,
    error text NOT NULL,
    failures integer NOT NULL,
    data jsonb NOT NULL,
    CONSTRAINT core_jobrun_failures_check CHECK ((failures >= 0))
);
CREATE TABLE core_ledgerhead (
    stream character varying(60) NOT NULL,
    "position" bigint NOT NULL,
    hash character varying(64) NOT NULL,
    CONSTRAINT core_ledgerhead_position_check CHECK (("position" >= 0))
);
CREATE TABLE core_numbersequence (
    id bigint NOT NULL,
    prefix character varying(12) NOT NULL,
    period character varying(6) NOT NULL,
    last integer NOT NULL,
    CONSTRAINT core_numbersequence_last_check CHECK ((last >= 0))
);
ALTER TABLE core_numbersequence ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_numbersequence_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core_storedfile (
    id uuid NOT NULL,
    name character varying(200) NOT NULL,
    content_type character varying(100) NOT NULL,
    size bigint NOT NULL,
    sha256 character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    created_by_id bigint,
    pixels bigint,
    CONSTRAINT core_storedfile_pixels_check CHECK ((pixels >= 0)),
    CONSTRAINT core_storedfile_size_check CHECK ((size >= 0))
);
CREATE TABLE core_weekdayhours (
    id bigint NOT NULL,
    weekday smallint NOT NULL,
    hours character varying(120) NOT NULL,
    calendar_id bigint NOT NULL,
    CONSTRAINT core_weekdayhours_weekday_check CHECK ((weekday >= 0))
);
ALTER TABLE core_weekdayhours ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_weekdayhours_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE core_workcalendar (
    id bigint NOT NULL,
    code character varying(50) NOT NULL,
    name character varying(60) NOT NULL,
    zone character varying(40) NOT NULL,
    is_always boolean NOT NULL,
    is_default boolean NOT NULL,
    week_from date
);
ALTER TABLE core_workcalendar ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME core_workcalendar_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE customers_asset ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_asset_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE customers_channel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_channel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_consentrecord (
    id bigint NOT NULL,
    purpose character varying(12) NOT NULL,
    scope character varying(200) NOT NULL,
    evidence character varying(300) NOT NULL,
    given_at timestamp with time zone NOT NULL,
    withdrawn_at timestamp with time zone,
    recorded_at timestamp with time zone NOT NULL,
    contact_id bigint NOT NULL,
    recorded_by_id bigint,
    CONSTRAINT withdrawn_after_given CHECK (((withdrawn_at IS NULL) OR (withdrawn_at >= given_at)))
);
ALTER TABLE customers_consentrecord ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_consentrecord_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE customers_contact (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    phone character varying(40) NOT NULL,
    phone_digits character varying(40) NOT NULL,
    email character varying(254) NOT NULL,
    is_primary boolean NOT NULL,
    has_marketing_consent boolean NOT NULL,
    created_at timestamp with time zone NOT NULL,
    preferred_channel_id bigint,
    customer_id bigint NOT NULL,
    language character varying(8) DEFAULT 'zh-hans'::character varying NOT NULL,
    wechat_id character varying(64) DEFAULT ''::character varying NOT NULL,
    refused_email character varying(254) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE customers_contact ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_contact_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE customers_customer ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_customer_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE customers_productmodel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME customers_productmodel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_admin_log (
    id integer NOT NULL,
    action_time timestamp with time zone NOT NULL,
    object_id text,
    object_repr character varying(200) NOT NULL,
    action_flag smallint NOT NULL,
    change_message text NOT NULL,
    content_type_id integer,
    user_id bigint NOT NULL,
    CONSTRAINT django_admin_log_action_flag_check CHECK ((action_flag >= 0))
);
ALTER TABLE django_admin_log ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_admin_log_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_content_type (
    id integer NOT NULL,
    app_label character varying(100) NOT NULL,
    model character varying(100) NOT NULL
);
ALTER TABLE django_content_type ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_content_type_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_migrations (
    id bigint NOT NULL,
    app character varying(255) NOT NULL,
    name character varying(255) NOT NULL,
    applied timestamp with time zone NOT NULL
);
ALTER TABLE django_migrations ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME django_migrations_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE django_session (
    session_key character varying(40) NOT NULL,
    session_data text NOT NULL,
    expire_date timestamp with time zone NOT NULL
);
CREATE TABLE feedback_callattempt (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    outcome character varying(12) NOT NULL,
    recovery text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    communication_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    reason_id bigint
);
ALTER TABLE feedback_callattempt ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_callattempt_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_campaign (
    id bigint NOT NULL,
    title character varying(60) NOT NULL,
    segment character varying(12) NOT NULL,
    level character varying(8) NOT NULL,
    region character varying(40) NOT NULL,
    closes_on date NOT NULL,
    created_at timestamp with time zone NOT NULL,
    started_at timestamp with time zone,
    created_by_id bigint NOT NULL
);
ALTER TABLE feedback_campaign ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_campaign_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_invitation (
    id bigint NOT NULL,
    is_due boolean NOT NULL,
    sent_at timestamp with time zone,
    skip_reason character varying(12) NOT NULL,
    version smallint NOT NULL,
    overall smallint,
    speed smallint,
    quality smallint,
    manner smallint,
    suggestion text NOT NULL,
    answered_at timestamp with time zone,
    campaign_id bigint NOT NULL,
    contact_id bigint NOT NULL,
    message_id bigint,
    CONSTRAINT campaign_overall_1_to_5 CHECK (((overall IS NULL) OR ((overall >= 1) AND (overall <= 5)))),
    CONSTRAINT feedback_invitation_manner_check CHECK ((manner >= 0)),
    CONSTRAINT feedback_invitation_overall_check CHECK ((overall >= 0)),
    CONSTRAINT feedback_invitation_quality_check CHECK ((quality >= 0)),
    CONSTRAINT feedback_invitation_speed_check CHECK ((speed >= 0)),
    CONSTRAINT feedback_invitation_version_check CHECK ((version >= 0))
);
ALTER TABLE feedback_invitation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_invitation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_invitation_reasons (
    id bigint NOT NULL,
    invitation_id bigint NOT NULL,
    lowscorereason_id bigint NOT NULL
);
ALTER TABLE feedback_invitation_reasons ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_invitation_reasons_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE feedback_lowscorereason ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_lowscorereason_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE feedback_survey ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_survey_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE feedback_survey_reasons ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_survey_reasons_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE feedback_surveyrule (
    id bigint NOT NULL,
    is_active boolean NOT NULL,
    asks_since timestamp with time zone,
    sample_percent smallint NOT NULL,
    cool_down_days smallint NOT NULL,
    open_days smallint NOT NULL,
    reminders smallint NOT NULL,
    reminder_days smallint NOT NULL,
    low_by character varying(8) NOT NULL,
    asks_recommendation boolean NOT NULL,
    CONSTRAINT feedback_surveyrule_cool_down_days_check CHECK ((cool_down_days >= 0)),
    CONSTRAINT feedback_surveyrule_open_days_check CHECK ((open_days >= 0)),
    CONSTRAINT feedback_surveyrule_reminder_days_check CHECK ((reminder_days >= 0)),
    CONSTRAINT feedback_surveyrule_reminders_check CHECK ((reminders >= 0)),
    CONSTRAINT feedback_surveyrule_sample_percent_check CHECK ((sample_percent >= 0))
);
ALTER TABLE feedback_surveyrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_surveyrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE feedback_surveyscore ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME feedback_surveyscore_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE knowledge_article (
    id bigint NOT NULL,
    number character varying(16) NOT NULL,
    kind character varying(8) NOT NULL,
    title character varying(120) NOT NULL,
    body text NOT NULL,
    state character varying(9) NOT NULL,
    version integer NOT NULL,
    writers jsonb NOT NULL,
    edition integer NOT NULL,
    is_public boolean NOT NULL,
    published_kind character varying(8) NOT NULL,
    published_title character varying(120) NOT NULL,
    published_body text NOT NULL,
    published_at timestamp with time zone,
    review_due_on date,
    source_number character varying(40) NOT NULL,
    source_path character varying(200) NOT NULL,
    views integer NOT NULL,
    helpful integer NOT NULL,
    unhelpful integer NOT NULL,
    search_text text NOT NULL,
    working_text text NOT NULL,
    created_at timestamp with time zone NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    published_by_id bigint,
    updated_by_id bigint NOT NULL,
    CONSTRAINT edition_has_its_moment CHECK (((edition = 0) OR (published_at IS NOT NULL))),
    CONSTRAINT knowledge_article_edition_check CHECK ((edition >= 0)),
    CONSTRAINT knowledge_article_helpful_check CHECK ((helpful >= 0)),
    CONSTRAINT knowledge_article_unhelpful_check CHECK ((unhelpful >= 0)),
    CONSTRAINT knowledge_article_version_check CHECK ((version >= 0)),
    CONSTRAINT knowledge_article_views_check CHECK ((views >= 0)),
    CONSTRAINT public_article_has_an_edition CHECK (((NOT is_public) OR (edition > 0)))
);
ALTER TABLE knowledge_article ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_article_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE knowledge_articleedition (
    id bigint NOT NULL,
    number integer NOT NULL,
    kind character varying(8) NOT NULL,
    title character varying(120) NOT NULL,
    body text NOT NULL,
    at timestamp with time zone NOT NULL,
    article_id bigint NOT NULL,
    author_id bigint NOT NULL,
    published_by_id bigint NOT NULL,
    CONSTRAINT knowledge_articleedition_number_check CHECK ((number >= 0))
);
ALTER TABLE knowledge_articleedition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_articleedition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE knowledge_articlevote (
    id bigint NOT NULL,
    is_helpful boolean NOT NULL,
    at timestamp with time zone NOT NULL,
    article_id bigint NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE knowledge_articlevote ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME knowledge_articlevote_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE knox_authtoken (
    digest character varying(128) NOT NULL,
    created timestamp with time zone NOT NULL,
    user_id bigint NOT NULL,
    expiry timestamp with time zone,
    token_key character varying(25) NOT NULL
);
CREATE TABLE metrics_responsetimedefinition (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    name_en character varying(60) NOT NULL,
    business_type character varying(12) NOT NULL,
    start_event character varying(16) NOT NULL,
    end_event character varying(16) NOT NULL,
    exclude_paused boolean NOT NULL,
    effective_from date NOT NULL,
    calendar_id bigint,
    responsible_id bigint,
    CONSTRAINT only_repairs_are_applied_for CHECK (((NOT ((start_event)::text = 'repair_applied'::text)) OR ((business_type)::text = 'repair'::text)))
);
ALTER TABLE metrics_responsetimedefinition ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME metrics_responsetimedefinition_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE mfa_authenticator (
    id bigint NOT NULL,
    type character varying(20) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    last_used_at timestamp with time zone
);
ALTER TABLE mfa_authenticator ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME mfa_authenticator_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_channelpace (
    id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    per_minute integer,
    next_at timestamp with time zone,
    CONSTRAINT notifications_channelpace_per_minute_check CHECK ((per_minute >= 0))
);
ALTER TABLE notifications_channelpace ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_channelpace_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_chatgroup (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    kind character varying(10) NOT NULL,
    sealed_address text NOT NULL,
    sealed_secret text NOT NULL,
    language character varying(8) NOT NULL,
    is_active boolean NOT NULL,
    next_at timestamp with time zone,
    lease_until timestamp with time zone,
    failures smallint NOT NULL,
    error character varying(300) NOT NULL,
    department_id bigint,
    CONSTRAINT notifications_chatgroup_failures_check CHECK ((failures >= 0))
);
ALTER TABLE notifications_chatgroup ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_chatgroup_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_customerchannel (
    id bigint NOT NULL,
    name character varying(10) NOT NULL,
    provider character varying(10) NOT NULL,
    account character varying(80) NOT NULL,
    sealed_secret text NOT NULL,
    signature character varying(40) NOT NULL,
    tests_go_to character varying(80) NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE notifications_customerchannel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_customerchannel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_groupmessage (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    key character varying(160) NOT NULL,
    data jsonb NOT NULL,
    created_at timestamp with time zone NOT NULL,
    sent_at timestamp with time zone,
    failed_at timestamp with time zone,
    group_id bigint NOT NULL
);
ALTER TABLE notifications_groupmessage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_groupmessage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_grouprule (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    group_id bigint NOT NULL
);
ALTER TABLE notifications_grouprule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_grouprule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_inboxitem (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    subject character varying(200) NOT NULL,
    data jsonb NOT NULL,
    path character varying(200) NOT NULL,
    dedupe_key character varying(120) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    shown_from timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    user_id bigint NOT NULL
);
ALTER TABLE notifications_inboxitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_inboxitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_ledgermark (
    ledger character varying(40) NOT NULL,
    read_until bigint NOT NULL,
    ceiling bigint,
    writers jsonb NOT NULL
);
CREATE TABLE notifications_messagetemplate (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    subject_zh character varying(200) NOT NULL,
    body_zh text NOT NULL,
    subject_en character varying(200) NOT NULL,
    body_en text NOT NULL
);
ALTER TABLE notifications_messagetemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_messagetemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_outbox (
    id bigint NOT NULL,
    channel character varying(10) NOT NULL,
    topic character varying(12) NOT NULL,
    data jsonb NOT NULL,
    dedupe_key character varying(160) NOT NULL,
    message_id uuid NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    doubts smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    ended_at timestamp with time zone,
    error character varying(500) NOT NULL,
    digest_id bigint,
    user_id bigint,
    address character varying(254) DEFAULT ''::character varying NOT NULL,
    CONSTRAINT notifications_outbox_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT notifications_outbox_doubts_check CHECK ((doubts >= 0)),
    CONSTRAINT outbox_has_receiver CHECK (((user_id IS NOT NULL) OR (NOT ((address)::text = ''::text))))
);
ALTER TABLE notifications_outbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_outbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_outboxpause (
    id bigint NOT NULL,
    since timestamp with time zone NOT NULL,
    restored_from character varying(200) NOT NULL
);
ALTER TABLE notifications_outboxpause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_outboxpause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_preference (
    id bigint NOT NULL,
    mail_topics jsonb NOT NULL,
    digest character varying(8) NOT NULL,
    quiet_from time without time zone,
    quiet_until time without time zone,
    bounced_at timestamp with time zone,
    bounced_why character varying(300) NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE notifications_preference ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_preference_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_providertemplate (
    id bigint NOT NULL,
    topic character varying(12) NOT NULL,
    language character varying(8) NOT NULL,
    code character varying(80) NOT NULL,
    parameters text NOT NULL,
    channel_id bigint NOT NULL
);
ALTER TABLE notifications_providertemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_providertemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_webhookdelivery (
    id bigint NOT NULL,
    event_id uuid NOT NULL,
    event_type character varying(30) NOT NULL,
    subject character varying(200) NOT NULL,
    sequence bigint NOT NULL,
    payload jsonb NOT NULL,
    state character varying(10) NOT NULL,
    attempts smallint NOT NULL,
    doubts smallint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    next_at timestamp with time zone NOT NULL,
    lease_until timestamp with time zone,
    sent_at timestamp with time zone,
    ended_at timestamp with time zone,
    status_code smallint,
    answer text NOT NULL,
    error character varying(300) NOT NULL,
    took_ms integer,
    endpoint_id bigint NOT NULL,
    CONSTRAINT notifications_webhookdelivery_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT notifications_webhookdelivery_doubts_check CHECK ((doubts >= 0)),
    CONSTRAINT notifications_webhookdelivery_status_code_check CHECK ((status_code >= 0)),
    CONSTRAINT notifications_webhookdelivery_took_ms_check CHECK ((took_ms >= 0))
);
ALTER TABLE notifications_webhookdelivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_webhookdelivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE notifications_webhookendpoint (
    id bigint NOT NULL,
    name character varying(40) NOT NULL,
    address character varying(500) NOT NULL,
    events jsonb NOT NULL,
    is_active boolean NOT NULL,
    sealed_secret text NOT NULL,
    sealed_old_secret text NOT NULL,
    old_secret_until timestamp with time zone,
    failures integer NOT NULL,
    failing_since timestamp with time zone,
    next_at timestamp with time zone,
    taken_at timestamp with time zone,
    error character varying(300) NOT NULL,
    owner_id bigint NOT NULL,
    version integer NOT NULL,
    CONSTRAINT notifications_webhookendpoint_failures_check CHECK ((failures >= 0)),
    CONSTRAINT notifications_webhookendpoint_version_check CHECK ((version >= 0))
);
ALTER TABLE notifications_webhookendpoint ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME notifications_webhookendpoint_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_changerequest (
    id bigint NOT NULL,
    kind character varying(10) NOT NULL,
    title character varying(80) NOT NULL,
    before jsonb NOT NULL,
    after jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(8) NOT NULL,
    cycle smallint NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    comment character varying(300) NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    metric_id bigint,
    plan_id bigint NOT NULL,
    CONSTRAINT nobody_decides_the_own_change CHECK (((decided_by_id IS NULL) OR (NOT ((decided_by_id = asked_by_id) AND (decided_by_id IS NOT NULL))))),
    CONSTRAINT plans_changerequest_cycle_check CHECK ((cycle >= 0))
);
ALTER TABLE plans_changerequest ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_changerequest_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_evaluation (
    id bigint NOT NULL,
    cycle smallint NOT NULL,
    after numeric(18,6),
    samples integer,
    compliance_pct numeric(18,6),
    measured_from date,
    measured_to date,
    is_met boolean,
    is_small_sample boolean NOT NULL,
    note text NOT NULL,
    evidence character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    metric_id bigint NOT NULL,
    target numeric(18,6),
    CONSTRAINT plans_evaluation_cycle_check CHECK ((cycle >= 0)),
    CONSTRAINT plans_evaluation_samples_check CHECK ((samples >= 0))
);
ALTER TABLE plans_evaluation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_evaluation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_kickoff (
    id bigint NOT NULL,
    held_at timestamp with time zone NOT NULL,
    attendees text NOT NULL,
    goals text NOT NULL,
    scope text NOT NULL,
    nodes text NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    plan_id bigint NOT NULL
);
ALTER TABLE plans_kickoff ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_kickoff_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_nextaction (
    id bigint NOT NULL,
    task character varying(300) NOT NULL,
    plan_id bigint,
    summary_id bigint NOT NULL
);
ALTER TABLE plans_nextaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_nextaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plan_channels (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    channel_id bigint NOT NULL
);
ALTER TABLE plans_plan_channels ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_channels_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plan_departments (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    department_id bigint NOT NULL
);
ALTER TABLE plans_plan_departments ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_departments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE plans_plan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plan_issue_types (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    issuetype_id bigint NOT NULL
);
ALTER TABLE plans_plan_issue_types ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_issue_types_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plan_product_models (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    productmodel_id bigint NOT NULL
);
ALTER TABLE plans_plan_product_models ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_product_models_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plan_scope_departments (
    id bigint NOT NULL,
    plan_id bigint NOT NULL,
    department_id bigint NOT NULL
);
ALTER TABLE plans_plan_scope_departments ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plan_scope_departments_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_planarchive (
    id bigint NOT NULL,
    file_no character varying(20) NOT NULL,
    manifest jsonb NOT NULL,
    archived_at timestamp with time zone NOT NULL,
    retain_until date NOT NULL,
    archived_by_id bigint NOT NULL,
    package_id uuid NOT NULL,
    plan_id bigint NOT NULL
);
ALTER TABLE plans_planarchive ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planarchive_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_planevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    request_id character varying(32) NOT NULL,
    actor_id bigint,
    plan_id bigint NOT NULL,
    stage_id bigint
);
ALTER TABLE plans_planevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_planfile (
    id bigint NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    evaluation_id bigint,
    file_id uuid NOT NULL,
    plan_id bigint NOT NULL,
    stage_id bigint,
    progress_id bigint
);
ALTER TABLE plans_planfile ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planfile_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_planlink (
    id bigint NOT NULL,
    kind character varying(8) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    plan_id bigint NOT NULL,
    ticket_id bigint NOT NULL
);
ALTER TABLE plans_planlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE plans_planmetric ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planmetric_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_planproposal (
    id bigint NOT NULL,
    title character varying(120) NOT NULL,
    gap text NOT NULL,
    state character varying(8) NOT NULL,
    answer character varying(300) NOT NULL,
    at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    by_id bigint NOT NULL,
    decided_by_id bigint,
    plan_id bigint,
    ticket_id bigint,
    problem_id bigint
);
ALTER TABLE plans_planproposal ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_planproposal_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_plansummary (
    id bigint NOT NULL,
    experience text NOT NULL,
    suggestions text NOT NULL,
    author_text character varying(80) NOT NULL,
    written_on date,
    version integer NOT NULL,
    article_number character varying(20) NOT NULL,
    author_id bigint,
    plan_id bigint NOT NULL,
    CONSTRAINT plans_plansummary_version_check CHECK ((version >= 0))
);
ALTER TABLE plans_plansummary ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_plansummary_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_replan (
    id bigint NOT NULL,
    from_date date NOT NULL,
    to_date date NOT NULL,
    reason character varying(300) NOT NULL,
    state character varying(8) NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    decided_at timestamp with time zone,
    comment character varying(300) NOT NULL,
    asked_by_id bigint NOT NULL,
    decided_by_id bigint,
    stage_id bigint NOT NULL
);
ALTER TABLE plans_replan ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_replan_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_responsibility (
    id bigint NOT NULL,
    "order" smallint NOT NULL,
    task character varying(200) NOT NULL,
    start date,
    "end" date,
    resources jsonb NOT NULL,
    acceptance character varying(300) NOT NULL,
    remark character varying(300) NOT NULL,
    sent_at timestamp with time zone,
    acknowledged_at timestamp with time zone,
    acknowledged_by_id bigint,
    department_id bigint NOT NULL,
    person_id bigint,
    plan_id bigint NOT NULL,
    stage_id bigint,
    CONSTRAINT plans_responsibility_order_check CHECK (("order" >= 0)),
    CONSTRAINT responsibility_ends_after_start CHECK (((start IS NULL) OR ("end" IS NULL) OR ("end" >= start)))
);
ALTER TABLE plans_responsibility ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_responsibility_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_reviewaction (
    id bigint NOT NULL,
    task character varying(300) NOT NULL,
    due date NOT NULL,
    state character varying(8) NOT NULL,
    result character varying(300) NOT NULL,
    done_at timestamp with time zone,
    done_by_id bigint,
    owner_id bigint NOT NULL,
    meeting_id bigint NOT NULL,
    stage_id bigint
);
ALTER TABLE plans_reviewaction ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_reviewaction_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_reviewmeeting (
    id bigint NOT NULL,
    kind character varying(16) NOT NULL,
    held_at timestamp with time zone NOT NULL,
    attendees text NOT NULL,
    departments character varying(200) NOT NULL,
    period_from date,
    period_to date,
    notes text NOT NULL,
    bottleneck text NOT NULL,
    suggestions text NOT NULL,
    stages jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    chair_id bigint NOT NULL,
    plan_id bigint,
    CONSTRAINT weekly_review_has_a_plan CHECK (((NOT ((kind)::text = 'plan_weekly'::text)) OR (plan_id IS NOT NULL)))
);
ALTER TABLE plans_reviewmeeting ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_reviewmeeting_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE plans_stage ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_stage_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_stageproblem (
    id bigint NOT NULL,
    description text NOT NULL,
    impact text NOT NULL,
    countermeasure text NOT NULL,
    resolution text NOT NULL,
    state character varying(8) NOT NULL,
    is_automatic boolean NOT NULL,
    missed_date date,
    raised_at timestamp with time zone NOT NULL,
    resolved_at timestamp with time zone,
    raised_by_id bigint,
    resolved_by_id bigint,
    stage_id bigint NOT NULL
);
ALTER TABLE plans_stageproblem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_stageproblem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_stageprogress (
    id bigint NOT NULL,
    date date NOT NULL,
    percent smallint NOT NULL,
    text text NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL,
    stage_id bigint NOT NULL,
    CONSTRAINT plans_stageprogress_percent_check CHECK ((percent >= 0)),
    CONSTRAINT told_percent_to_100 CHECK ((percent <= 100))
);
ALTER TABLE plans_stageprogress ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_stageprogress_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE plans_subproject (
    id bigint NOT NULL,
    name character varying(80) NOT NULL,
    "order" smallint NOT NULL,
    owner_id bigint,
    plan_id bigint NOT NULL,
    CONSTRAINT plans_subproject_order_check CHECK (("order" >= 0))
);
ALTER TABLE plans_subproject ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME plans_subproject_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE portal_customerlink (
    id bigint NOT NULL,
    purpose character varying(12) NOT NULL,
    token_hash character varying(64) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    revoked_at timestamp with time zone,
    created_by_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE portal_customerlink ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME portal_customerlink_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE portal_devicelabel (
    id bigint NOT NULL,
    code character varying(16) NOT NULL,
    created_at timestamp with time zone NOT NULL,
    asset_id bigint NOT NULL
);
ALTER TABLE portal_devicelabel ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME portal_devicelabel_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE socialaccount_socialaccount (
    id integer NOT NULL,
    provider character varying(200) NOT NULL,
    uid character varying(191) NOT NULL,
    last_login timestamp with time zone NOT NULL,
    date_joined timestamp with time zone NOT NULL,
    extra_data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE socialaccount_socialaccount ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME socialaccount_socialaccount_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE socialaccount_socialapp (
    id integer NOT NULL,
    provider character varying(30) NOT NULL,
    name character varying(40) NOT NULL,
    client_id character varying(191) NOT NULL,
    secret character varying(191) NOT NULL,
    key character varying(191) NOT NULL,
    provider_id character varying(200) NOT NULL,
    settings jsonb NOT NULL
);
ALTER TABLE socialaccount_socialapp ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME socialaccount_socialapp_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE socialaccount_socialtoken (
    id integer NOT NULL,
    token text NOT NULL,
    token_secret text NOT NULL,
    expires_at timestamp with time zone,
    account_id integer NOT NULL,
    app_id integer
);
ALTER TABLE socialaccount_socialtoken ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME socialaccount_socialtoken_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_assignment (
    id bigint NOT NULL,
    assigned_at timestamp with time zone NOT NULL,
    due_at timestamp with time zone,
    accepted_at timestamp with time zone,
    refused_reason character varying(300) NOT NULL,
    ended_at timestamp with time zone,
    reason character varying(300) NOT NULL,
    assigned_by_id bigint,
    assignee_id bigint,
    department_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE tickets_assignment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_assignment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_attachment (
    id bigint NOT NULL,
    kind character varying(12) NOT NULL,
    visibility character varying(10) NOT NULL,
    at timestamp with time zone NOT NULL,
    by_id bigint,
    file_id uuid NOT NULL,
    communication_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE tickets_attachment ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_attachment_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_causecode (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE tickets_causecode ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_causecode_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_closingreport (
    id bigint NOT NULL,
    cause text NOT NULL,
    course text NOT NULL,
    lessons text NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    author_id bigint NOT NULL,
    cause_code_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE tickets_closingreport ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_closingreport_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_communication ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_communication_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_confirmation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_confirmation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_cooperationitem (
    id bigint NOT NULL,
    content character varying(200) NOT NULL,
    need_by timestamp with time zone NOT NULL,
    is_blocking boolean NOT NULL,
    asked_at timestamp with time zone NOT NULL,
    done_at timestamp with time zone,
    dropped_at timestamp with time zone,
    asked_by_id bigint NOT NULL,
    done_by_id bigint,
    ticket_id bigint NOT NULL,
    person character varying(60) DEFAULT ''::character varying NOT NULL,
    requirement character varying(200) DEFAULT ''::character varying NOT NULL
);
ALTER TABLE tickets_cooperationitem ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_cooperationitem_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_delivery (
    id bigint NOT NULL,
    failed_at timestamp with time zone,
    communication_id bigint NOT NULL,
    message_id bigint NOT NULL
);
ALTER TABLE tickets_delivery ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_delivery_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_deskrule (
    id bigint NOT NULL,
    reopen_days smallint NOT NULL,
    auto_confirm_days smallint NOT NULL,
    due_soon_minutes smallint NOT NULL,
    low_score smallint NOT NULL,
    unassigned_long_minutes smallint NOT NULL,
    untouched_long_hours smallint NOT NULL,
    waking_priority character varying(8) NOT NULL,
    waking_tier character varying(12) NOT NULL,
    years_kept smallint NOT NULL,
    urgent_promise_minutes smallint DEFAULT 240 NOT NULL,
    answer_wakes boolean DEFAULT true NOT NULL,
    link_days smallint DEFAULT 90 NOT NULL,
    sends_receipts boolean DEFAULT true NOT NULL,
    takes_requests boolean DEFAULT false NOT NULL,
    has_public_form boolean DEFAULT false NOT NULL,
    archive_days smallint DEFAULT 0 NOT NULL,
    confirms_silence boolean DEFAULT false NOT NULL,
    asks_to_confirm boolean DEFAULT false NOT NULL,
    closing_proof character varying(10) DEFAULT 'either'::character varying NOT NULL,
    CONSTRAINT tickets_deskrule_archive_days_check CHECK ((archive_days >= 0)),
    CONSTRAINT tickets_deskrule_auto_confirm_days_check CHECK ((auto_confirm_days >= 0)),
    CONSTRAINT tickets_deskrule_due_soon_minutes_check CHECK ((due_soon_minutes >= 0)),
    CONSTRAINT tickets_deskrule_link_days_check CHECK ((link_days >= 0)),
    CONSTRAINT tickets_deskrule_low_score_check CHECK ((low_score >= 0)),
    CONSTRAINT tickets_deskrule_reopen_days_check CHECK ((reopen_days >= 0)),
    CONSTRAINT tickets_deskrule_unassigned_long_minutes_check CHECK ((unassigned_long_minutes >= 0)),
    CONSTRAINT tickets_deskrule_untouched_long_hours_check CHECK ((untouched_long_hours >= 0)),
    CONSTRAINT tickets_deskrule_urgent_promise_minutes_check CHECK ((urgent_promise_minutes >= 0)),
    CONSTRAINT tickets_deskrule_years_kept_check CHECK ((years_kept >= 0))
);
ALTER TABLE tickets_deskrule ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_deskrule_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_diagnosis ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_diagnosis_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_escalation (
    id bigint NOT NULL,
    step character varying(40) NOT NULL,
    level smallint NOT NULL,
    role character varying(12) NOT NULL,
    planned_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    is_late boolean NOT NULL,
    has_notified boolean NOT NULL,
    clock_id bigint NOT NULL,
    acts jsonb DEFAULT '[]'::jsonb NOT NULL,
    outcome jsonb DEFAULT '[]'::jsonb NOT NULL,
    reason_at timestamp with time zone,
    reason_by_id bigint,
    reason_code_id bigint,
    reason_note character varying(300) DEFAULT ''::character varying NOT NULL,
    to_act boolean DEFAULT false NOT NULL,
    recipients jsonb DEFAULT '[]'::jsonb CONSTRAINT tickets_escalation_told_not_null NOT NULL,
    wants_reason boolean DEFAULT false NOT NULL,
    CONSTRAINT tickets_escalation_level_check CHECK ((level >= 0))
);
ALTER TABLE tickets_escalation ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_escalation_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_escalationstep (
    id bigint NOT NULL,
    share smallint NOT NULL,
    offset_minutes integer NOT NULL,
    level smallint NOT NULL,
    role character varying(12) NOT NULL,
    target_id bigint NOT NULL,
    asks_reason boolean DEFAULT false NOT NULL,
    raises_tier boolean DEFAULT false NOT NULL,
    reassigns boolean DEFAULT false NOT NULL,
    CONSTRAINT tickets_escalationstep_level_check CHECK ((level >= 0)),
    CONSTRAINT tickets_escalationstep_share_check CHECK ((share >= 0))
);
ALTER TABLE tickets_escalationstep ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_escalationstep_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_historybatch (
    id bigint NOT NULL,
    number integer NOT NULL,
    digest character varying(64) NOT NULL,
    count integer NOT NULL,
    size integer NOT NULL,
    rows jsonb NOT NULL,
    at timestamp with time zone NOT NULL,
    upload_id bigint NOT NULL,
    CONSTRAINT tickets_historybatch_count_check CHECK ((count >= 0)),
    CONSTRAINT tickets_historybatch_number_check CHECK ((number >= 0)),
    CONSTRAINT tickets_historybatch_size_check CHECK ((size >= 0))
);
ALTER TABLE tickets_historybatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_historybatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_historymapping (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    data jsonb NOT NULL,
    updated_at timestamp with time zone NOT NULL,
    by_id bigint NOT NULL
);
ALTER TABLE tickets_historymapping ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_historymapping_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_historyupload (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    asked_for character varying(10) NOT NULL,
    looked_at integer NOT NULL,
    survey jsonb,
    mapping jsonb NOT NULL,
    version integer NOT NULL,
    trial jsonb,
    outcome jsonb,
    committed_at timestamp with time zone,
    error character varying(400) NOT NULL,
    by_id bigint NOT NULL,
    file_id uuid,
    is_open boolean DEFAULT false NOT NULL,
    CONSTRAINT tickets_historyupload_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT tickets_historyupload_version_check CHECK ((version >= 0))
);
ALTER TABLE tickets_historyupload ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_historyupload_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_importbatch (
    id bigint NOT NULL,
    name character varying(200) NOT NULL,
    at timestamp with time zone NOT NULL,
    requested_at timestamp with time zone,
    committed_at timestamp with time zone,
    counts jsonb NOT NULL,
    by_id bigint,
    keeps_left boolean NOT NULL,
    remarks jsonb NOT NULL,
    file_id uuid,
    read_error character varying(400) DEFAULT ''::character varying NOT NULL,
    rows_read integer DEFAULT 0 NOT NULL,
    rows_total integer DEFAULT 0 NOT NULL,
    CONSTRAINT tickets_importbatch_rows_read_check CHECK ((rows_read >= 0)),
    CONSTRAINT tickets_importbatch_rows_total_check CHECK ((rows_total >= 0))
);
ALTER TABLE tickets_importbatch ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_importbatch_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_importrow (
    id bigint NOT NULL,
    "row" integer NOT NULL,
    cells jsonb NOT NULL,
    fields jsonb NOT NULL,
    verdict character varying(10) NOT NULL,
    problems jsonb NOT NULL,
    is_done boolean NOT NULL,
    batch_id bigint NOT NULL,
    changes jsonb NOT NULL,
    "left" jsonb NOT NULL,
    place character varying(60) NOT NULL,
    CONSTRAINT tickets_importrow_row_check CHECK (("row" >= 0))
);
ALTER TABLE tickets_importrow ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_importrow_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_inboundevent (
    id bigint NOT NULL,
    event_id character varying(255) NOT NULL,
    digest character varying(64) NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    http_status smallint NOT NULL,
    answer jsonb NOT NULL,
    body text NOT NULL,
    ticket_id bigint,
    source_id bigint NOT NULL,
    CONSTRAINT tickets_inboundevent_http_status_check CHECK ((http_status >= 0))
);
ALTER TABLE tickets_inboundevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_inboundevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_inboundsource (
    id bigint NOT NULL,
    sealed_secret text NOT NULL,
    sealed_old_secret text NOT NULL,
    old_secret_until timestamp with time zone,
    code character varying(20) NOT NULL,
    name character varying(40) NOT NULL,
    prefix character varying(20) NOT NULL,
    fields jsonb NOT NULL,
    is_active boolean NOT NULL,
    events_per_minute integer NOT NULL,
    channel_id bigint NOT NULL,
    customer_id bigint,
    owner_id bigint NOT NULL,
    CONSTRAINT tickets_inboundsource_events_per_minute_check CHECK ((events_per_minute >= 0))
);
ALTER TABLE tickets_inboundsource ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_inboundsource_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_incomingmail (
    id bigint NOT NULL,
    mailbox character varying(254) NOT NULL,
    message_id character varying(255) NOT NULL,
    digest character varying(64) NOT NULL,
    raw bytea NOT NULL,
    size integer NOT NULL,
    received_at timestamp with time zone NOT NULL,
    state character varying(10) NOT NULL,
    reason character varying(12) NOT NULL,
    attempts smallint NOT NULL,
    sender character varying(254) NOT NULL,
    sender_name character varying(200) NOT NULL,
    subject character varying(300) NOT NULL,
    ended_at timestamp with time zone,
    is_emptied boolean NOT NULL,
    communication_id bigint,
    ended_by_id bigint,
    ticket_id bigint,
    CONSTRAINT tickets_incomingmail_attempts_check CHECK ((attempts >= 0)),
    CONSTRAINT tickets_incomingmail_size_check CHECK ((size >= 0))
);
ALTER TABLE tickets_incomingmail ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_incomingmail_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_issuetype ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_issuetype_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_mailbox (
    id bigint NOT NULL,
    name character varying(254) NOT NULL,
    validity bigint NOT NULL,
    last_uid bigint NOT NULL,
    first_uid bigint NOT NULL,
    failed_uids jsonb DEFAULT '[]'::jsonb NOT NULL
);
ALTER TABLE tickets_mailbox ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_mailbox_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_processentry ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_processentry_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_replytemplate (
    id bigint NOT NULL,
    title character varying(60) NOT NULL,
    purpose character varying(16) NOT NULL,
    text text NOT NULL,
    is_active boolean NOT NULL,
    channel_id bigint
);
ALTER TABLE tickets_replytemplate ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_replytemplate_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_slaclock ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slaclock_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_slakind ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slakind_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_slapause (
    id bigint NOT NULL,
    reason character varying(16) NOT NULL,
    started_at timestamp with time zone NOT NULL,
    ended_at timestamp with time zone,
    clock_id bigint NOT NULL
);
ALTER TABLE tickets_slapause ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slapause_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_slapolicy (
    id bigint NOT NULL,
    name character varying(60) NOT NULL,
    "order" smallint NOT NULL,
    tier character varying(12) NOT NULL,
    priority character varying(8) NOT NULL,
    business_type character varying(12) NOT NULL,
    customer_level character varying(8) NOT NULL,
    is_active boolean NOT NULL,
    is_fallback boolean NOT NULL,
    effective_from timestamp with time zone,
    channel_id bigint,
    issue_type_id bigint,
    product_id bigint,
    CONSTRAINT fallback_is_active CHECK (((NOT is_fallback) OR is_active)),
    CONSTRAINT tickets_slapolicy_order_check CHECK (("order" >= 0))
);
ALTER TABLE tickets_slapolicy ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slapolicy_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_slarulebook (
    id bigint NOT NULL,
    number integer NOT NULL,
    data jsonb NOT NULL,
    reason character varying(300) NOT NULL,
    published_at timestamp with time zone NOT NULL,
    published_by_id bigint,
    CONSTRAINT tickets_slarulebook_number_check CHECK ((number >= 0))
);
ALTER TABLE tickets_slarulebook ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slarulebook_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_slatarget (
    id bigint NOT NULL,
    amount integer NOT NULL,
    unit character varying(12) NOT NULL,
    reopen_amount integer,
    pause_reasons jsonb NOT NULL,
    calendar_id bigint NOT NULL,
    kind_id bigint NOT NULL,
    policy_id bigint NOT NULL,
    CONSTRAINT target_is_not_zero CHECK ((amount >= 1)),
    CONSTRAINT tickets_slatarget_amount_check CHECK ((amount >= 0)),
    CONSTRAINT tickets_slatarget_reopen_amount_check CHECK ((reopen_amount >= 0))
);
ALTER TABLE tickets_slatarget ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_slatarget_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_solution (
    id bigint NOT NULL,
    number smallint NOT NULL,
    steps jsonb NOT NULL,
    root_cause text NOT NULL,
    finish_by timestamp with time zone NOT NULL,
    resources text NOT NULL,
    risk text NOT NULL,
    submitted_at timestamp with time zone NOT NULL,
    state character varying(12) NOT NULL,
    decided_at timestamp with time zone,
    comment text NOT NULL,
    author_id bigint NOT NULL,
    decided_by_id bigint,
    responsible_id bigint NOT NULL,
    ticket_id bigint NOT NULL,
    CONSTRAINT approver_is_not_author CHECK (((decided_by_id IS NULL) OR (NOT ((decided_by_id = author_id) AND (decided_by_id IS NOT NULL))))),
    CONSTRAINT tickets_solution_number_check CHECK ((number >= 0))
);
ALTER TABLE tickets_solution ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_solution_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_termschange (
    id bigint NOT NULL,
    scope character varying(10) NOT NULL,
    only_provisional boolean NOT NULL,
    reason character varying(300) NOT NULL,
    requested_at timestamp with time zone NOT NULL,
    cursor bigint NOT NULL,
    looked_at integer NOT NULL,
    moved integer NOT NULL,
    late integer NOT NULL,
    finished_at timestamp with time zone,
    calendar_id bigint,
    requested_by_id bigint,
    CONSTRAINT tickets_termschange_late_check CHECK ((late >= 0)),
    CONSTRAINT tickets_termschange_looked_at_check CHECK ((looked_at >= 0)),
    CONSTRAINT tickets_termschange_moved_check CHECK ((moved >= 0))
);
ALTER TABLE tickets_termschange ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_termschange_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE tickets_ticket ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_ticket_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_ticketevent (
    id bigint NOT NULL,
    kind character varying(20) NOT NULL,
    at timestamp with time zone NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    before character varying(60) NOT NULL,
    after character varying(60) NOT NULL,
    note text NOT NULL,
    data jsonb NOT NULL,
    visibility character varying(10) NOT NULL,
    source character varying(8) NOT NULL,
    request_id character varying(32) NOT NULL,
    actor_id bigint,
    ticket_id bigint NOT NULL
);
ALTER TABLE tickets_ticketevent ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_ticketevent_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE tickets_triageword (
    id bigint NOT NULL,
    word character varying(40) NOT NULL,
    tier character varying(12) NOT NULL,
    is_active boolean NOT NULL
);
ALTER TABLE tickets_triageword ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME tickets_triageword_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
CREATE TABLE usersessions_usersession (
    id bigint NOT NULL,
    created_at timestamp with time zone NOT NULL,
    ip inet NOT NULL,
    last_seen_at timestamp with time zone NOT NULL,
    session_key character varying(40) NOT NULL,
    user_agent character varying(200) NOT NULL,
    data jsonb NOT NULL,
    user_id bigint NOT NULL
);
ALTER TABLE usersessions_usersession ALTER COLUMN id ADD GENERATED BY DEFAULT AS IDENTITY (
    SEQUENCE NAME usersessions_usersession_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_email_987c8728_uniq UNIQUE (user_id, email);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_key_key UNIQUE (key);
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_absence
    ADD CONSTRAINT accounts_absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_handle_key UNIQUE (handle);
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_successor_id_key UNIQUE (successor_id);
ALTER TABLE ONLY accounts_department
    ADD CONSTRAINT accounts_department_name_key UNIQUE (name);
ALTER TABLE ONLY accounts_department
    ADD CONSTRAINT accounts_department_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_dutyshift
    ADD CONSTRAINT accounts_dutyshift_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_formeraddress
    ADD CONSTRAINT accounts_formeraddress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_outlet
    ADD CONSTRAINT accounts_outlet_code_key UNIQUE (code);
ALTER TABLE ONLY accounts_outlet
    ADD CONSTRAINT accounts_outlet_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_person_id_key UNIQUE (person_id);
ALTER TABLE ONLY accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY accounts_rolesecurity
    ADD CONSTRAINT accounts_rolesecurity_pkey PRIMARY KEY (role_id);
ALTER TABLE ONLY accounts_tokenuse
    ADD CONSTRAINT accounts_tokenuse_pkey PRIMARY KEY (token_id);
ALTER TABLE ONLY accounts_trycounter
    ADD CONSTRAINT accounts_trycounter_pkey PRIMARY KEY (name);
ALTER TABLE ONLY accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_group_id_59c0b32f_uniq UNIQUE (user_id, group_id);
ALTER TABLE ONLY accounts_user
    ADD CONSTRAINT accounts_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permi_user_id_permission_id_2ab516c2_uniq UNIQUE (user_id, permission_id);
ALTER TABLE ONLY accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY accounts_user
    ADD CONSTRAINT accounts_user_username_key UNIQUE (username);
ALTER TABLE ONLY analytics_auditfinding
    ADD CONSTRAINT analytics_auditfinding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_auditsettings
    ADD CONSTRAINT analytics_auditsettings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_number_key UNIQUE (number);
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_awardevent
    ADD CONSTRAINT analytics_awardevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_benchmark
    ADD CONSTRAINT analytics_benchmark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_dataaudit
    ADD CONSTRAINT analytics_dataaudit_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_number_key UNIQUE (number);
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_measurecycle
    ADD CONSTRAINT analytics_measurecycle_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_measureevent
    ADD CONSTRAINT analytics_measureevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_monthfigures
    ADD CONSTRAINT analytics_monthfigures_month_key UNIQUE (month);
ALTER TABLE ONLY analytics_monthfigures
    ADD CONSTRAINT analytics_monthfigures_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_monthlyreport
    ADD CONSTRAINT analytics_monthlyreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_quarterlyreport
    ADD CONSTRAINT analytics_quarterlyreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_quarterlyreport
    ADD CONSTRAINT analytics_quarterlyreport_quarter_key UNIQUE (quarter);
ALTER TABLE ONLY analytics_rectificationasset
    ADD CONSTRAINT analytics_rectificationasset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationevent
    ADD CONSTRAINT analytics_rectificationevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationmonth
    ADD CONSTRAINT analytics_rectificationmonth_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationrequest
    ADD CONSTRAINT analytics_rectificationrequest_number_key UNIQUE (number);
ALTER TABLE ONLY analytics_rectificationrequest
    ADD CONSTRAINT analytics_rectificationrequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationsettings
    ADD CONSTRAINT analytics_rectificationsettings_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_reportremark
    ADD CONSTRAINT analytics_reportremark_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_slowcase
    ADD CONSTRAINT analytics_slowcase_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_slowcaseevent
    ADD CONSTRAINT analytics_slowcaseevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_slowcause
    ADD CONSTRAINT analytics_slowcause_name_key UNIQUE (name);
ALTER TABLE ONLY analytics_slowcause
    ADD CONSTRAINT analytics_slowcause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY api_feedentry
    ADD CONSTRAINT api_feedentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY api_keptanswer
    ADD CONSTRAINT api_keptanswer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY api_rowchange
    ADD CONSTRAINT api_rowchange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY archive_archiverecord
    ADD CONSTRAINT archive_archiverecord_file_no_key UNIQUE (file_no);
ALTER TABLE ONLY archive_archiverecord
    ADD CONSTRAINT archive_archiverecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY archive_archiverecord
    ADD CONSTRAINT archive_archiverecord_ticket_id_key UNIQUE (ticket_id);
ALTER TABLE ONLY archive_disposalrun
    ADD CONSTRAINT archive_disposalrun_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auditlog_logentry
    ADD CONSTRAINT auditlog_logentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_name_key UNIQUE (name);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_permission_id_0cd325b0_uniq UNIQUE (group_id, permission_id);
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_group
    ADD CONSTRAINT auth_group_pkey PRIMARY KEY (id);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_codename_01ab375a_uniq UNIQUE (content_type_id, codename);
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_historybatch
    ADD CONSTRAINT batch_once_per_history UNIQUE (upload_id, number);
ALTER TABLE ONLY core_auditentry
    ADD CONSTRAINT core_auditentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_calendarday
    ADD CONSTRAINT core_calendarday_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_calendarversion
    ADD CONSTRAINT core_calendarversion_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_formsubmission
    ADD CONSTRAINT core_formsubmission_pkey PRIMARY KEY (key);
ALTER TABLE ONLY core_jobrun
    ADD CONSTRAINT core_jobrun_pkey PRIMARY KEY (name);
ALTER TABLE ONLY core_ledgerhead
    ADD CONSTRAINT core_ledgerhead_pkey PRIMARY KEY (stream);
ALTER TABLE ONLY core_numbersequence
    ADD CONSTRAINT core_numbersequence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_storedfile
    ADD CONSTRAINT core_storedfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_weekdayhours
    ADD CONSTRAINT core_weekdayhours_pkey PRIMARY KEY (id);
ALTER TABLE ONLY core_workcalendar
    ADD CONSTRAINT core_workcalendar_code_key UNIQUE (code);
ALTER TABLE ONLY core_workcalendar
    ADD CONSTRAINT core_workcalendar_name_key UNIQUE (name);
ALTER TABLE ONLY core_workcalendar
    ADD CONSTRAINT core_workcalendar_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_asset
    ADD CONSTRAINT customers_asset_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_asset
    ADD CONSTRAINT customers_asset_serial_key UNIQUE (serial);
ALTER TABLE ONLY customers_channel
    ADD CONSTRAINT customers_channel_code_key UNIQUE (code);
ALTER TABLE ONLY customers_channel
    ADD CONSTRAINT customers_channel_name_key UNIQUE (name);
ALTER TABLE ONLY customers_channel
    ADD CONSTRAINT customers_channel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_consentrecord
    ADD CONSTRAINT customers_consentrecord_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_customer
    ADD CONSTRAINT customers_customer_code_key UNIQUE (code);
ALTER TABLE ONLY customers_customer
    ADD CONSTRAINT customers_customer_external_id_key UNIQUE (external_id);
ALTER TABLE ONLY customers_customer
    ADD CONSTRAINT customers_customer_pkey PRIMARY KEY (id);
ALTER TABLE ONLY customers_productmodel
    ADD CONSTRAINT customers_productmodel_code_key UNIQUE (code);
ALTER TABLE ONLY customers_productmodel
    ADD CONSTRAINT customers_productmodel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationasset
    ADD CONSTRAINT device_rectified_once UNIQUE (request_id, asset_id);
ALTER TABLE ONLY django_admin_log
    ADD CONSTRAINT django_admin_log_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_app_label_model_76bd3d3b_uniq UNIQUE (app_label, model);
ALTER TABLE ONLY django_content_type
    ADD CONSTRAINT django_content_type_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_migrations
    ADD CONSTRAINT django_migrations_pkey PRIMARY KEY (id);
ALTER TABLE ONLY django_session
    ADD CONSTRAINT django_session_pkey PRIMARY KEY (session_key);
ALTER TABLE ONLY tickets_escalation
    ADD CONSTRAINT escalated_once UNIQUE (clock_id, step);
ALTER TABLE ONLY notifications_webhookdelivery
    ADD CONSTRAINT event_once_a_webhook UNIQUE (endpoint_id, event_id);
ALTER TABLE ONLY api_feedentry
    ADD CONSTRAINT feed_by_position UNIQUE (kind, "position");
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_communication_id_key UNIQUE (communication_id);
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_campaign
    ADD CONSTRAINT feedback_campaign_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT feedback_invitation_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT feedback_invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_invitation_reasons
    ADD CONSTRAINT feedback_invitation_reas_invitation_id_lowscorere_cc28a605_uniq UNIQUE (invitation_id, lowscorereason_id);
ALTER TABLE ONLY feedback_invitation_reasons
    ADD CONSTRAINT feedback_invitation_reasons_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_lowscorereason
    ADD CONSTRAINT feedback_lowscorereason_name_key UNIQUE (name);
ALTER TABLE ONLY feedback_lowscorereason
    ADD CONSTRAINT feedback_lowscorereason_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_survey
    ADD CONSTRAINT feedback_survey_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_survey_reasons
    ADD CONSTRAINT feedback_survey_reasons_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_survey_reasons
    ADD CONSTRAINT feedback_survey_reasons_survey_id_lowscorereason_098a2389_uniq UNIQUE (survey_id, lowscorereason_id);
ALTER TABLE ONLY feedback_surveyrule
    ADD CONSTRAINT feedback_surveyrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY feedback_surveyscore
    ADD CONSTRAINT feedback_surveyscore_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_groupmessage
    ADD CONSTRAINT group_message_once UNIQUE (group_id, key);
ALTER TABLE ONLY tickets_inboundevent
    ADD CONSTRAINT inbound_event_once UNIQUE (source_id, event_id);
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT incoming_mail_once UNIQUE (mailbox, message_id, digest);
ALTER TABLE ONLY tickets_issuetype
    ADD CONSTRAINT issue_type_once_below UNIQUE (parent_id, name);
ALTER TABLE ONLY knowledge_article
    ADD CONSTRAINT knowledge_article_number_key UNIQUE (number);
ALTER TABLE ONLY knowledge_article
    ADD CONSTRAINT knowledge_article_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knowledge_articleedition
    ADD CONSTRAINT knowledge_articleedition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knowledge_articlevote
    ADD CONSTRAINT knowledge_articlevote_pkey PRIMARY KEY (id);
ALTER TABLE ONLY knox_authtoken
    ADD CONSTRAINT knox_authtoken_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY notifications_grouprule
    ADD CONSTRAINT matter_once_in_group UNIQUE (group_id, topic);
ALTER TABLE ONLY analytics_measurecycle
    ADD CONSTRAINT measure_cycle_once UNIQUE (measure_id, number);
ALTER TABLE ONLY metrics_responsetimedefinition
    ADD CONSTRAINT metrics_responsetimedefinition_pkey PRIMARY KEY (id);
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_pkey PRIMARY KEY (id);
ALTER TABLE ONLY analytics_rectificationmonth
    ADD CONSTRAINT month_of_rectification_once UNIQUE (request_id, month);
ALTER TABLE ONLY notifications_channelpace
    ADD CONSTRAINT notifications_channelpace_channel_key UNIQUE (channel);
ALTER TABLE ONLY notifications_channelpace
    ADD CONSTRAINT notifications_channelpace_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_chatgroup
    ADD CONSTRAINT notifications_chatgroup_name_key UNIQUE (name);
ALTER TABLE ONLY notifications_chatgroup
    ADD CONSTRAINT notifications_chatgroup_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_customerchannel
    ADD CONSTRAINT notifications_customerchannel_name_key UNIQUE (name);
ALTER TABLE ONLY notifications_customerchannel
    ADD CONSTRAINT notifications_customerchannel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_groupmessage
    ADD CONSTRAINT notifications_groupmessage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_grouprule
    ADD CONSTRAINT notifications_grouprule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_inboxitem
    ADD CONSTRAINT notifications_inboxitem_dedupe_key_key UNIQUE (dedupe_key);
ALTER TABLE ONLY notifications_inboxitem
    ADD CONSTRAINT notifications_inboxitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_ledgermark
    ADD CONSTRAINT notifications_ledgermark_pkey PRIMARY KEY (ledger);
ALTER TABLE ONLY notifications_messagetemplate
    ADD CONSTRAINT notifications_messagetemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_messagetemplate
    ADD CONSTRAINT notifications_messagetemplate_topic_key UNIQUE (topic);
ALTER TABLE ONLY notifications_outbox
    ADD CONSTRAINT notifications_outbox_dedupe_key_key UNIQUE (dedupe_key);
ALTER TABLE ONLY notifications_outbox
    ADD CONSTRAINT notifications_outbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_outboxpause
    ADD CONSTRAINT notifications_outboxpause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_preference
    ADD CONSTRAINT notifications_preference_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_preference
    ADD CONSTRAINT notifications_preference_user_id_key UNIQUE (user_id);
ALTER TABLE ONLY notifications_providertemplate
    ADD CONSTRAINT notifications_providertemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_webhookdelivery
    ADD CONSTRAINT notifications_webhookdelivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_webhookendpoint
    ADD CONSTRAINT notifications_webhookendpoint_name_key UNIQUE (name);
ALTER TABLE ONLY notifications_webhookendpoint
    ADD CONSTRAINT notifications_webhookendpoint_pkey PRIMARY KEY (id);
ALTER TABLE ONLY api_keptanswer
    ADD CONSTRAINT one_answer_per_key UNIQUE (user_id, key);
ALTER TABLE ONLY analytics_benchmark
    ADD CONSTRAINT one_benchmark_of_a_day UNIQUE (metric, valid_from);
ALTER TABLE ONLY analytics_slowcase
    ADD CONSTRAINT one_cause_of_a_month UNIQUE (month, ticket_id);
ALTER TABLE ONLY tickets_slaclock
    ADD CONSTRAINT one_clock_per_cycle UNIQUE (ticket_id, kind_id, cycle);
ALTER TABLE ONLY knowledge_articleedition
    ADD CONSTRAINT one_edition_of_a_number UNIQUE (article_id, number);
ALTER TABLE ONLY analytics_auditfinding
    ADD CONSTRAINT one_finding_a_record_and_rule UNIQUE (audit_id, rule, ticket_id);
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT one_invitation_each UNIQUE (campaign_id, contact_id);
ALTER TABLE ONLY plans_planlink
    ADD CONSTRAINT one_link_per_ticket UNIQUE (plan_id, ticket_id);
ALTER TABLE ONLY plans_planmetric
    ADD CONSTRAINT one_metric_per_name UNIQUE (plan_id, name);
ALTER TABLE ONLY api_feedentry
    ADD CONSTRAINT one_place_in_feed UNIQUE (kind, "row");
ALTER TABLE ONLY analytics_reportremark
    ADD CONSTRAINT one_remark_a_part UNIQUE (report_id, section);
ALTER TABLE ONLY metrics_responsetimedefinition
    ADD CONSTRAINT one_response_time_of_a_day UNIQUE (business_type, effective_from);
ALTER TABLE ONLY core_calendarday
    ADD CONSTRAINT one_row_per_date UNIQUE (calendar_id, date);
ALTER TABLE ONLY core_calendarversion
    ADD CONSTRAINT one_row_per_version UNIQUE (calendar_id, number);
ALTER TABLE ONLY core_weekdayhours
    ADD CONSTRAINT one_row_per_weekday UNIQUE (calendar_id, weekday);
ALTER TABLE ONLY feedback_surveyscore
    ADD CONSTRAINT one_score_per_dimension UNIQUE (survey_id, dimension);
ALTER TABLE ONLY core_numbersequence
    ADD CONSTRAINT one_sequence_per_period UNIQUE (prefix, period);
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT one_solution_per_version UNIQUE (ticket_id, number);
ALTER TABLE ONLY plans_subproject
    ADD CONSTRAINT one_subproject_per_name UNIQUE (plan_id, name);
ALTER TABLE ONLY feedback_survey
    ADD CONSTRAINT one_survey_per_solution UNIQUE (ticket_id, cycle);
ALTER TABLE ONLY tickets_slatarget
    ADD CONSTRAINT one_target_per_kind UNIQUE (policy_id, kind_id);
ALTER TABLE ONLY knowledge_articlevote
    ADD CONSTRAINT one_vote_a_person UNIQUE (article_id, user_id);
ALTER TABLE ONLY plans_changerequest
    ADD CONSTRAINT plans_changerequest_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_evaluation
    ADD CONSTRAINT plans_evaluation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_kickoff
    ADD CONSTRAINT plans_kickoff_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_kickoff
    ADD CONSTRAINT plans_kickoff_plan_id_key UNIQUE (plan_id);
ALTER TABLE ONLY plans_nextaction
    ADD CONSTRAINT plans_nextaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_channels
    ADD CONSTRAINT plans_plan_channels_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_channels
    ADD CONSTRAINT plans_plan_channels_plan_id_channel_id_c8e4d179_uniq UNIQUE (plan_id, channel_id);
ALTER TABLE ONLY plans_plan_departments
    ADD CONSTRAINT plans_plan_departments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_departments
    ADD CONSTRAINT plans_plan_departments_plan_id_department_id_d2ff2512_uniq UNIQUE (plan_id, department_id);
ALTER TABLE ONLY plans_plan_issue_types
    ADD CONSTRAINT plans_plan_issue_types_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_issue_types
    ADD CONSTRAINT plans_plan_issue_types_plan_id_issuetype_id_2818d877_uniq UNIQUE (plan_id, issuetype_id);
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_number_key UNIQUE (number);
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_product_models
    ADD CONSTRAINT plans_plan_product_models_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plan_product_models
    ADD CONSTRAINT plans_plan_product_models_plan_id_productmodel_id_0f409bb6_uniq UNIQUE (plan_id, productmodel_id);
ALTER TABLE ONLY plans_plan_scope_departments
    ADD CONSTRAINT plans_plan_scope_departm_plan_id_department_id_3e9d34da_uniq UNIQUE (plan_id, department_id);
ALTER TABLE ONLY plans_plan_scope_departments
    ADD CONSTRAINT plans_plan_scope_departments_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_file_no_key UNIQUE (file_no);
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_package_id_key UNIQUE (package_id);
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_plan_id_key UNIQUE (plan_id);
ALTER TABLE ONLY plans_planevent
    ADD CONSTRAINT plans_planevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_file_id_key UNIQUE (file_id);
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planlink
    ADD CONSTRAINT plans_planlink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planmetric
    ADD CONSTRAINT plans_planmetric_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plansummary
    ADD CONSTRAINT plans_plansummary_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_plansummary
    ADD CONSTRAINT plans_plansummary_plan_id_key UNIQUE (plan_id);
ALTER TABLE ONLY plans_replan
    ADD CONSTRAINT plans_replan_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_reviewaction
    ADD CONSTRAINT plans_reviewaction_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_reviewmeeting
    ADD CONSTRAINT plans_reviewmeeting_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_stage
    ADD CONSTRAINT plans_stage_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_stageproblem
    ADD CONSTRAINT plans_stageproblem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_stageprogress
    ADD CONSTRAINT plans_stageprogress_pkey PRIMARY KEY (id);
ALTER TABLE ONLY plans_subproject
    ADD CONSTRAINT plans_subproject_pkey PRIMARY KEY (id);
ALTER TABLE ONLY portal_customerlink
    ADD CONSTRAINT portal_customerlink_pkey PRIMARY KEY (id);
ALTER TABLE ONLY portal_customerlink
    ADD CONSTRAINT portal_customerlink_token_hash_key UNIQUE (token_hash);
ALTER TABLE ONLY portal_devicelabel
    ADD CONSTRAINT portal_devicelabel_asset_id_key UNIQUE (asset_id);
ALTER TABLE ONLY portal_devicelabel
    ADD CONSTRAINT portal_devicelabel_code_key UNIQUE (code);
ALTER TABLE ONLY portal_devicelabel
    ADD CONSTRAINT portal_devicelabel_pkey PRIMARY KEY (id);
ALTER TABLE ONLY notifications_providertemplate
    ADD CONSTRAINT provider_template_once UNIQUE (channel_id, topic, language);
ALTER TABLE ONLY analytics_monthlyreport
    ADD CONSTRAINT report_version_once UNIQUE (month, version);
ALTER TABLE ONLY tickets_importrow
    ADD CONSTRAINT row_once_per_batch UNIQUE (batch_id, "row");
ALTER TABLE ONLY socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_pkey PRIMARY KEY (id);
ALTER TABLE ONLY socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_socialaccount_provider_uid_fc810c6e_uniq UNIQUE (provider, uid);
ALTER TABLE ONLY socialaccount_socialapp
    ADD CONSTRAINT socialaccount_socialapp_pkey PRIMARY KEY (id);
ALTER TABLE ONLY socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_app_id_account_id_fca4e0ac_uniq UNIQUE (app_id, account_id);
ALTER TABLE ONLY socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_socialtoken_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_escalationstep
    ADD CONSTRAINT step_once UNIQUE (target_id, share, offset_minutes, role);
ALTER TABLE ONLY tickets_assignment
    ADD CONSTRAINT tickets_assignment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_file_id_key UNIQUE (file_id);
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_causecode
    ADD CONSTRAINT tickets_causecode_name_key UNIQUE (name);
ALTER TABLE ONLY tickets_causecode
    ADD CONSTRAINT tickets_causecode_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_closingreport
    ADD CONSTRAINT tickets_closingreport_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_closingreport
    ADD CONSTRAINT tickets_closingreport_ticket_id_key UNIQUE (ticket_id);
ALTER TABLE ONLY tickets_communication
    ADD CONSTRAINT tickets_communication_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_confirmation
    ADD CONSTRAINT tickets_confirmation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_cooperationitem
    ADD CONSTRAINT tickets_cooperationitem_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_delivery
    ADD CONSTRAINT tickets_delivery_communication_id_key UNIQUE (communication_id);
ALTER TABLE ONLY tickets_delivery
    ADD CONSTRAINT tickets_delivery_message_id_key UNIQUE (message_id);
ALTER TABLE ONLY tickets_delivery
    ADD CONSTRAINT tickets_delivery_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_deskrule
    ADD CONSTRAINT tickets_deskrule_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_diagnosis
    ADD CONSTRAINT tickets_diagnosis_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_escalation
    ADD CONSTRAINT tickets_escalation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_escalationstep
    ADD CONSTRAINT tickets_escalationstep_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_historybatch
    ADD CONSTRAINT tickets_historybatch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_historymapping
    ADD CONSTRAINT tickets_historymapping_name_key UNIQUE (name);
ALTER TABLE ONLY tickets_historymapping
    ADD CONSTRAINT tickets_historymapping_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_historyupload
    ADD CONSTRAINT tickets_historyupload_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_importbatch
    ADD CONSTRAINT tickets_importbatch_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_importrow
    ADD CONSTRAINT tickets_importrow_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_inboundevent
    ADD CONSTRAINT tickets_inboundevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_inboundsource
    ADD CONSTRAINT tickets_inboundsource_code_key UNIQUE (code);
ALTER TABLE ONLY tickets_inboundsource
    ADD CONSTRAINT tickets_inboundsource_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT tickets_incomingmail_communication_id_key UNIQUE (communication_id);
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT tickets_incomingmail_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_issuetype
    ADD CONSTRAINT tickets_issuetype_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_mailbox
    ADD CONSTRAINT tickets_mailbox_name_key UNIQUE (name);
ALTER TABLE ONLY tickets_mailbox
    ADD CONSTRAINT tickets_mailbox_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_processentry
    ADD CONSTRAINT tickets_processentry_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_replytemplate
    ADD CONSTRAINT tickets_replytemplate_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slaclock
    ADD CONSTRAINT tickets_slaclock_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slakind
    ADD CONSTRAINT tickets_slakind_code_key UNIQUE (code);
ALTER TABLE ONLY tickets_slakind
    ADD CONSTRAINT tickets_slakind_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slapause
    ADD CONSTRAINT tickets_slapause_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slapolicy
    ADD CONSTRAINT tickets_slapolicy_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slarulebook
    ADD CONSTRAINT tickets_slarulebook_number_key UNIQUE (number);
ALTER TABLE ONLY tickets_slarulebook
    ADD CONSTRAINT tickets_slarulebook_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_slatarget
    ADD CONSTRAINT tickets_slatarget_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT tickets_solution_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_termschange
    ADD CONSTRAINT tickets_termschange_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_issue_no_key UNIQUE (issue_no);
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_number_key UNIQUE (number);
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_ticketevent
    ADD CONSTRAINT tickets_ticketevent_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_triageword
    ADD CONSTRAINT tickets_triageword_pkey PRIMARY KEY (id);
ALTER TABLE ONLY tickets_triageword
    ADD CONSTRAINT tickets_triageword_word_key UNIQUE (word);
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_pkey PRIMARY KEY (id);
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_session_key_key UNIQUE (session_key);
CREATE INDEX absence_by_time ON accounts_absence USING btree (ends_at, starts_at);
CREATE INDEX account_emailaddress_email_03be32b2 ON account_emailaddress USING btree (email);
CREATE INDEX account_emailaddress_email_03be32b2_like ON account_emailaddress USING btree (email varchar_pattern_ops);
CREATE INDEX account_emailaddress_user_id_2c513194 ON account_emailaddress USING btree (user_id);
CREATE INDEX account_emailconfirmation_email_address_id_5b7f8c58 ON account_emailconfirmation USING btree (email_address_id);
CREATE INDEX account_emailconfirmation_key_f43612bd_like ON account_emailconfirmation USING btree (key varchar_pattern_ops);
CREATE INDEX accounts_absence_deputy_id_8bd37464 ON accounts_absence USING btree (deputy_id);
CREATE INDEX accounts_absence_person_id_85d6927f ON accounts_absence USING btree (person_id);
CREATE INDEX accounts_apitoken_created_by_id_eaf61c5d ON accounts_apitoken USING btree (created_by_id);
CREATE INDEX accounts_apitoken_digest_63ccb187_like ON accounts_apitoken USING btree (digest varchar_pattern_ops);
CREATE INDEX accounts_apitoken_successor_id_43157a00_like ON accounts_apitoken USING btree (successor_id varchar_pattern_ops);
CREATE INDEX accounts_apitoken_token_key_8fc3309f ON accounts_apitoken USING btree (token_key);
CREATE INDEX accounts_apitoken_token_key_8fc3309f_like ON accounts_apitoken USING btree (token_key varchar_pattern_ops);
CREATE INDEX accounts_apitoken_user_id_bbee13e0 ON accounts_apitoken USING btree (user_id);
CREATE INDEX accounts_department_head_id_d5b22056 ON accounts_department USING btree (head_id);
CREATE INDEX accounts_department_liaison_id_cab938c8 ON accounts_department USING btree (liaison_id);
CREATE INDEX accounts_department_name_24e45dbe_like ON accounts_department USING btree (name varchar_pattern_ops);
CREATE INDEX accounts_dutyshift_department_id_202cb40f ON accounts_dutyshift USING btree (department_id);
CREATE INDEX accounts_dutyshift_person_id_611ef85e ON accounts_dutyshift USING btree (person_id);
CREATE INDEX accounts_formeraddress_by_id_98386579 ON accounts_formeraddress USING btree (by_id);
CREATE INDEX accounts_formeraddress_person_id_c0d29a6c ON accounts_formeraddress USING btree (person_id);
CREATE INDEX accounts_outlet_code_3c995185_like ON accounts_outlet USING btree (code varchar_pattern_ops);
CREATE INDEX accounts_passwordlink_digest_8772b620_like ON accounts_passwordlink USING btree (digest varchar_pattern_ops);
CREATE INDEX accounts_tokenuse_token_id_f8d3ea2e_like ON accounts_tokenuse USING btree (token_id varchar_pattern_ops);
CREATE INDEX accounts_trycounter_name_907805ad_like ON accounts_trycounter USING btree (name varchar_pattern_ops);
CREATE INDEX accounts_user_department_id_8dc06840 ON accounts_user USING btree (department_id);
CREATE INDEX accounts_user_groups_group_id_bd11a704 ON accounts_user_groups USING btree (group_id);
CREATE INDEX accounts_user_groups_user_id_52b62117 ON accounts_user_groups USING btree (user_id);
CREATE INDEX accounts_user_outlet_id_66adf334 ON accounts_user USING btree (outlet_id);
CREATE INDEX accounts_user_user_permissions_permission_id_113bb443 ON accounts_user_user_permissions USING btree (permission_id);
CREATE INDEX accounts_user_user_permissions_user_id_e4f0a161 ON accounts_user_user_permissions USING btree (user_id);
CREATE INDEX accounts_user_username_6088629e_like ON accounts_user USING btree (username varchar_pattern_ops);
CREATE INDEX action_by_due ON plans_reviewaction USING btree (due) WHERE ((state)::text = 'open'::text);
CREATE INDEX analytics_auditfinding_ticket_id_af3bc1f0 ON analytics_auditfinding USING btree (ticket_id);
CREATE INDEX analytics_award_granted_by_id_14519293 ON analytics_award USING btree (granted_by_id);
CREATE INDEX analytics_award_number_41dd6c55_like ON analytics_award USING btree (number varchar_pattern_ops);
CREATE INDEX analytics_award_proposed_by_id_9e1d31c0 ON analytics_award USING btree (proposed_by_id);
CREATE INDEX analytics_award_staff_id_db6d4f26 ON analytics_award USING btree (staff_id);
CREATE INDEX analytics_award_updated_by_id_2b018176 ON analytics_award USING btree (updated_by_id);
CREATE INDEX analytics_awardevent_award_id_3928d59d ON analytics_awardevent USING btree (award_id);
CREATE INDEX analytics_benchmark_metric_367c8b06 ON analytics_benchmark USING btree (metric);
CREATE INDEX analytics_benchmark_metric_367c8b06_like ON analytics_benchmark USING btree (metric varchar_pattern_ops);
CREATE INDEX analytics_dataaudit_auditor_id_0da2ffa3 ON analytics_dataaudit USING btree (auditor_id);
CREATE INDEX analytics_dataaudit_department_id_40ee83a5 ON analytics_dataaudit USING btree (department_id);
CREATE INDEX analytics_measure_created_by_id_b214a588 ON analytics_measure USING btree (created_by_id);
CREATE INDEX analytics_measure_department_id_96275a7d ON analytics_measure USING btree (department_id);
CREATE INDEX analytics_measure_metric_f06f4417 ON analytics_measure USING btree (metric);
CREATE INDEX analytics_measure_metric_f06f4417_like ON analytics_measure USING btree (metric varchar_pattern_ops);
CREATE INDEX analytics_measure_number_0fd7a9bc_like ON analytics_measure USING btree (number varchar_pattern_ops);
CREATE INDEX analytics_measure_owner_id_8e290f05 ON analytics_measure USING btree (owner_id);
CREATE INDEX analytics_measure_updated_by_id_fae63666 ON analytics_measure USING btree (updated_by_id);
CREATE INDEX analytics_measurecycle_measure_id_e6b40a3e ON analytics_measurecycle USING btree (measure_id);
CREATE INDEX analytics_measureevent_measure_id_fc6c6522 ON analytics_measureevent USING btree (measure_id);
CREATE INDEX analytics_monthlyreport_issued_by_id_324bacf7 ON analytics_monthlyreport USING btree (issued_by_id);
CREATE INDEX analytics_quarterlyreport_issued_by_id_6d329469 ON analytics_quarterlyreport USING btree (issued_by_id);
CREATE INDEX analytics_quarterlyreport_meeting_id_c2540c6a ON analytics_quarterlyreport USING btree (meeting_id);
CREATE INDEX analytics_rectificationasset_asset_id_7f708b9b ON analytics_rectificationasset USING btree (asset_id);
CREATE INDEX analytics_rectificationrequest_department_id_5f42d4d6 ON analytics_rectificationrequest USING btree (department_id);
CREATE INDEX analytics_rectificationrequest_model_id_93018c6a ON analytics_rectificationrequest USING btree (model_id);
CREATE INDEX analytics_rectificationrequest_number_a9eeb595_like ON analytics_rectificationrequest USING btree (number varchar_pattern_ops);
CREATE INDEX analytics_rectificationsettings_department_id_e1dee826 ON analytics_rectificationsettings USING btree (department_id);
CREATE INDEX analytics_reportremark_report_id_926803d1 ON analytics_reportremark USING btree (report_id);
CREATE INDEX analytics_reportremark_written_by_id_ed67599a ON analytics_reportremark USING btree (written_by_id);
CREATE INDEX analytics_slowcase_cause_id_146c1390 ON analytics_slowcase USING btree (cause_id);
CREATE INDEX analytics_slowcaseevent_case_id_e34ecfca ON analytics_slowcaseevent USING btree (case_id);
CREATE INDEX analytics_slowcause_name_035d1ef9_like ON analytics_slowcause USING btree (name varchar_pattern_ops);
CREATE INDEX api_keptanswer_user_id_c6c1a241 ON api_keptanswer USING btree (user_id);
CREATE INDEX archive_archiverecord_archived_by_id_6eabff20 ON archive_archiverecord USING btree (archived_by_id);
CREATE INDEX archive_archiverecord_file_no_53234fdb_like ON archive_archiverecord USING btree (file_no varchar_pattern_ops);
CREATE INDEX archive_disposalrun_contact_id_a879d2b0 ON archive_disposalrun USING btree (contact_id);
CREATE INDEX archive_disposalrun_requested_by_id_7fd4f30c ON archive_disposalrun USING btree (requested_by_id);
CREATE INDEX article_by_author ON knowledge_article USING btree (author_id, updated_at DESC, id DESC);
CREATE INDEX article_by_state ON knowledge_article USING btree (state, updated_at, id);
CREATE INDEX article_published ON knowledge_article USING btree (published_at DESC, id DESC) WHERE is_public;
CREATE INDEX assignment_by_time ON tickets_assignment USING btree (assigned_at) INCLUDE (ticket_id, department_id, assignee_id);
CREATE INDEX audit_by_stream ON core_auditentry USING btree (stream, "position") WHERE (NOT ((hash)::text = ''::text));
CREATE INDEX audit_by_target ON core_auditentry USING btree (target, at DESC);
CREATE INDEX audit_by_time ON core_auditentry USING btree (at DESC);
CREATE INDEX auditlog_logentry_action_229afe39 ON auditlog_logentry USING btree (action);
CREATE INDEX auditlog_logentry_actor_id_959271d2 ON auditlog_logentry USING btree (actor_id);
CREATE INDEX auditlog_logentry_cid_9f467263 ON auditlog_logentry USING btree (cid);
CREATE INDEX auditlog_logentry_cid_9f467263_like ON auditlog_logentry USING btree (cid varchar_pattern_ops);
CREATE INDEX auditlog_logentry_content_type_id_75830218 ON auditlog_logentry USING btree (content_type_id);
CREATE INDEX auditlog_logentry_object_id_09c2eee8 ON auditlog_logentry USING btree (object_id);
CREATE INDEX auditlog_logentry_object_pk_6e3219c0 ON auditlog_logentry USING btree (object_pk);
CREATE INDEX auditlog_logentry_object_pk_6e3219c0_like ON auditlog_logentry USING btree (object_pk varchar_pattern_ops);
CREATE INDEX auditlog_logentry_timestamp_37867bb0 ON auditlog_logentry USING btree ("timestamp");
CREATE INDEX auth_group_name_a6ea08ec_like ON auth_group USING btree (name varchar_pattern_ops);
CREATE INDEX auth_group_permissions_group_id_b120cbf9 ON auth_group_permissions USING btree (group_id);
CREATE INDEX auth_group_permissions_permission_id_84c5c92e ON auth_group_permissions USING btree (permission_id);
CREATE INDEX auth_permission_content_type_id_2f476e4b ON auth_permission USING btree (content_type_id);
CREATE INDEX calls_of_ticket ON feedback_callattempt USING btree (ticket_id, kind, at DESC);
CREATE INDEX change_to_decide ON plans_changerequest USING btree (plan_id) WHERE ((state)::text = 'asked'::text);
CREATE INDEX clock_due ON tickets_slaclock USING btree (next_check_at, id) WHERE (next_check_at IS NOT NULL);
CREATE INDEX clock_of_feedback ON tickets_slaclock USING btree (stop_event, due_at) INCLUDE (ticket_id) WHERE ((cancelled_at IS NULL) AND ((stop_event)::text = ANY ((ARRAY['survey_sent'::character varying, 'callback_done'::character varying, 'low_callback_done'::character varying])::text[])) AND (stopped_at IS NULL));
CREATE INDEX clock_of_updates ON tickets_slaclock USING btree (due_at) INCLUDE (ticket_id, kind_id) WHERE ((cancelled_at IS NULL) AND repeats AND (stopped_at IS NULL));
CREATE INDEX communication_by_ticket ON tickets_communication USING btree (ticket_id, at DESC, id DESC);
CREATE INDEX communication_of_score ON tickets_communication USING btree (at) WHERE (score IS NOT NULL);
CREATE INDEX confirmation_by_signature ON tickets_confirmation USING btree (signature_id) WHERE (signature_id IS NOT NULL);
CREATE INDEX confirmation_of_score ON tickets_confirmation USING btree (signed_at) WHERE (score IS NOT NULL);
CREATE INDEX contact_by_email ON customers_contact USING btree (upper((email)::text));
CREATE INDEX contact_by_phone ON customers_contact USING btree (phone_digits) WHERE (NOT ((phone_digits)::text = ''::text));
CREATE INDEX core_auditentry_actor_id_d8248cee ON core_auditentry USING btree (actor_id);
CREATE INDEX core_calendarday_calendar_id_e779ed84 ON core_calendarday USING btree (calendar_id);
CREATE INDEX core_calendarversion_calendar_id_274ee798 ON core_calendarversion USING btree (calendar_id);
CREATE INDEX core_calendarversion_created_by_id_3bd48c17 ON core_calendarversion USING btree (created_by_id);
CREATE INDEX core_formsubmission_user_id_266f6ca2 ON core_formsubmission USING btree (user_id);
CREATE INDEX core_jobrun_name_5d786463_like ON core_jobrun USING btree (name varchar_pattern_ops);
CREATE INDEX core_ledgerhead_stream_f2bea5e2_like ON core_ledgerhead USING btree (stream varchar_pattern_ops);
CREATE INDEX core_storedfile_created_by_id_e0753da7 ON core_storedfile USING btree (created_by_id);
CREATE INDEX core_weekdayhours_calendar_id_7905d793 ON core_weekdayhours USING btree (calendar_id);
CREATE INDEX core_workcalendar_code_28244301_like ON core_workcalendar USING btree (code varchar_pattern_ops);
CREATE INDEX core_workcalendar_name_de1db207_like ON core_workcalendar USING btree (name varchar_pattern_ops);
CREATE INDEX customer_by_name ON customers_customer USING btree (name, id);
CREATE INDEX customer_renamed ON customers_customer USING btree (renamed_at, id) WHERE (renamed_at IS NOT NULL);
CREATE INDEX customers_asset_customer_id_db12614a ON customers_asset USING btree (customer_id);
CREATE INDEX customers_asset_model_id_7ca9d3d5 ON customers_asset USING btree (model_id);
CREATE INDEX customers_asset_replaced_by_id_4d12db68 ON customers_asset USING btree (replaced_by_id);
CREATE INDEX customers_asset_serial_3b9a4a8a_like ON customers_asset USING btree (serial varchar_pattern_ops);
CREATE INDEX customers_channel_code_6a4dc27a_like ON customers_channel USING btree (code varchar_pattern_ops);
CREATE INDEX customers_channel_name_7f8b10db_like ON customers_channel USING btree (name varchar_pattern_ops);
CREATE INDEX customers_consentrecord_contact_id_aede2463 ON customers_consentrecord USING btree (contact_id);
CREATE INDEX customers_consentrecord_recorded_by_id_bbec72d7 ON customers_consentrecord USING btree (recorded_by_id);
CREATE INDEX customers_contact_customer_id_b9afc0da ON customers_contact USING btree (customer_id);
CREATE INDEX customers_contact_preferred_channel_id_aea26c8d ON customers_contact USING btree (preferred_channel_id);
CREATE INDEX customers_customer_code_f5e1b9fb_like ON customers_customer USING btree (code varchar_pattern_ops);
CREATE INDEX customers_customer_created_by_id_e3e9e010 ON customers_customer USING btree (created_by_id);
CREATE INDEX customers_customer_external_id_b1779fc4_like ON customers_customer USING btree (external_id varchar_pattern_ops);
CREATE INDEX customers_customer_search_text_pairs ON customers_customer USING gin (aftersales_pairs(search_text));
CREATE INDEX customers_customer_verified_by_id_393b3064 ON customers_customer USING btree (verified_by_id);
CREATE INDEX customers_productmodel_code_03b75a0c_like ON customers_productmodel USING btree (code varchar_pattern_ops);
CREATE INDEX cycle_in_effect ON analytics_measurecycle USING btree (effective_on) WHERE (effective_on IS NOT NULL);
CREATE INDEX django_admin_log_content_type_id_c4bce8eb ON django_admin_log USING btree (content_type_id);
CREATE INDEX django_admin_log_user_id_c564eba6 ON django_admin_log USING btree (user_id);
CREATE INDEX django_session_expire_date_a5c62663 ON django_session USING btree (expire_date);
CREATE INDEX django_session_session_key_c0390e0f_like ON django_session USING btree (session_key varchar_pattern_ops);
CREATE INDEX escalation_by_time ON tickets_escalation USING btree (raised_at DESC, id DESC);
CREATE INDEX escalation_to_act ON tickets_escalation USING btree (id) WHERE to_act;
CREATE INDEX event_by_plan ON plans_planevent USING btree (plan_id, at DESC, id DESC);
CREATE INDEX event_by_rectification ON analytics_rectificationevent USING btree (rectification_id, at, id);
CREATE INDEX event_by_ticket ON tickets_ticketevent USING btree (ticket_id, at DESC, id DESC);
CREATE INDEX event_of_wait_end ON tickets_ticketevent USING btree (at) WHERE (((before)::text = 'waiting_internal'::text) AND ((kind)::text = 'moved'::text));
CREATE INDEX feedback_callattempt_by_id_740b0c96 ON feedback_callattempt USING btree (by_id);
CREATE INDEX feedback_callattempt_reason_id_e4621e3c ON feedback_callattempt USING btree (reason_id);
CREATE INDEX feedback_callattempt_ticket_id_71380f2d ON feedback_callattempt USING btree (ticket_id);
CREATE INDEX feedback_campaign_created_by_id_c40658b5 ON feedback_campaign USING btree (created_by_id);
CREATE INDEX feedback_invitation_campaign_id_f78b242c ON feedback_invitation USING btree (campaign_id);
CREATE INDEX feedback_invitation_contact_id_c2305b7a ON feedback_invitation USING btree (contact_id);
CREATE INDEX feedback_invitation_reasons_invitation_id_05a6db20 ON feedback_invitation_reasons USING btree (invitation_id);
CREATE INDEX feedback_invitation_reasons_lowscorereason_id_240d696e ON feedback_invitation_reasons USING btree (lowscorereason_id);
CREATE INDEX feedback_lowscorereason_name_5da33fe5_like ON feedback_lowscorereason USING btree (name varchar_pattern_ops);
CREATE INDEX feedback_survey_contact_id_b6528e3b ON feedback_survey USING btree (contact_id);
CREATE INDEX feedback_survey_reasons_lowscorereason_id_61d12459 ON feedback_survey_reasons USING btree (lowscorereason_id);
CREATE INDEX feedback_survey_reasons_survey_id_15832ebb ON feedback_survey_reasons USING btree (survey_id);
CREATE INDEX feedback_survey_taken_by_id_b8968605 ON feedback_survey USING btree (taken_by_id);
CREATE INDEX feedback_survey_ticket_id_0932588a ON feedback_survey USING btree (ticket_id);
CREATE INDEX feedback_surveyscore_survey_id_92495efc ON feedback_surveyscore USING btree (survey_id);
CREATE INDEX file_by_day ON archive_archiverecord USING btree (archived_at DESC, id DESC);
CREATE INDEX file_due ON archive_archiverecord USING btree (retain_until, id) WHERE ((disposed_at IS NULL) AND (NOT has_legal_hold));
CREATE INDEX group_message_to_send ON notifications_groupmessage USING btree (group_id, id) WHERE ((failed_at IS NULL) AND (sent_at IS NULL));
CREATE INDEX import_to_commit ON tickets_importbatch USING btree (requested_at) WHERE ((committed_at IS NULL) AND (requested_at IS NOT NULL));
CREATE INDEX inbound_by_age ON tickets_inboundevent USING btree (received_at);
CREATE INDEX inbound_by_source ON tickets_inboundevent USING btree (source_id, received_at);
CREATE INDEX inbound_to_look_at ON tickets_inboundevent USING btree (id) WHERE ((state)::text = 'kept'::text);
CREATE INDEX inbox_by_time ON notifications_inboxitem USING btree (user_id, shown_from DESC, id DESC);
CREATE INDEX inbox_unread ON notifications_inboxitem USING btree (user_id, shown_from) WHERE (read_at IS NULL);
CREATE INDEX invitation_due ON feedback_invitation USING btree (id) WHERE is_due;
CREATE UNIQUE INDEX issue_type_once_on_top ON tickets_issuetype USING btree (name) WHERE (parent_id IS NULL);
CREATE INDEX kept_answer_by_time ON api_keptanswer USING btree (at);
CREATE INDEX knowledge_article_number_dd9b780c_like ON knowledge_article USING btree (number varchar_pattern_ops);
CREATE INDEX knowledge_article_search_text_pairs ON knowledge_article USING gin (aftersales_pairs(search_text));
CREATE INDEX knox_authtoken_digest_188c7e77_like ON knox_authtoken USING btree (digest varchar_pattern_ops);
CREATE INDEX knox_authtoken_token_key_8f4f7d47 ON knox_authtoken USING btree (token_key);
CREATE INDEX knox_authtoken_token_key_8f4f7d47_like ON knox_authtoken USING btree (token_key varchar_pattern_ops);
CREATE INDEX knox_authtoken_user_id_e5a5d899 ON knox_authtoken USING btree (user_id);
CREATE INDEX mail_by_message_id ON tickets_incomingmail USING btree (message_id) WHERE (NOT ((message_id)::text = ''::text));
CREATE INDEX mail_in_tray ON tickets_incomingmail USING btree (received_at DESC, id DESC) WHERE ((state)::text = 'tray'::text);
CREATE INDEX mail_to_empty ON tickets_incomingmail USING btree (ended_at) WHERE (NOT is_emptied);
CREATE INDEX mail_to_take ON tickets_incomingmail USING btree (id) WHERE ((state)::text = 'new'::text);
CREATE INDEX metrics_responsetimedefinition_calendar_id_92c7f274 ON metrics_responsetimedefinition USING btree (calendar_id);
CREATE INDEX metrics_responsetimedefinition_responsible_id_69d90011 ON metrics_responsetimedefinition USING btree (responsible_id);
CREATE INDEX mfa_authenticator_user_id_0c3a50c0 ON mfa_authenticator USING btree (user_id);
CREATE INDEX notifications_channelpace_channel_d01f151a_like ON notifications_channelpace USING btree (channel varchar_pattern_ops);
CREATE INDEX notifications_chatgroup_name_72428763_like ON notifications_chatgroup USING btree (name varchar_pattern_ops);
CREATE INDEX notifications_customerchannel_name_0973f0ec_like ON notifications_customerchannel USING btree (name varchar_pattern_ops);
CREATE INDEX notifications_grouprule_group_id_f73082ae ON notifications_grouprule USING btree (group_id);
CREATE INDEX notifications_inboxitem_dedupe_key_20cc355e_like ON notifications_inboxitem USING btree (dedupe_key varchar_pattern_ops);
CREATE INDEX notifications_ledgermark_ledger_9bfb49fa_like ON notifications_ledgermark USING btree (ledger varchar_pattern_ops);
CREATE INDEX notifications_messagetemplate_topic_99c45dfd_like ON notifications_messagetemplate USING btree (topic varchar_pattern_ops);
CREATE INDEX notifications_outbox_dedupe_key_1a7dd2a7_like ON notifications_outbox USING btree (dedupe_key varchar_pattern_ops);
CREATE INDEX notifications_outbox_digest_id_c7d26849 ON notifications_outbox USING btree (digest_id);
CREATE INDEX notifications_outbox_user_id_2ba83b8d ON notifications_outbox USING btree (user_id);
CREATE INDEX notifications_providertemplate_channel_id_b456f2a4 ON notifications_providertemplate USING btree (channel_id);
CREATE INDEX notifications_webhookendpoint_name_85c58216_like ON notifications_webhookendpoint USING btree (name varchar_pattern_ops);
CREATE UNIQUE INDEX one_active_assignment ON tickets_assignment USING btree (ticket_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_automatic_audit_of_a_period ON analytics_dataaudit USING btree (starts_on, until) WHERE is_automatic;
CREATE UNIQUE INDEX one_award_of_a_person_and_period ON analytics_award USING btree (staff_id, kind, name, period_kind, starts_on) WHERE (NOT ((state)::text = 'withdrawn'::text));
CREATE UNIQUE INDEX one_cause_suggested_for_a_fact ON analytics_slowcause USING btree (suggested_for) WHERE (NOT ((suggested_for)::text = ''::text));
CREATE UNIQUE INDEX one_current_solution ON tickets_solution USING btree (ticket_id) WHERE ((state)::text = ANY ((ARRAY['submitted'::character varying, 'approved'::character varying])::text[]));
CREATE UNIQUE INDEX one_draft_of_a_month ON analytics_monthlyreport USING btree (month) WHERE ((state)::text = 'draft'::text);
CREATE UNIQUE INDEX one_fallback_policy ON tickets_slapolicy USING btree (is_fallback) WHERE is_fallback;
CREATE UNIQUE INDEX one_open_cycle_of_a_measure ON analytics_measurecycle USING btree (measure_id) WHERE (checked_at IS NULL);
CREATE UNIQUE INDEX one_open_pause ON tickets_slapause USING btree (clock_id) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_open_replan ON plans_replan USING btree (stage_id) WHERE ((state)::text = 'asked'::text);
CREATE UNIQUE INDEX one_record_per_missed_date ON plans_stageproblem USING btree (stage_id, missed_date) WHERE is_automatic;
CREATE UNIQUE INDEX one_rectification_of_a_model ON analytics_rectificationrequest USING btree (model_id) WHERE (NOT ((state)::text = 'closed'::text));
CREATE UNIQUE INDEX one_retention_run ON archive_disposalrun USING btree (kind) WHERE ((finished_at IS NULL) AND ((kind)::text = 'retention'::text));
CREATE UNIQUE INDEX one_stage_per_code ON plans_stage USING btree (plan_id, code) WHERE (dropped_at IS NULL);
CREATE INDEX open_at_a_glance ON tickets_ticket USING btree (next_due_at, id) INCLUDE (status, assignee_id, department_id, created_by_id, accepted_by_id) WHERE is_open;
CREATE INDEX open_by_department ON tickets_ticket USING btree (department_id, next_due_at, id) WHERE is_open;
CREATE INDEX open_in_state ON tickets_ticket USING btree (status, next_due_at, id) INCLUDE (assignee_id, department_id, created_by_id, accepted_by_id) WHERE is_open;
CREATE INDEX open_of_person_tier ON tickets_ticket USING btree (assignee_id, next_due_at, id) INCLUDE (department_id, created_by_id, accepted_by_id, tier) WHERE is_open;
CREATE INDEX outbox_held ON notifications_outbox USING btree (next_at, user_id) WHERE ((state)::text = 'held'::text);
CREATE INDEX outbox_to_desk ON notifications_outbox USING btree (next_at, id) WHERE (((state)::text = 'pending'::text) AND (user_id IS NOT NULL));
CREATE INDEX outbox_to_send ON notifications_outbox USING btree (next_at, id) WHERE ((state)::text = 'pending'::text);
CREATE INDEX outbox_unsent ON notifications_outbox USING btree (created_at DESC, id DESC) WHERE ((state)::text = ANY ((ARRAY['failed'::character varying, 'dead'::character varying])::text[]));
CREATE INDEX plan_by_state ON plans_plan USING btree (state, created_at DESC);
CREATE INDEX plans_changerequest_asked_by_id_fd576eea ON plans_changerequest USING btree (asked_by_id);
CREATE INDEX plans_changerequest_decided_by_id_92a3159c ON plans_changerequest USING btree (decided_by_id);
CREATE INDEX plans_changerequest_metric_id_d223e133 ON plans_changerequest USING btree (metric_id);
CREATE INDEX plans_changerequest_plan_id_e138da90 ON plans_changerequest USING btree (plan_id);
CREATE INDEX plans_evaluation_by_id_999b5300 ON plans_evaluation USING btree (by_id);
CREATE INDEX plans_evaluation_metric_id_8edfc1ca ON plans_evaluation USING btree (metric_id);
CREATE INDEX plans_kickoff_by_id_467e4b5b ON plans_kickoff USING btree (by_id);
CREATE INDEX plans_nextaction_plan_id_3dc38d63 ON plans_nextaction USING btree (plan_id);
CREATE INDEX plans_nextaction_summary_id_4d9545a2 ON plans_nextaction USING btree (summary_id);
CREATE INDEX plans_plan_channels_channel_id_f414ee82 ON plans_plan_channels USING btree (channel_id);
CREATE INDEX plans_plan_channels_plan_id_2ad76937 ON plans_plan_channels USING btree (plan_id);
CREATE INDEX plans_plan_copied_from_id_985ecb18 ON plans_plan USING btree (copied_from_id);
CREATE INDEX plans_plan_created_by_id_6887a1fd ON plans_plan USING btree (created_by_id);
CREATE INDEX plans_plan_departments_department_id_6db9a752 ON plans_plan_departments USING btree (department_id);
CREATE INDEX plans_plan_departments_plan_id_fe282010 ON plans_plan_departments USING btree (plan_id);
CREATE INDEX plans_plan_issue_types_issuetype_id_f5c56ff0 ON plans_plan_issue_types USING btree (issuetype_id);
CREATE INDEX plans_plan_issue_types_plan_id_04da55f6 ON plans_plan_issue_types USING btree (plan_id);
CREATE INDEX plans_plan_number_8c280913_like ON plans_plan USING btree (number varchar_pattern_ops);
CREATE INDEX plans_plan_owner_id_a2432b51 ON plans_plan USING btree (owner_id);
CREATE INDEX plans_plan_product_models_plan_id_fd460b79 ON plans_plan_product_models USING btree (plan_id);
CREATE INDEX plans_plan_product_models_productmodel_id_169ed301 ON plans_plan_product_models USING btree (productmodel_id);
CREATE INDEX plans_plan_scope_departments_department_id_53f544ac ON plans_plan_scope_departments USING btree (department_id);
CREATE INDEX plans_plan_scope_departments_plan_id_650d7e3b ON plans_plan_scope_departments USING btree (plan_id);
CREATE INDEX plans_plan_updated_by_id_d3971179 ON plans_plan USING btree (updated_by_id);
CREATE INDEX plans_planarchive_archived_by_id_6cf5e1a7 ON plans_planarchive USING btree (archived_by_id);
CREATE INDEX plans_planarchive_file_no_2340767c_like ON plans_planarchive USING btree (file_no varchar_pattern_ops);
CREATE INDEX plans_planevent_actor_id_478ad87c ON plans_planevent USING btree (actor_id);
CREATE INDEX plans_planfile_by_id_677ce3cc ON plans_planfile USING btree (by_id);
CREATE INDEX plans_planfile_evaluation_id_6dc6acdb ON plans_planfile USING btree (evaluation_id);
CREATE INDEX plans_planfile_plan_id_74d159e7 ON plans_planfile USING btree (plan_id);
CREATE INDEX plans_planfile_progress_id_bce4ba61 ON plans_planfile USING btree (progress_id);
CREATE INDEX plans_planfile_stage_id_464b27e4 ON plans_planfile USING btree (stage_id);
CREATE INDEX plans_planlink_by_id_17746886 ON plans_planlink USING btree (by_id);
CREATE INDEX plans_planlink_plan_id_25b52737 ON plans_planlink USING btree (plan_id);
CREATE INDEX plans_planlink_ticket_id_1ec4369f ON plans_planlink USING btree (ticket_id);
CREATE INDEX plans_planmetric_evaluated_by_id_b3577496 ON plans_planmetric USING btree (evaluated_by_id);
CREATE INDEX plans_planmetric_evaluator_id_27a75230 ON plans_planmetric USING btree (evaluator_id);
CREATE INDEX plans_planmetric_plan_id_479b6cc9 ON plans_planmetric USING btree (plan_id);
CREATE INDEX plans_planproposal_by_id_06c52d97 ON plans_planproposal USING btree (by_id);
CREATE INDEX plans_planproposal_decided_by_id_de6abf14 ON plans_planproposal USING btree (decided_by_id);
CREATE INDEX plans_planproposal_plan_id_9d7db956 ON plans_planproposal USING btree (plan_id);
CREATE INDEX plans_planproposal_problem_id_cddf3df7 ON plans_planproposal USING btree (problem_id);
CREATE INDEX plans_planproposal_ticket_id_fc3bd1e3 ON plans_planproposal USING btree (ticket_id);
CREATE INDEX plans_plansummary_author_id_e7965a09 ON plans_plansummary USING btree (author_id);
CREATE INDEX plans_replan_asked_by_id_c780f59f ON plans_replan USING btree (asked_by_id);
CREATE INDEX plans_replan_decided_by_id_800f61e0 ON plans_replan USING btree (decided_by_id);
CREATE INDEX plans_replan_stage_id_09b4e654 ON plans_replan USING btree (stage_id);
CREATE INDEX plans_responsibility_acknowledged_by_id_b2ba9d7c ON plans_responsibility USING btree (acknowledged_by_id);
CREATE INDEX plans_responsibility_department_id_b1ab11c5 ON plans_responsibility USING btree (department_id);
CREATE INDEX plans_responsibility_person_id_0816d96a ON plans_responsibility USING btree (person_id);
CREATE INDEX plans_responsibility_plan_id_df33d5c5 ON plans_responsibility USING btree (plan_id);
CREATE INDEX plans_responsibility_stage_id_69f827a4 ON plans_responsibility USING btree (stage_id);
CREATE INDEX plans_reviewaction_done_by_id_a9d726f2 ON plans_reviewaction USING btree (done_by_id);
CREATE INDEX plans_reviewaction_meeting_id_82009df5 ON plans_reviewaction USING btree (meeting_id);
CREATE INDEX plans_reviewaction_owner_id_f12522de ON plans_reviewaction USING btree (owner_id);
CREATE INDEX plans_reviewaction_stage_id_4e307c8e ON plans_reviewaction USING btree (stage_id);
CREATE INDEX plans_reviewmeeting_by_id_ffae8c89 ON plans_reviewmeeting USING btree (by_id);
CREATE INDEX plans_reviewmeeting_chair_id_3dcc0540 ON plans_reviewmeeting USING btree (chair_id);
CREATE INDEX plans_reviewmeeting_plan_id_138bfa7c ON plans_reviewmeeting USING btree (plan_id);
CREATE INDEX plans_stage_owner_id_27ee220a ON plans_stage USING btree (owner_id);
CREATE INDEX plans_stage_subproject_id_4185ff3f ON plans_stage USING btree (subproject_id);
CREATE INDEX plans_stageproblem_raised_by_id_3005d77c ON plans_stageproblem USING btree (raised_by_id);
CREATE INDEX plans_stageproblem_resolved_by_id_da363b33 ON plans_stageproblem USING btree (resolved_by_id);
CREATE INDEX plans_stageproblem_stage_id_38fff07d ON plans_stageproblem USING btree (stage_id);
CREATE INDEX plans_stageprogress_by_id_4fcf84ab ON plans_stageprogress USING btree (by_id);
CREATE INDEX plans_subproject_owner_id_b6951efc ON plans_subproject USING btree (owner_id);
CREATE INDEX plans_subproject_plan_id_a36498a6 ON plans_subproject USING btree (plan_id);
CREATE INDEX portal_customerlink_created_by_id_93511d06 ON portal_customerlink USING btree (created_by_id);
CREATE INDEX portal_customerlink_ticket_id_3d9f9943 ON portal_customerlink USING btree (ticket_id);
CREATE INDEX portal_customerlink_token_hash_951e41ea_like ON portal_customerlink USING btree (token_hash varchar_pattern_ops);
CREATE INDEX portal_devicelabel_code_772143d5_like ON portal_devicelabel USING btree (code varchar_pattern_ops);
CREATE INDEX progress_by_stage ON plans_stageprogress USING btree (stage_id, at DESC, id DESC);
CREATE INDEX shift_by_time ON accounts_dutyshift USING btree (ends_at, starts_at);
CREATE INDEX socialaccount_socialaccount_user_id_8146e70c ON socialaccount_socialaccount USING btree (user_id);
CREATE INDEX socialaccount_socialtoken_account_id_951f210e ON socialaccount_socialtoken USING btree (account_id);
CREATE INDEX socialaccount_socialtoken_app_id_636a42d7 ON socialaccount_socialtoken USING btree (app_id);
CREATE INDEX stage_by_code ON plans_stage USING btree (plan_id, phase, sequence);
CREATE INDEX stage_to_be_late ON plans_stage USING btree (planned_date) WHERE ((dropped_at IS NULL) AND ((status)::text = ANY ((ARRAY['not_started'::character varying, 'in_progress'::character varying])::text[])));
CREATE INDEX submission_by_time ON core_formsubmission USING btree (at);
CREATE INDEX survey_due ON feedback_survey USING btree (next_at, id) WHERE (next_at IS NOT NULL);
CREATE INDEX survey_of_contact ON feedback_survey USING btree (contact_id, sent_at) WHERE (sent_at IS NOT NULL);
CREATE INDEX terms_change_open ON tickets_termschange USING btree (id) WHERE (finished_at IS NULL);
CREATE INDEX ticket_by_assignee ON tickets_ticket USING btree (assignee_id, reported_at DESC, id DESC);
CREATE INDEX ticket_by_customer ON tickets_ticket USING btree (customer_id, reported_at DESC);
CREATE INDEX ticket_by_device ON tickets_ticket USING btree (asset_id, reported_at) INCLUDE (status, issue_type_id) WHERE (asset_id IS NOT NULL);
CREATE UNIQUE INDEX ticket_by_external_id ON tickets_ticket USING btree (external_id) WHERE (external_id IS NOT NULL);
CREATE INDEX ticket_by_report ON tickets_ticket USING btree (reported_at DESC, id DESC);
CREATE INDEX ticket_by_solution ON tickets_ticket USING btree (resolved_at) WHERE (resolved_at IS NOT NULL);
CREATE INDEX ticket_by_status ON tickets_ticket USING btree (status, reported_at DESC, id DESC);
CREATE INDEX ticket_to_file ON tickets_ticket USING btree (archived_at, id) WHERE ((filed_at IS NULL) AND ((status)::text = 'archived'::text));
CREATE INDEX tickets_assignment_assigned_by_id_3410606b ON tickets_assignment USING btree (assigned_by_id);
CREATE INDEX tickets_assignment_assignee_id_bbc0c38c ON tickets_assignment USING btree (assignee_id);
CREATE INDEX tickets_assignment_department_id_a3d78838 ON tickets_assignment USING btree (department_id);
CREATE INDEX tickets_assignment_ticket_id_57247650 ON tickets_assignment USING btree (ticket_id);
CREATE INDEX tickets_attachment_by_id_b44dbc5d ON tickets_attachment USING btree (by_id);
CREATE INDEX tickets_attachment_communication_id_a06da4e5 ON tickets_attachment USING btree (communication_id);
CREATE INDEX tickets_attachment_ticket_id_00f5c87f ON tickets_attachment USING btree (ticket_id);
CREATE INDEX tickets_causecode_name_d9f1bc7d_like ON tickets_causecode USING btree (name varchar_pattern_ops);
CREATE INDEX tickets_closingreport_author_id_2d5e25f1 ON tickets_closingreport USING btree (author_id);
CREATE INDEX tickets_closingreport_cause_code_id_2958c842 ON tickets_closingreport USING btree (cause_code_id);
CREATE INDEX tickets_communication_contact_id_cabd93ca ON tickets_communication USING btree (contact_id);
CREATE INDEX tickets_confirmation_by_id_aaa3e067 ON tickets_confirmation USING btree (by_id);
CREATE INDEX tickets_confirmation_ticket_id_54bcb90d ON tickets_confirmation USING btree (ticket_id);
CREATE INDEX tickets_cooperationitem_asked_by_id_9a4bee12 ON tickets_cooperationitem USING btree (asked_by_id);
CREATE INDEX tickets_cooperationitem_done_by_id_f6876c17 ON tickets_cooperationitem USING btree (done_by_id);
CREATE INDEX tickets_cooperationitem_ticket_id_c1abdbff ON tickets_cooperationitem USING btree (ticket_id);
CREATE INDEX tickets_diagnosis_by_id_cd168e40 ON tickets_diagnosis USING btree (by_id);
CREATE INDEX tickets_diagnosis_cause_code_id_ffb35638 ON tickets_diagnosis USING btree (cause_code_id);
CREATE INDEX tickets_diagnosis_ticket_id_ac865e72 ON tickets_diagnosis USING btree (ticket_id);
CREATE INDEX tickets_escalationstep_target_id_15d66828 ON tickets_escalationstep USING btree (target_id);
CREATE INDEX tickets_historybatch_upload_id_34046772 ON tickets_historybatch USING btree (upload_id);
CREATE INDEX tickets_historymapping_by_id_4da2cef7 ON tickets_historymapping USING btree (by_id);
CREATE INDEX tickets_historymapping_name_e0c9bbe1_like ON tickets_historymapping USING btree (name varchar_pattern_ops);
CREATE INDEX tickets_historyupload_by_id_435ad882 ON tickets_historyupload USING btree (by_id);
CREATE INDEX tickets_importbatch_by_id_680177be ON tickets_importbatch USING btree (by_id);
CREATE INDEX tickets_importrow_batch_id_27e9c93d ON tickets_importrow USING btree (batch_id);
CREATE INDEX tickets_inboundsource_channel_id_129073cb ON tickets_inboundsource USING btree (channel_id);
CREATE INDEX tickets_inboundsource_code_481b6f5a_like ON tickets_inboundsource USING btree (code varchar_pattern_ops);
CREATE INDEX tickets_inboundsource_customer_id_d9ae0df6 ON tickets_inboundsource USING btree (customer_id);
CREATE INDEX tickets_incomingmail_ended_by_id_2de51ca0 ON tickets_incomingmail USING btree (ended_by_id);
CREATE INDEX tickets_incomingmail_ticket_id_6aa571f4 ON tickets_incomingmail USING btree (ticket_id);
CREATE INDEX tickets_issuetype_default_department_id_83ad7519 ON tickets_issuetype USING btree (default_department_id);
CREATE INDEX tickets_issuetype_parent_id_644cd498 ON tickets_issuetype USING btree (parent_id);
CREATE INDEX tickets_mailbox_name_e6c6003c_like ON tickets_mailbox USING btree (name varchar_pattern_ops);
CREATE INDEX tickets_processentry_by_id_dca08c04 ON tickets_processentry USING btree (by_id);
CREATE INDEX tickets_processentry_ticket_id_aa70e7bf ON tickets_processentry USING btree (ticket_id);
CREATE INDEX tickets_replytemplate_channel_id_999ca9cf ON tickets_replytemplate USING btree (channel_id);
CREATE INDEX tickets_slakind_code_905e1a3d_like ON tickets_slakind USING btree (code varchar_pattern_ops);
CREATE INDEX tickets_slapause_clock_id_3e500184 ON tickets_slapause USING btree (clock_id);
CREATE INDEX tickets_slapolicy_channel_id_3e6514f7 ON tickets_slapolicy USING btree (channel_id);
CREATE INDEX tickets_slapolicy_issue_type_id_a2d3e4f4 ON tickets_slapolicy USING btree (issue_type_id);
CREATE INDEX tickets_slapolicy_product_id_78a539b2 ON tickets_slapolicy USING btree (product_id);
CREATE INDEX tickets_slarulebook_published_by_id_732e4a55 ON tickets_slarulebook USING btree (published_by_id);
CREATE INDEX tickets_slatarget_calendar_id_17c1c141 ON tickets_slatarget USING btree (calendar_id);
CREATE INDEX tickets_slatarget_kind_id_80688f79 ON tickets_slatarget USING btree (kind_id);
CREATE INDEX tickets_slatarget_policy_id_33c992ef ON tickets_slatarget USING btree (policy_id);
CREATE INDEX tickets_solution_author_id_c02c1dd2 ON tickets_solution USING btree (author_id);
CREATE INDEX tickets_solution_decided_by_id_3a34f3cb ON tickets_solution USING btree (decided_by_id);
CREATE INDEX tickets_solution_responsible_id_da0e013c ON tickets_solution USING btree (responsible_id);
CREATE INDEX tickets_solution_ticket_id_6fa4f7f8 ON tickets_solution USING btree (ticket_id);
CREATE INDEX tickets_termschange_calendar_id_2d7d867e ON tickets_termschange USING btree (calendar_id);
CREATE INDEX tickets_termschange_requested_by_id_0d614998 ON tickets_termschange USING btree (requested_by_id);
CREATE INDEX tickets_ticket_accepted_by_id_21142415 ON tickets_ticket USING btree (accepted_by_id);
CREATE INDEX tickets_ticket_channel_id_ace5d424 ON tickets_ticket USING btree (channel_id);
CREATE INDEX tickets_ticket_contact_id_a9a8a57d ON tickets_ticket USING btree (contact_id);
CREATE INDEX tickets_ticket_created_by_id_c418a145 ON tickets_ticket USING btree (created_by_id);
CREATE INDEX tickets_ticket_department_id_32e39a8e ON tickets_ticket USING btree (department_id);
CREATE INDEX tickets_ticket_is_repeat_of_id_e77d2250 ON tickets_ticket USING btree (is_repeat_of_id);
CREATE INDEX tickets_ticket_issue_no_97c6c76f_like ON tickets_ticket USING btree (issue_no varchar_pattern_ops);
CREATE INDEX tickets_ticket_issue_type_id_2a9d553d ON tickets_ticket USING btree (issue_type_id);
CREATE INDEX tickets_ticket_merged_into_id_3a36ad40 ON tickets_ticket USING btree (merged_into_id);
CREATE INDEX tickets_ticket_number_5f958fbb_like ON tickets_ticket USING btree (number varchar_pattern_ops);
CREATE INDEX tickets_ticket_parent_id_09dd967f ON tickets_ticket USING btree (parent_id);
CREATE INDEX tickets_ticket_people_text_pairs ON tickets_ticket USING gin (aftersales_pairs(people_text));
CREATE INDEX tickets_ticket_search_text_pairs ON tickets_ticket USING gin (aftersales_pairs(search_text));
CREATE INDEX tickets_triageword_word_a13b8558_like ON tickets_triageword USING btree (word varchar_pattern_ops);
CREATE INDEX token_to_announce ON accounts_apitoken USING btree (announce_at) WHERE (announce_at IS NOT NULL);
CREATE INDEX try_counter_by_end ON accounts_trycounter USING btree (ends_at);
CREATE UNIQUE INDEX unique_authenticator_type ON mfa_authenticator USING btree (user_id, type) WHERE ((type)::text = ANY ((ARRAY['totp'::character varying, 'recovery_codes'::character varying])::text[]));
CREATE UNIQUE INDEX unique_primary_email ON account_emailaddress USING btree (user_id, "primary") WHERE "primary";
CREATE UNIQUE INDEX unique_verified_email ON account_emailaddress USING btree (email) WHERE verified;
CREATE INDEX user_by_name ON accounts_user USING btree (display_name);
CREATE INDEX usersessions_usersession_session_key_fd35de43_like ON usersessions_usersession USING btree (session_key varchar_pattern_ops);
CREATE INDEX usersessions_usersession_user_id_af5e0a6d ON usersessions_usersession USING btree (user_id);
CREATE INDEX webhook_ended ON notifications_webhookdelivery USING btree (ended_at) WHERE (ended_at IS NOT NULL);
CREATE INDEX webhook_in_order ON notifications_webhookdelivery USING btree (endpoint_id, subject, id) WHERE ((state)::text = 'pending'::text);
CREATE INDEX webhook_to_send ON notifications_webhookdelivery USING btree (endpoint_id, next_at, id) WHERE ((state)::text = 'pending'::text);
CREATE TRIGGER analytics_auditfinding_signed BEFORE INSERT OR DELETE OR UPDATE ON analytics_auditfinding FOR EACH ROW EXECUTE FUNCTION analytics_refuse_finding_change();
CREATE TRIGGER analytics_award_decided BEFORE DELETE OR UPDATE ON analytics_award FOR EACH ROW EXECUTE FUNCTION analytics_refuse_award_change();
CREATE TRIGGER analytics_awardevent_no_delete BEFORE DELETE ON analytics_awardevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_awardevent_no_truncate BEFORE TRUNCATE ON analytics_awardevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_awardevent_no_update BEFORE UPDATE ON analytics_awardevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_dataaudit_signed BEFORE DELETE OR UPDATE ON analytics_dataaudit FOR EACH ROW EXECUTE FUNCTION analytics_refuse_audit_change();
CREATE TRIGGER analytics_measureevent_no_delete BEFORE DELETE ON analytics_measureevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_measureevent_no_truncate BEFORE TRUNCATE ON analytics_measureevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_measureevent_no_update BEFORE UPDATE ON analytics_measureevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_monthlyreport_issued BEFORE DELETE OR UPDATE ON analytics_monthlyreport FOR EACH ROW EXECUTE FUNCTION analytics_refuse_change();
CREATE TRIGGER analytics_quarterlyreport_issued BEFORE DELETE OR UPDATE ON analytics_quarterlyreport FOR EACH ROW EXECUTE FUNCTION analytics_refuse_change();
CREATE TRIGGER analytics_rectificationevent_no_delete BEFORE DELETE ON analytics_rectificationevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_rectificationevent_no_truncate BEFORE TRUNCATE ON analytics_rectificationevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_rectificationevent_no_update BEFORE UPDATE ON analytics_rectificationevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_slowcaseevent_no_delete BEFORE DELETE ON analytics_slowcaseevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_slowcaseevent_no_truncate BEFORE TRUNCATE ON analytics_slowcaseevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER analytics_slowcaseevent_no_update BEFORE UPDATE ON analytics_slowcaseevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER core_auditentry_chain BEFORE INSERT ON core_auditentry FOR EACH ROW EXECUTE FUNCTION aftersales_chain_entry();
CREATE CONSTRAINT TRIGGER core_auditentry_head AFTER INSERT ON core_auditentry DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION aftersales_note_head();
CREATE TRIGGER core_auditentry_no_delete BEFORE DELETE ON core_auditentry FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER core_auditentry_no_truncate BEFORE TRUNCATE ON core_auditentry FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER core_auditentry_no_update BEFORE UPDATE ON core_auditentry FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER customers_asset_followed AFTER INSERT OR DELETE OR UPDATE ON customers_asset FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('customer', 'customer_id');
CREATE TRIGGER customers_contact_followed AFTER INSERT OR DELETE OR UPDATE ON customers_contact FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('customer', 'customer_id');
CREATE TRIGGER customers_customer_followed AFTER INSERT OR DELETE OR UPDATE ON customers_customer FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('customer', 'id');
CREATE TRIGGER knowledge_articleedition_no_delete BEFORE DELETE ON knowledge_articleedition FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER knowledge_articleedition_no_truncate BEFORE TRUNCATE ON knowledge_articleedition FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER knowledge_articleedition_no_update BEFORE UPDATE ON knowledge_articleedition FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER metrics_responsetimedefinition_used BEFORE DELETE OR UPDATE ON metrics_responsetimedefinition FOR EACH ROW EXECUTE FUNCTION metrics_refuse_definition_change();
CREATE TRIGGER plans_evaluation_no_delete BEFORE DELETE ON plans_evaluation FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_evaluation_no_truncate BEFORE TRUNCATE ON plans_evaluation FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_evaluation_no_update BEFORE UPDATE ON plans_evaluation FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_planevent_no_delete BEFORE DELETE ON plans_planevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_planevent_no_truncate BEFORE TRUNCATE ON plans_planevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_planevent_no_update BEFORE UPDATE ON plans_planevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_stageprogress_no_delete BEFORE DELETE ON plans_stageprogress FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_stageprogress_no_truncate BEFORE TRUNCATE ON plans_stageprogress FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER plans_stageprogress_no_update BEFORE UPDATE ON plans_stageprogress FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER tickets_ticket_followed AFTER INSERT OR DELETE OR UPDATE ON tickets_ticket FOR EACH ROW EXECUTE FUNCTION aftersales_note_change('ticket', 'id');
CREATE TRIGGER tickets_ticketevent_no_delete BEFORE DELETE ON tickets_ticketevent FOR EACH ROW EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER tickets_ticketevent_no_truncate BEFORE TRUNCATE ON tickets_ticketevent FOR EACH STATEMENT EXECUTE FUNCTION aftersales_refuse_change();
CREATE TRIGGER tickets_ticketevent_no_update BEFORE UPDATE ON tickets_ticketevent FOR EACH ROW EXECUTE FUNCTION archive_refuse_ledger_change();
ALTER TABLE ONLY account_emailaddress
    ADD CONSTRAINT account_emailaddress_user_id_2c513194_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY account_emailconfirmation
    ADD CONSTRAINT account_emailconfirm_email_address_id_5b7f8c58_fk_account_e FOREIGN KEY (email_address_id) REFERENCES account_emailaddress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_absence
    ADD CONSTRAINT accounts_absence_deputy_id_8bd37464_fk_accounts_user_id FOREIGN KEY (deputy_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_absence
    ADD CONSTRAINT accounts_absence_person_id_85d6927f_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_created_by_id_eaf61c5d_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_successor_id_43157a00_fk_accounts_ FOREIGN KEY (successor_id) REFERENCES accounts_apitoken(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_apitoken
    ADD CONSTRAINT accounts_apitoken_user_id_bbee13e0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_department
    ADD CONSTRAINT accounts_department_head_id_d5b22056_fk_accounts_user_id FOREIGN KEY (head_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_department
    ADD CONSTRAINT accounts_department_liaison_id_cab938c8_fk_accounts_user_id FOREIGN KEY (liaison_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_dutyshift
    ADD CONSTRAINT accounts_dutyshift_department_id_202cb40f_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_dutyshift
    ADD CONSTRAINT accounts_dutyshift_person_id_611ef85e_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_formeraddress
    ADD CONSTRAINT accounts_formeraddress_by_id_98386579_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_formeraddress
    ADD CONSTRAINT accounts_formeraddress_person_id_c0d29a6c_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_passwordlink
    ADD CONSTRAINT accounts_passwordlink_person_id_9814d4d7_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_rolesecurity
    ADD CONSTRAINT accounts_rolesecurity_role_id_0e39e980_fk_auth_group_id FOREIGN KEY (role_id) REFERENCES auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_tokenuse
    ADD CONSTRAINT accounts_tokenuse_token_id_f8d3ea2e_fk_accounts_apitoken_digest FOREIGN KEY (token_id) REFERENCES accounts_apitoken(digest) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user
    ADD CONSTRAINT accounts_user_department_id_8dc06840_fk_accounts_department_id FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_group_id_bd11a704_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user_groups
    ADD CONSTRAINT accounts_user_groups_user_id_52b62117_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user
    ADD CONSTRAINT accounts_user_outlet_id_66adf334_fk_accounts_outlet_id FOREIGN KEY (outlet_id) REFERENCES accounts_outlet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_permission_id_113bb443_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY accounts_user_user_permissions
    ADD CONSTRAINT accounts_user_user_p_user_id_e4f0a161_fk_accounts_ FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_auditfinding
    ADD CONSTRAINT analytics_auditfindi_audit_id_f6cb45bf_fk_analytics FOREIGN KEY (audit_id) REFERENCES analytics_dataaudit(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_auditfinding
    ADD CONSTRAINT analytics_auditfindi_remarked_by_id_53488eb3_fk_accounts_ FOREIGN KEY (remarked_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_auditfinding
    ADD CONSTRAINT analytics_auditfinding_ticket_id_af3bc1f0_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_granted_by_id_14519293_fk_accounts_user_id FOREIGN KEY (granted_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_proposed_by_id_9e1d31c0_fk_accounts_user_id FOREIGN KEY (proposed_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_staff_id_db6d4f26_fk_accounts_user_id FOREIGN KEY (staff_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_award
    ADD CONSTRAINT analytics_award_updated_by_id_2b018176_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_awardevent
    ADD CONSTRAINT analytics_awardevent_actor_id_c593bf34_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_awardevent
    ADD CONSTRAINT analytics_awardevent_award_id_3928d59d_fk_analytics_award_id FOREIGN KEY (award_id) REFERENCES analytics_award(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_dataaudit
    ADD CONSTRAINT analytics_dataaudit_auditor_id_0da2ffa3_fk_accounts_user_id FOREIGN KEY (auditor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_dataaudit
    ADD CONSTRAINT analytics_dataaudit_department_id_40ee83a5_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_created_by_id_b214a588_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_department_id_96275a7d_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_owner_id_8e290f05_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measure
    ADD CONSTRAINT analytics_measure_updated_by_id_fae63666_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measurecycle
    ADD CONSTRAINT analytics_measurecyc_measure_id_e6b40a3e_fk_analytics FOREIGN KEY (measure_id) REFERENCES analytics_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measureevent
    ADD CONSTRAINT analytics_measureeve_measure_id_fc6c6522_fk_analytics FOREIGN KEY (measure_id) REFERENCES analytics_measure(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_measureevent
    ADD CONSTRAINT analytics_measureevent_actor_id_2f10361c_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_monthlyreport
    ADD CONSTRAINT analytics_monthlyrep_issued_by_id_324bacf7_fk_accounts_ FOREIGN KEY (issued_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_quarterlyreport
    ADD CONSTRAINT analytics_quarterlyr_issued_by_id_6d329469_fk_accounts_ FOREIGN KEY (issued_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_quarterlyreport
    ADD CONSTRAINT analytics_quarterlyr_meeting_id_c2540c6a_fk_plans_rev FOREIGN KEY (meeting_id) REFERENCES plans_reviewmeeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationevent
    ADD CONSTRAINT analytics_rectificat_actor_id_9429d257_fk_accounts_ FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationasset
    ADD CONSTRAINT analytics_rectificat_asset_id_7f708b9b_fk_customers FOREIGN KEY (asset_id) REFERENCES customers_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationrequest
    ADD CONSTRAINT analytics_rectificat_department_id_5f42d4d6_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationsettings
    ADD CONSTRAINT analytics_rectificat_department_id_e1dee826_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationrequest
    ADD CONSTRAINT analytics_rectificat_model_id_93018c6a_fk_customers FOREIGN KEY (model_id) REFERENCES customers_productmodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationevent
    ADD CONSTRAINT analytics_rectificat_rectification_id_0de7607f_fk_analytics FOREIGN KEY (rectification_id) REFERENCES analytics_rectificationrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationasset
    ADD CONSTRAINT analytics_rectificat_request_id_1036f7ec_fk_analytics FOREIGN KEY (request_id) REFERENCES analytics_rectificationrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationmonth
    ADD CONSTRAINT analytics_rectificat_request_id_bee56242_fk_analytics FOREIGN KEY (request_id) REFERENCES analytics_rectificationrequest(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_rectificationrequest
    ADD CONSTRAINT analytics_rectificat_updated_by_id_0f9e807b_fk_accounts_ FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_reportremark
    ADD CONSTRAINT analytics_reportrema_report_id_926803d1_fk_analytics FOREIGN KEY (report_id) REFERENCES analytics_monthlyreport(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_reportremark
    ADD CONSTRAINT analytics_reportrema_written_by_id_ed67599a_fk_accounts_ FOREIGN KEY (written_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_slowcase
    ADD CONSTRAINT analytics_slowcase_cause_id_146c1390_fk_analytics_slowcause_id FOREIGN KEY (cause_id) REFERENCES analytics_slowcause(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_slowcase
    ADD CONSTRAINT analytics_slowcase_ticket_id_3ee02d6d_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_slowcase
    ADD CONSTRAINT analytics_slowcase_updated_by_id_13845a96_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_slowcaseevent
    ADD CONSTRAINT analytics_slowcaseev_case_id_e34ecfca_fk_analytics FOREIGN KEY (case_id) REFERENCES analytics_slowcase(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY analytics_slowcaseevent
    ADD CONSTRAINT analytics_slowcaseevent_actor_id_ef0eea16_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY api_keptanswer
    ADD CONSTRAINT api_keptanswer_user_id_c6c1a241_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY archive_archiverecord
    ADD CONSTRAINT archive_archiverecor_archived_by_id_6eabff20_fk_accounts_ FOREIGN KEY (archived_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY archive_archiverecord
    ADD CONSTRAINT archive_archiverecord_ticket_id_9be156ee_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY archive_disposalrun
    ADD CONSTRAINT archive_disposalrun_contact_id_a879d2b0_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY archive_disposalrun
    ADD CONSTRAINT archive_disposalrun_requested_by_id_7fd4f30c_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auditlog_logentry
    ADD CONSTRAINT auditlog_logentry_actor_id_959271d2_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auditlog_logentry
    ADD CONSTRAINT auditlog_logentry_content_type_id_75830218_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissio_permission_id_84c5c92e_fk_auth_perm FOREIGN KEY (permission_id) REFERENCES auth_permission(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_group_permissions
    ADD CONSTRAINT auth_group_permissions_group_id_b120cbf9_fk_auth_group_id FOREIGN KEY (group_id) REFERENCES auth_group(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY auth_permission
    ADD CONSTRAINT auth_permission_content_type_id_2f476e4b_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_auditentry
    ADD CONSTRAINT core_auditentry_actor_id_d8248cee_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_calendarday
    ADD CONSTRAINT core_calendarday_calendar_id_e779ed84_fk_core_workcalendar_id FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_calendarversion
    ADD CONSTRAINT core_calendarversion_calendar_id_274ee798_fk_core_work FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_calendarversion
    ADD CONSTRAINT core_calendarversion_created_by_id_3bd48c17_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_formsubmission
    ADD CONSTRAINT core_formsubmission_user_id_266f6ca2_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_storedfile
    ADD CONSTRAINT core_storedfile_created_by_id_e0753da7_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY core_weekdayhours
    ADD CONSTRAINT core_weekdayhours_calendar_id_7905d793_fk_core_workcalendar_id FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_asset
    ADD CONSTRAINT customers_asset_customer_id_db12614a_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_asset
    ADD CONSTRAINT customers_asset_model_id_7ca9d3d5_fk_customers_productmodel_id FOREIGN KEY (model_id) REFERENCES customers_productmodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_asset
    ADD CONSTRAINT customers_asset_replaced_by_id_4d12db68_fk_customers_asset_id FOREIGN KEY (replaced_by_id) REFERENCES customers_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_consentrecord
    ADD CONSTRAINT customers_consentrec_contact_id_aede2463_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_consentrecord
    ADD CONSTRAINT customers_consentrec_recorded_by_id_bbec72d7_fk_accounts_ FOREIGN KEY (recorded_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_customer_id_b9afc0da_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_contact
    ADD CONSTRAINT customers_contact_preferred_channel_id_aea26c8d_fk_customers FOREIGN KEY (preferred_channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_customer
    ADD CONSTRAINT customers_customer_created_by_id_e3e9e010_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY customers_customer
    ADD CONSTRAINT customers_customer_verified_by_id_393b3064_fk_accounts_user_id FOREIGN KEY (verified_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY django_admin_log
    ADD CONSTRAINT django_admin_log_content_type_id_c4bce8eb_fk_django_co FOREIGN KEY (content_type_id) REFERENCES django_content_type(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY django_admin_log
    ADD CONSTRAINT django_admin_log_user_id_c564eba6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_by_id_740b0c96_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_communication_id_0d8fc5d3_fk_tickets_c FOREIGN KEY (communication_id) REFERENCES tickets_communication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_reason_id_e4621e3c_fk_feedback_ FOREIGN KEY (reason_id) REFERENCES feedback_lowscorereason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_callattempt
    ADD CONSTRAINT feedback_callattempt_ticket_id_71380f2d_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_campaign
    ADD CONSTRAINT feedback_campaign_created_by_id_c40658b5_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_invitation_reasons
    ADD CONSTRAINT feedback_invitation__invitation_id_05a6db20_fk_feedback_ FOREIGN KEY (invitation_id) REFERENCES feedback_invitation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_invitation_reasons
    ADD CONSTRAINT feedback_invitation__lowscorereason_id_240d696e_fk_feedback_ FOREIGN KEY (lowscorereason_id) REFERENCES feedback_lowscorereason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT feedback_invitation_campaign_id_f78b242c_fk_feedback_ FOREIGN KEY (campaign_id) REFERENCES feedback_campaign(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT feedback_invitation_contact_id_c2305b7a_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_invitation
    ADD CONSTRAINT feedback_invitation_message_id_463beb6b_fk_notificat FOREIGN KEY (message_id) REFERENCES notifications_outbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_survey
    ADD CONSTRAINT feedback_survey_contact_id_b6528e3b_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_survey_reasons
    ADD CONSTRAINT feedback_survey_reas_lowscorereason_id_61d12459_fk_feedback_ FOREIGN KEY (lowscorereason_id) REFERENCES feedback_lowscorereason(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_survey_reasons
    ADD CONSTRAINT feedback_survey_reas_survey_id_15832ebb_fk_feedback_ FOREIGN KEY (survey_id) REFERENCES feedback_survey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_survey
    ADD CONSTRAINT feedback_survey_taken_by_id_b8968605_fk_accounts_user_id FOREIGN KEY (taken_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_survey
    ADD CONSTRAINT feedback_survey_ticket_id_0932588a_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY feedback_surveyscore
    ADD CONSTRAINT feedback_surveyscore_survey_id_92495efc_fk_feedback_survey_id FOREIGN KEY (survey_id) REFERENCES feedback_survey(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_article
    ADD CONSTRAINT knowledge_article_author_id_fcf53799_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_article
    ADD CONSTRAINT knowledge_article_published_by_id_e8085bf0_fk_accounts_user_id FOREIGN KEY (published_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_article
    ADD CONSTRAINT knowledge_article_updated_by_id_cecf9e06_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_articleedition
    ADD CONSTRAINT knowledge_articleedi_article_id_fb68c53b_fk_knowledge FOREIGN KEY (article_id) REFERENCES knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_articleedition
    ADD CONSTRAINT knowledge_articleedi_published_by_id_782c9aa4_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_articleedition
    ADD CONSTRAINT knowledge_articleedition_author_id_6e0723d0_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_articlevote
    ADD CONSTRAINT knowledge_articlevot_article_id_5acad535_fk_knowledge FOREIGN KEY (article_id) REFERENCES knowledge_article(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knowledge_articlevote
    ADD CONSTRAINT knowledge_articlevote_user_id_552f28a0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY knox_authtoken
    ADD CONSTRAINT knox_authtoken_user_id_e5a5d899_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY metrics_responsetimedefinition
    ADD CONSTRAINT metrics_responsetime_calendar_id_92c7f274_fk_core_work FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY metrics_responsetimedefinition
    ADD CONSTRAINT metrics_responsetime_responsible_id_69d90011_fk_accounts_ FOREIGN KEY (responsible_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY mfa_authenticator
    ADD CONSTRAINT mfa_authenticator_user_id_0c3a50c0_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_chatgroup
    ADD CONSTRAINT notifications_chatgr_department_id_d588f42a_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_groupmessage
    ADD CONSTRAINT notifications_groupm_group_id_6ed85028_fk_notificat FOREIGN KEY (group_id) REFERENCES notifications_chatgroup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_grouprule
    ADD CONSTRAINT notifications_groupr_group_id_f73082ae_fk_notificat FOREIGN KEY (group_id) REFERENCES notifications_chatgroup(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_inboxitem
    ADD CONSTRAINT notifications_inboxitem_user_id_b803e252_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_outbox
    ADD CONSTRAINT notifications_outbox_digest_id_c7d26849_fk_notificat FOREIGN KEY (digest_id) REFERENCES notifications_outbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_outbox
    ADD CONSTRAINT notifications_outbox_user_id_2ba83b8d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_preference
    ADD CONSTRAINT notifications_preference_user_id_c839c2d6_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_providertemplate
    ADD CONSTRAINT notifications_provid_channel_id_b456f2a4_fk_notificat FOREIGN KEY (channel_id) REFERENCES notifications_customerchannel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_webhookdelivery
    ADD CONSTRAINT notifications_webhoo_endpoint_id_92faf2d0_fk_notificat FOREIGN KEY (endpoint_id) REFERENCES notifications_webhookendpoint(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY notifications_webhookendpoint
    ADD CONSTRAINT notifications_webhoo_owner_id_80dbb5ce_fk_accounts_ FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_changerequest
    ADD CONSTRAINT plans_changerequest_asked_by_id_fd576eea_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_changerequest
    ADD CONSTRAINT plans_changerequest_decided_by_id_92a3159c_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_changerequest
    ADD CONSTRAINT plans_changerequest_metric_id_d223e133_fk_plans_planmetric_id FOREIGN KEY (metric_id) REFERENCES plans_planmetric(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_changerequest
    ADD CONSTRAINT plans_changerequest_plan_id_e138da90_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_evaluation
    ADD CONSTRAINT plans_evaluation_by_id_999b5300_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_evaluation
    ADD CONSTRAINT plans_evaluation_metric_id_8edfc1ca_fk_plans_planmetric_id FOREIGN KEY (metric_id) REFERENCES plans_planmetric(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_kickoff
    ADD CONSTRAINT plans_kickoff_by_id_467e4b5b_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_kickoff
    ADD CONSTRAINT plans_kickoff_plan_id_198a2eef_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_nextaction
    ADD CONSTRAINT plans_nextaction_plan_id_3dc38d63_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_nextaction
    ADD CONSTRAINT plans_nextaction_summary_id_4d9545a2_fk_plans_plansummary_id FOREIGN KEY (summary_id) REFERENCES plans_plansummary(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_channels
    ADD CONSTRAINT plans_plan_channels_channel_id_f414ee82_fk_customers_channel_id FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_channels
    ADD CONSTRAINT plans_plan_channels_plan_id_2ad76937_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_copied_from_id_985ecb18_fk_plans_plan_id FOREIGN KEY (copied_from_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_created_by_id_6887a1fd_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_departments
    ADD CONSTRAINT plans_plan_departmen_department_id_6db9a752_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_departments
    ADD CONSTRAINT plans_plan_departments_plan_id_fe282010_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_issue_types
    ADD CONSTRAINT plans_plan_issue_typ_issuetype_id_f5c56ff0_fk_tickets_i FOREIGN KEY (issuetype_id) REFERENCES tickets_issuetype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_issue_types
    ADD CONSTRAINT plans_plan_issue_types_plan_id_04da55f6_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_owner_id_a2432b51_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_product_models
    ADD CONSTRAINT plans_plan_product_m_productmodel_id_169ed301_fk_customers FOREIGN KEY (productmodel_id) REFERENCES customers_productmodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_product_models
    ADD CONSTRAINT plans_plan_product_models_plan_id_fd460b79_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_scope_departments
    ADD CONSTRAINT plans_plan_scope_dep_department_id_53f544ac_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan_scope_departments
    ADD CONSTRAINT plans_plan_scope_departments_plan_id_650d7e3b_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plan
    ADD CONSTRAINT plans_plan_updated_by_id_d3971179_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_archived_by_id_6cf5e1a7_fk_accounts_user_id FOREIGN KEY (archived_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_package_id_077d4bf0_fk_core_storedfile_id FOREIGN KEY (package_id) REFERENCES core_storedfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planarchive
    ADD CONSTRAINT plans_planarchive_plan_id_48e01169_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planevent
    ADD CONSTRAINT plans_planevent_actor_id_478ad87c_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planevent
    ADD CONSTRAINT plans_planevent_plan_id_81821463_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planevent
    ADD CONSTRAINT plans_planevent_stage_id_61bbace8_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_by_id_677ce3cc_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_evaluation_id_6dc6acdb_fk_plans_evaluation_id FOREIGN KEY (evaluation_id) REFERENCES plans_evaluation(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_file_id_c7ce206d_fk_core_storedfile_id FOREIGN KEY (file_id) REFERENCES core_storedfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_plan_id_74d159e7_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_progress_id_bce4ba61_fk_plans_stageprogress_id FOREIGN KEY (progress_id) REFERENCES plans_stageprogress(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planfile
    ADD CONSTRAINT plans_planfile_stage_id_464b27e4_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planlink
    ADD CONSTRAINT plans_planlink_by_id_17746886_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planlink
    ADD CONSTRAINT plans_planlink_plan_id_25b52737_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planlink
    ADD CONSTRAINT plans_planlink_ticket_id_1ec4369f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planmetric
    ADD CONSTRAINT plans_planmetric_evaluated_by_id_b3577496_fk_accounts_user_id FOREIGN KEY (evaluated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planmetric
    ADD CONSTRAINT plans_planmetric_evaluator_id_27a75230_fk_accounts_user_id FOREIGN KEY (evaluator_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planmetric
    ADD CONSTRAINT plans_planmetric_plan_id_479b6cc9_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_by_id_06c52d97_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_decided_by_id_de6abf14_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_plan_id_9d7db956_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_problem_id_cddf3df7_fk_plans_stageproblem_id FOREIGN KEY (problem_id) REFERENCES plans_stageproblem(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_planproposal
    ADD CONSTRAINT plans_planproposal_ticket_id_fc3bd1e3_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plansummary
    ADD CONSTRAINT plans_plansummary_author_id_e7965a09_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_plansummary
    ADD CONSTRAINT plans_plansummary_plan_id_d07648ed_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_replan
    ADD CONSTRAINT plans_replan_asked_by_id_c780f59f_fk_accounts_user_id FOREIGN KEY (asked_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_replan
    ADD CONSTRAINT plans_replan_decided_by_id_800f61e0_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_replan
    ADD CONSTRAINT plans_replan_stage_id_09b4e654_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_acknowledged_by_id_b2ba9d7c_fk_accounts_ FOREIGN KEY (acknowledged_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_department_id_b1ab11c5_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_person_id_0816d96a_fk_accounts_user_id FOREIGN KEY (person_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_plan_id_df33d5c5_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_responsibility
    ADD CONSTRAINT plans_responsibility_stage_id_69f827a4_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewaction
    ADD CONSTRAINT plans_reviewaction_done_by_id_a9d726f2_fk_accounts_user_id FOREIGN KEY (done_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewaction
    ADD CONSTRAINT plans_reviewaction_meeting_id_82009df5_fk_plans_rev FOREIGN KEY (meeting_id) REFERENCES plans_reviewmeeting(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewaction
    ADD CONSTRAINT plans_reviewaction_owner_id_f12522de_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewaction
    ADD CONSTRAINT plans_reviewaction_stage_id_4e307c8e_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewmeeting
    ADD CONSTRAINT plans_reviewmeeting_by_id_ffae8c89_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewmeeting
    ADD CONSTRAINT plans_reviewmeeting_chair_id_3dcc0540_fk_accounts_user_id FOREIGN KEY (chair_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_reviewmeeting
    ADD CONSTRAINT plans_reviewmeeting_plan_id_138bfa7c_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stage
    ADD CONSTRAINT plans_stage_owner_id_27ee220a_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stage
    ADD CONSTRAINT plans_stage_plan_id_1c3ae145_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stage
    ADD CONSTRAINT plans_stage_subproject_id_4185ff3f_fk_plans_subproject_id FOREIGN KEY (subproject_id) REFERENCES plans_subproject(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stageproblem
    ADD CONSTRAINT plans_stageproblem_raised_by_id_3005d77c_fk_accounts_user_id FOREIGN KEY (raised_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stageproblem
    ADD CONSTRAINT plans_stageproblem_resolved_by_id_da363b33_fk_accounts_user_id FOREIGN KEY (resolved_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stageproblem
    ADD CONSTRAINT plans_stageproblem_stage_id_38fff07d_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stageprogress
    ADD CONSTRAINT plans_stageprogress_by_id_4fcf84ab_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_stageprogress
    ADD CONSTRAINT plans_stageprogress_stage_id_7840b125_fk_plans_stage_id FOREIGN KEY (stage_id) REFERENCES plans_stage(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_subproject
    ADD CONSTRAINT plans_subproject_owner_id_b6951efc_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY plans_subproject
    ADD CONSTRAINT plans_subproject_plan_id_a36498a6_fk_plans_plan_id FOREIGN KEY (plan_id) REFERENCES plans_plan(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_customerlink
    ADD CONSTRAINT portal_customerlink_created_by_id_93511d06_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_customerlink
    ADD CONSTRAINT portal_customerlink_ticket_id_3d9f9943_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY portal_devicelabel
    ADD CONSTRAINT portal_devicelabel_asset_id_0d40941b_fk_customers_asset_id FOREIGN KEY (asset_id) REFERENCES customers_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_account_id_951f210e_fk_socialacc FOREIGN KEY (account_id) REFERENCES socialaccount_socialaccount(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY socialaccount_socialtoken
    ADD CONSTRAINT socialaccount_social_app_id_636a42d7_fk_socialacc FOREIGN KEY (app_id) REFERENCES socialaccount_socialapp(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY socialaccount_socialaccount
    ADD CONSTRAINT socialaccount_social_user_id_8146e70c_fk_accounts_ FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_assignment
    ADD CONSTRAINT tickets_assignment_assigned_by_id_3410606b_fk_accounts_user_id FOREIGN KEY (assigned_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_assignment
    ADD CONSTRAINT tickets_assignment_assignee_id_bbc0c38c_fk_accounts_user_id FOREIGN KEY (assignee_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_assignment
    ADD CONSTRAINT tickets_assignment_department_id_a3d78838_fk_accounts_ FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_assignment
    ADD CONSTRAINT tickets_assignment_ticket_id_57247650_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_by_id_b44dbc5d_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_communication_id_a06da4e5_fk_tickets_c FOREIGN KEY (communication_id) REFERENCES tickets_communication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_file_id_8f64b59c_fk_core_storedfile_id FOREIGN KEY (file_id) REFERENCES core_storedfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_attachment
    ADD CONSTRAINT tickets_attachment_ticket_id_00f5c87f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_closingreport
    ADD CONSTRAINT tickets_closingrepor_cause_code_id_2958c842_fk_tickets_c FOREIGN KEY (cause_code_id) REFERENCES tickets_causecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_closingreport
    ADD CONSTRAINT tickets_closingreport_author_id_2d5e25f1_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_closingreport
    ADD CONSTRAINT tickets_closingreport_ticket_id_24dc5265_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_communication
    ADD CONSTRAINT tickets_communicatio_channel_id_e564a19f_fk_customers FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_communication
    ADD CONSTRAINT tickets_communicatio_contact_id_cabd93ca_fk_customers FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_communication
    ADD CONSTRAINT tickets_communication_by_id_b6ffebc2_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_communication
    ADD CONSTRAINT tickets_communication_ticket_id_95b0ecce_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_confirmation
    ADD CONSTRAINT tickets_confirmation_by_id_aaa3e067_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_confirmation
    ADD CONSTRAINT tickets_confirmation_signature_id_17ab1b5f_fk_tickets_a FOREIGN KEY (signature_id) REFERENCES tickets_attachment(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_confirmation
    ADD CONSTRAINT tickets_confirmation_ticket_id_54bcb90d_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_cooperationitem
    ADD CONSTRAINT tickets_cooperationi_asked_by_id_9a4bee12_fk_accounts_ FOREIGN KEY (asked_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_cooperationitem
    ADD CONSTRAINT tickets_cooperationitem_done_by_id_f6876c17_fk_accounts_user_id FOREIGN KEY (done_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_cooperationitem
    ADD CONSTRAINT tickets_cooperationitem_ticket_id_c1abdbff_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_delivery
    ADD CONSTRAINT tickets_delivery_communication_id_2481b579_fk_tickets_c FOREIGN KEY (communication_id) REFERENCES tickets_communication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_delivery
    ADD CONSTRAINT tickets_delivery_message_id_9c76de81_fk_notifications_outbox_id FOREIGN KEY (message_id) REFERENCES notifications_outbox(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_diagnosis
    ADD CONSTRAINT tickets_diagnosis_by_id_cd168e40_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_diagnosis
    ADD CONSTRAINT tickets_diagnosis_cause_code_id_ffb35638_fk_tickets_c FOREIGN KEY (cause_code_id) REFERENCES tickets_causecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_diagnosis
    ADD CONSTRAINT tickets_diagnosis_ticket_id_ac865e72_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_escalation
    ADD CONSTRAINT tickets_escalation_clock_id_0d474ecb_fk_tickets_slaclock_id FOREIGN KEY (clock_id) REFERENCES tickets_slaclock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_escalation
    ADD CONSTRAINT tickets_escalation_reason_by_id_585eaeeb_fk_accounts_user_id FOREIGN KEY (reason_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_escalation
    ADD CONSTRAINT tickets_escalation_reason_code_id_64a90e78_fk_tickets_c FOREIGN KEY (reason_code_id) REFERENCES tickets_causecode(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_escalationstep
    ADD CONSTRAINT tickets_escalationst_target_id_15d66828_fk_tickets_s FOREIGN KEY (target_id) REFERENCES tickets_slatarget(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_historybatch
    ADD CONSTRAINT tickets_historybatch_upload_id_34046772_fk_tickets_h FOREIGN KEY (upload_id) REFERENCES tickets_historyupload(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_historymapping
    ADD CONSTRAINT tickets_historymapping_by_id_4da2cef7_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_historyupload
    ADD CONSTRAINT tickets_historyupload_by_id_435ad882_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_historyupload
    ADD CONSTRAINT tickets_historyupload_file_id_32400fa5_fk_core_storedfile_id FOREIGN KEY (file_id) REFERENCES core_storedfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_importbatch
    ADD CONSTRAINT tickets_importbatch_by_id_680177be_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_importbatch
    ADD CONSTRAINT tickets_importbatch_file_id_103af177_fk_core_storedfile_id FOREIGN KEY (file_id) REFERENCES core_storedfile(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_importrow
    ADD CONSTRAINT tickets_importrow_batch_id_27e9c93d_fk_tickets_importbatch_id FOREIGN KEY (batch_id) REFERENCES tickets_importbatch(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_inboundevent
    ADD CONSTRAINT tickets_inboundevent_source_id_1bab67b2_fk_tickets_i FOREIGN KEY (source_id) REFERENCES tickets_inboundsource(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_inboundevent
    ADD CONSTRAINT tickets_inboundevent_ticket_id_1c90823f_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_inboundsource
    ADD CONSTRAINT tickets_inboundsourc_channel_id_129073cb_fk_customers FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_inboundsource
    ADD CONSTRAINT tickets_inboundsourc_customer_id_d9ae0df6_fk_customers FOREIGN KEY (customer_id) REFERENCES customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_inboundsource
    ADD CONSTRAINT tickets_inboundsource_owner_id_e0eb1de7_fk_accounts_user_id FOREIGN KEY (owner_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT tickets_incomingmail_communication_id_19576418_fk_tickets_c FOREIGN KEY (communication_id) REFERENCES tickets_communication(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT tickets_incomingmail_ended_by_id_2de51ca0_fk_accounts_user_id FOREIGN KEY (ended_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_incomingmail
    ADD CONSTRAINT tickets_incomingmail_ticket_id_6aa571f4_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_issuetype
    ADD CONSTRAINT tickets_issuetype_default_department_i_83ad7519_fk_accounts_ FOREIGN KEY (default_department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_issuetype
    ADD CONSTRAINT tickets_issuetype_parent_id_644cd498_fk_tickets_issuetype_id FOREIGN KEY (parent_id) REFERENCES tickets_issuetype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_processentry
    ADD CONSTRAINT tickets_processentry_by_id_dca08c04_fk_accounts_user_id FOREIGN KEY (by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_processentry
    ADD CONSTRAINT tickets_processentry_ticket_id_aa70e7bf_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_replytemplate
    ADD CONSTRAINT tickets_replytemplat_channel_id_999ca9cf_fk_customers FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slaclock
    ADD CONSTRAINT tickets_slaclock_calendar_version_id_2f41c454_fk_core_cale FOREIGN KEY (calendar_version_id) REFERENCES core_calendarversion(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slaclock
    ADD CONSTRAINT tickets_slaclock_kind_id_3b809821_fk_tickets_slakind_id FOREIGN KEY (kind_id) REFERENCES tickets_slakind(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slaclock
    ADD CONSTRAINT tickets_slaclock_ticket_id_3a7b2be6_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slapause
    ADD CONSTRAINT tickets_slapause_clock_id_3e500184_fk_tickets_slaclock_id FOREIGN KEY (clock_id) REFERENCES tickets_slaclock(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slapolicy
    ADD CONSTRAINT tickets_slapolicy_channel_id_3e6514f7_fk_customers_channel_id FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slapolicy
    ADD CONSTRAINT tickets_slapolicy_issue_type_id_a2d3e4f4_fk_tickets_i FOREIGN KEY (issue_type_id) REFERENCES tickets_issuetype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slapolicy
    ADD CONSTRAINT tickets_slapolicy_product_id_78a539b2_fk_customers FOREIGN KEY (product_id) REFERENCES customers_productmodel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slarulebook
    ADD CONSTRAINT tickets_slarulebook_published_by_id_732e4a55_fk_accounts_ FOREIGN KEY (published_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slatarget
    ADD CONSTRAINT tickets_slatarget_calendar_id_17c1c141_fk_core_workcalendar_id FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slatarget
    ADD CONSTRAINT tickets_slatarget_kind_id_80688f79_fk_tickets_slakind_id FOREIGN KEY (kind_id) REFERENCES tickets_slakind(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_slatarget
    ADD CONSTRAINT tickets_slatarget_policy_id_33c992ef_fk_tickets_slapolicy_id FOREIGN KEY (policy_id) REFERENCES tickets_slapolicy(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT tickets_solution_author_id_c02c1dd2_fk_accounts_user_id FOREIGN KEY (author_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT tickets_solution_decided_by_id_3a34f3cb_fk_accounts_user_id FOREIGN KEY (decided_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT tickets_solution_responsible_id_da0e013c_fk_accounts_user_id FOREIGN KEY (responsible_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_solution
    ADD CONSTRAINT tickets_solution_ticket_id_6fa4f7f8_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_termschange
    ADD CONSTRAINT tickets_termschange_calendar_id_2d7d867e_fk_core_work FOREIGN KEY (calendar_id) REFERENCES core_workcalendar(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_termschange
    ADD CONSTRAINT tickets_termschange_requested_by_id_0d614998_fk_accounts_ FOREIGN KEY (requested_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_accepted_by_id_21142415_fk_accounts_user_id FOREIGN KEY (accepted_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_asset_id_14916b40_fk_customers_asset_id FOREIGN KEY (asset_id) REFERENCES customers_asset(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_assignee_id_3a5aa407_fk_accounts_user_id FOREIGN KEY (assignee_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_channel_id_ace5d424_fk_customers_channel_id FOREIGN KEY (channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_contact_id_a9a8a57d_fk_customers_contact_id FOREIGN KEY (contact_id) REFERENCES customers_contact(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_created_by_id_c418a145_fk_accounts_user_id FOREIGN KEY (created_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_customer_id_f2d9135a_fk_customers_customer_id FOREIGN KEY (customer_id) REFERENCES customers_customer(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_department_id_32e39a8e_fk_accounts_department_id FOREIGN KEY (department_id) REFERENCES accounts_department(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_first_responded_by_i_aa5f0526_fk_accounts_ FOREIGN KEY (first_responded_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_first_responded_chan_31f9851c_fk_customers FOREIGN KEY (first_responded_channel_id) REFERENCES customers_channel(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_is_repeat_of_id_e77d2250_fk_tickets_ticket_id FOREIGN KEY (is_repeat_of_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_issue_type_id_2a9d553d_fk_tickets_issuetype_id FOREIGN KEY (issue_type_id) REFERENCES tickets_issuetype(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_merged_into_id_3a36ad40_fk_tickets_ticket_id FOREIGN KEY (merged_into_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_outlet_id_11a1c5d4_fk_accounts_outlet_id FOREIGN KEY (outlet_id) REFERENCES accounts_outlet(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_parent_id_09dd967f_fk_tickets_ticket_id FOREIGN KEY (parent_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_tier_by_id_cdb832f8_fk_accounts_user_id FOREIGN KEY (tier_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticket
    ADD CONSTRAINT tickets_ticket_updated_by_id_ca9ae936_fk_accounts_user_id FOREIGN KEY (updated_by_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticketevent
    ADD CONSTRAINT tickets_ticketevent_actor_id_2a65fff2_fk_accounts_user_id FOREIGN KEY (actor_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY tickets_ticketevent
    ADD CONSTRAINT tickets_ticketevent_ticket_id_b572d14b_fk_tickets_ticket_id FOREIGN KEY (ticket_id) REFERENCES tickets_ticket(id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ONLY usersessions_usersession
    ADD CONSTRAINT usersessions_usersession_user_id_af5e0a6d_fk_accounts_user_id FOREIGN KEY (user_id) REFERENCES accounts_user(id) DEFERRABLE INITIALLY DEFERRED;
DO $$ BEGIN
    IF to_regnamespace('bi') IS NULL
       AND has_database_privilege(current_database(), 'CREATE') THEN
        CREATE SCHEMA bi;
    END IF;
END $$;
INSERT INTO django_migrations (app, name, applied) VALUES
    ('contenttypes', '0001_initial', now()),
    ('contenttypes', '0002_remove_content_type_name', now()),
    ('auth', '0001_initial', now()),
    ('auth', '0002_alter_permission_name_max_length', now()),
    ('auth', '0003_alter_user_email_max_length', now()),
    ('auth', '0004_alter_user_username_opts', now()),
    ('auth', '0005_alter_user_last_login_null', now()),
    ('auth', '0006_require_contenttypes_0002', now()),
    ('auth', '0007_alter_validators_add_error_messages', now()),
    ('auth', '0008_alter_user_username_max_length', now()),
    ('auth', '0009_alter_user_last_name_max_length', now()),
    ('auth', '0010_alter_group_name_max_length', now()),
    ('auth', '0011_update_proxy_permissions', now()),
    ('auth', '0012_alter_user_first_name_max_length', now()),
    ('accounts', '0001_initial', now()),
    ('account', '0001_initial', now()),
    ('account', '0002_email_max_length', now()),
    ('account', '0003_alter_emailaddress_create_unique_verified_email', now()),
    ('account', '0004_alter_emailaddress_drop_unique_email', now()),
    ('account', '0005_emailaddress_idx_upper_email', now()),
    ('account', '0006_emailaddress_lower', now()),
    ('account', '0007_emailaddress_idx_email', now()),
    ('account', '0008_emailaddress_unique_primary_email_fixup', now()),
    ('account', '0009_emailaddress_unique_primary_email', now()),
    ('auditlog', '0001_initial', now()),
    ('auditlog', '0002_auto_support_long_primary_keys', now()),
    ('auditlog', '0003_logentry_remote_addr', now()),
    ('auditlog', '0004_logentry_detailed_object_repr', now()),
    ('auditlog', '0005_logentry_additional_data_verbose_name', now()),
    ('auditlog', '0006_object_pk_index', now()),
    ('auditlog', '0007_object_pk_type', now()),
    ('auditlog', '0008_action_index', now()),
    ('auditlog', '0009_alter_logentry_additional_data', now()),
    ('auditlog', '0010_alter_logentry_timestamp', now()),
    ('auditlog', '0011_logentry_serialized_data', now()),
    ('auditlog', '0012_add_logentry_action_access', now()),
    ('auditlog', '0013_alter_logentry_timestamp', now()),
    ('auditlog', '0014_logentry_cid', now()),
    ('auditlog', '0015_alter_logentry_changes', now()),
    ('auditlog', '0016_logentry_remote_port', now()),
    ('auditlog', '0017_add_actor_email', now()),
    ('accounts', '0002_duty', now()),
    ('accounts', '0003_accounts', now()),
    ('accounts', '0004_former_addresses', now()),
    ('accounts', '0005_changes_without_contacts', now()),
    ('accounts', '0006_tokens', now()),
    ('accounts', '0007_announced_tokens', now()),
    ('accounts', '0008_index_of_announced_tokens', now()),
    ('admin', '0001_initial', now()),
    ('admin', '0002_logentry_remove_auto_add', now()),
    ('admin', '0003_logentry_add_action_flag_choices', now()),
    ('customers', '0001_initial', now()),
    ('core', '0001_initial', now()),
    ('core', '0002_ledger_and_search', now()),
    ('customers', '0002_search', now()),
    ('tickets', '0001_initial', now()),
    ('tickets', '0002_ledger_and_search', now()),
    ('core', '0003_jobs_and_history', now()),
    ('tickets', '0003_rulebook_and_ladder', now()),
    ('tickets', '0004_escalation_indexes', now()),
    ('tickets', '0005_covering_indexes', now()),
    ('core', '0004_cost_of_pairs', now()),
    ('tickets', '0006_clock_due', now()),
    ('tickets', '0007_indexes_by_person', now()),
    ('tickets', '0008_board_indexes', now()),
    ('customers', '0003_renamed', now()),
    ('customers', '0004_renamed_once', now()),
    ('tickets', '0009_fewer_indexes', now()),
    ('documents', '0001_moved_from_core', now()),
    ('calendars', '0001_moved_from_core', now()),
    ('tickets', '0010_files_and_calendars_moved', now()),
    ('tickets', '0011_ledger_declares_itself', now()),
    ('tickets', '0012_law_as_rows', now()),
    ('tickets', '0013_years_kept', now()),
    ('tickets', '0014_step_schedule', now()),
    ('tickets', '0015_recipients_of_escalations', now()),
    ('tickets', '0016_told_imports', now()),
    ('tickets', '0017_urgent_promise', now()),
    ('tickets', '0018_words', now()),
    ('tickets', '0019_large_imports', now()),
    ('tickets', '0020_history_uploads', now()),
    ('tickets', '0021_no_truncate', now()),
    ('notifications', '0001_initial', now()),
    ('notifications', '0002_outbox', now()),
    ('notifications', '0003_fewer_indexes', now()),
    ('notifications', '0004_plan_topics', now()),
    ('notifications', '0005_password_topic', now()),
    ('notifications', '0006_words', now()),
    ('notifications', '0007_handover_topic', now()),
    ('notifications', '0008_withheld_messages', now()),
    ('notifications', '0009_outbox_pause', now()),
    ('notifications', '0010_security_topic', now()),
    ('notifications', '0011_former_addresses', now()),
    ('notifications', '0012_messages', now()),
    ('notifications', '0013_lanes', now()),
    ('tickets', '0022_messages', now()),
    ('tickets', '0023_mails', now()),
    ('tickets', '0024_labels', now()),
    ('tickets', '0025_failed_mails', now()),
    ('tickets', '0026_customer_reports', now()),
    ('tickets', '0027_low_parts', now()),
    ('calendars', '0002_week_from', now()),
    ('calendars', '0003_words', now()),
    ('tickets', '0028_feedback_clocks', now()),
    ('tickets', '0029_customer_signs', now()),
    ('tickets', '0030_cooperation', now()),
    ('customers', '0005_phone_keys', now()),
    ('customers', '0006_words', now()),
    ('customers', '0007_messages', now()),
    ('customers', '0008_contacts_by_email', now()),
    ('customers', '0009_contact_wechat_id', now()),
    ('tickets', '0031_filing', now()),
    ('tickets', '0032_tickets_to_file', now()),
    ('tickets', '0033_signature', now()),
    ('tickets', '0034_signatures', now()),
    ('tickets', '0035_closing_settings', now()),
    ('customers', '0010_consents', now()),
    ('customers', '0011_refused_email', now()),
    ('plans', '0001_initial', now()),
    ('plans', '0002_ledgers', now()),
    ('plans', '0003_files_and_calendars_moved', now()),
    ('plans', '0004_ledger_declares_itself', now()),
    ('plans', '0005_changes_of_goals', now()),
    ('plans', '0006_words', now()),
    ('plans', '0007_no_truncate', now()),
    ('plans', '0008_quarterly', now()),
    ('analytics', '0001_monthly_reports', now()),
    ('analytics', '0002_issued_stays', now()),
    ('analytics', '0003_kept_figures', now()),
    ('analytics', '0004_bi_schema', now()),
    ('analytics', '0005_data_audits', now()),
    ('analytics', '0006_measures', now()),
    ('analytics', '0007_quarterly', now()),
    ('analytics', '0008_rectification', now()),
    ('analytics', '0009_awards', now()),
    ('analytics', '0010_slow_cases', now()),
    ('api', '0001_initial', now()),
    ('api', '0002_feed', now()),
    ('archive', '0001_initial', now()),
    ('archive', '0002_ledger_forgets', now()),
    ('core', '0005_calendars_and_files_moved', now()),
    ('core', '0006_ledger_declares_itself', now()),
    ('core', '0007_submission_content', now()),
    ('core', '0008_ledger_chain', now()),
    ('core', '0009_ledger_streams', now()),
    ('core', '0010_quicker_chain', now()),
    ('core', '0011_forms_of_customers', now()),
    ('customers', '0012_followed', now()),
    ('documents', '0002_pixels_of_pictures', now()),
    ('notifications', '0014_groups', now()),
    ('notifications', '0015_customer_channels', now()),
    ('notifications', '0016_score_topics', now()),
    ('notifications', '0017_campaigns', now()),
    ('feedback', '0001_initial', now()),
    ('feedback', '0002_campaigns', now()),
    ('feedback', '0003_no_consent', now()),
    ('knowledge', '0001_initial', now()),
    ('knowledge', '0002_ledger_declares_itself', now()),
    ('knowledge', '0003_no_truncate', now()),
    ('knox', '0001_initial', now()),
    ('knox', '0002_auto_20150916_1425', now()),
    ('knox', '0003_auto_20150916_1526', now()),
    ('knox', '0004_authtoken_expires', now()),
    ('knox', '0005_authtoken_token_key', now()),
    ('knox', '0006_auto_20160818_0932', now()),
    ('knox', '0007_auto_20190111_0542', now()),
    ('knox', '0008_remove_authtoken_salt', now()),
    ('knox', '0009_extend_authtoken_field', now()),
    ('metrics', '0001_response_time_definitions', now()),
    ('mfa', '0001_initial', now()),
    ('mfa', '0002_authenticator_timestamps', now()),
    ('mfa', '0003_authenticator_type_uniq', now()),
    ('notifications', '0018_paces', now()),
    ('notifications', '0019_award_topic', now()),
    ('notifications', '0020_webhooks', now()),
    ('notifications', '0021_endpoint_version', now()),
    ('plans', '0009_scope_of_devices', now()),
    ('portal', '0001_initial', now()),
    ('portal', '0002_labels', now()),
    ('portal', '0003_report_links', now()),
    ('sessions', '0001_initial', now()),
    ('socialaccount', '0001_initial', now()),
    ('socialaccount', '0002_token_max_lengths', now()),
    ('socialaccount', '0003_extra_data_default_dict', now()),
    ('socialaccount', '0004_app_provider_id_settings', now()),
    ('socialaccount', '0005_socialtoken_nullable_app', now()),
    ('socialaccount', '0006_alter_socialaccount_extra_data', now()),
    ('tickets', '0036_wait_ends', now()),
    ('tickets', '0037_indexes_of_months', now()),
    ('tickets', '0038_external_id', now()),
    ('tickets', '0039_one_external_id', now()),
    ('tickets', '0040_followed', now()),
    ('tickets', '0041_history_batches', now()),
    ('tickets', '0042_inbound_events', now()),
    ('usersessions', '0001_initial', now());
