"""Limits: what a ticket is promised, the clocks that measure it, and whom an escalation tells.

One promise has these names, each for one thing:

- `SlaKind`: a kind of limit, such as first response or resolution: a row with a start and a stop
  event.
- `SlaPolicy`, `SlaTarget`, `EscalationStep`: the draft of the rules as administrators edit it: a
  rule, what it promises for one kind of limit, and whom it tells when. Together the draft is called
  rule data once it is plain data.
- `SlaRulebook`: the draft as it was published, with its version; never changed.
- `LimitRule` (`domain.limit_rules`): the conditions of one rule, as the choice between rules sees
  them.
- `Rulebook` (`queries.limit_terms`): the published rules that are in force at a moment.
- `LimitTerms` (`queries.limit_terms`): what a rulebook promises for one kind of limit; a clock
  copies it when it starts.
- `LimitTarget` (`domain.sla`): terms as the pure clock computes with them: an amount or a moment, a
  calendar, steps.
- `Clock` (`domain.sla`): one promise of working time from its start to its end; `SlaClock` is its
  row.

The model classes keep the prefix of their tables: specification, addresses of the administration,
rights and content types carry these names.
"""
