"""Changed terms of a clock in sentences: when, from what to what, what was left."""

from datetime import timedelta

from django.utils.translation import gettext as _

from pages.formats import exact_moment, joined_sentences, plain_moment
from tickets.limits.enums import amount_in_words
from tickets.limits.queries.changed_terms import ChangedTerms, HeldTerms
from tickets.limits.queries.worked_words import week_in_words, working_time, zone_name


def change_sentence(change: ChangedTerms) -> str:
    """When the terms changed, what was spent by then and what was left, the grace if it decided."""
    values = {
        "moment": exact_moment(change.at),
        "old": _promise_in_words(change.before),
        "new": _promise_in_words(change.after),
    }
    if change.is_restart:
        return _("On %(moment)s the start was corrected: counted anew from it.") % values

    if change.is_recount:
        sentence = _("On %(moment)s the calendar was changed: counted anew from the start.")
    elif change.before.moment or change.after.moment:
        return _("On %(moment)s the promised time was moved from %(old)s to %(new)s.") % values
    elif change.has_other_hours and values["old"] == values["new"]:
        sentence = _("On %(moment)s the limit moved to other hours.")
    else:
        sentence = _("On %(moment)s the limit changed from %(old)s to %(new)s.")

    parts = [sentence % values]
    if change.has_other_hours and not change.is_recount:
        parts.append(_("Until then these hours counted: %(hours)s.") % {"hours": _hours_of(change)})
    if change.is_missed:
        parts.append(_("It had been missed by then: its due time stays."))
    elif change.spent is not None and change.left is not None:
        parts.append(_balance_sentence(change, change.spent, change.left))
    return joined_sentences(parts)


def _balance_sentence(change: ChangedTerms, spent: timedelta, left: timedelta) -> str:
    values = {
        "spent": working_time(spent, change.before.calendar),
        "left": working_time(left, change.after.calendar),
    }
    if change.is_grace:
        sentence = _(
            "%(spent)s were spent by then; the grace of %(left)s (a quarter of the new limit, at"
            " least 15 minutes) counts from then on."
        )
        return sentence % values

    if left < timedelta():
        return _("%(spent)s were spent by then, more than the limit.") % values

    return _("%(spent)s were spent by then, %(left)s were left.") % values


def _hours_of(change: ChangedTerms) -> str:
    calendar = change.before.calendar
    if calendar.is_always:
        return _("every hour, day and night")

    words = week_in_words(calendar.week)
    zone = zone_name(calendar)
    return (
        _("%(hours)s by the clock of %(zone)s") % {"hours": words, "zone": zone} if zone else words
    )


def _promise_in_words(terms: HeldTerms) -> str:
    if terms.moment:
        return plain_moment(terms.moment)

    return amount_in_words(terms.amount, terms.unit)
