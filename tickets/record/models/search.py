"""What tickets are found by, apart from the tickets.

A step changes a ticket, and hardly ever these texts. In the ticket's own row every step would have
all pairs of characters of both worked out and indexed anew, which took longer than all else that
the step writes.
"""

from django.db import models
from django.db.models import Q

from core.domain import text
from core.models.lookups import any_text


class SearchTextQuerySet(models.QuerySet["SearchText"]):
    """Chains over the texts of tickets."""

    def matching(self, words: str, *, with_people: bool) -> "SearchTextQuerySet":
        """Those that have the words, with people also in names and phones."""
        # In two steps: the index answers the pairs of characters alone, so that the exact words
        # are looked for in few rows and no pair is computed anew.
        hits = self.filter(in_texts("has_bigrams", words, with_people=with_people))
        if text.is_bigram(words) and len(text.search_variants(words)) == 1:
            return hits
        return hits.having(words, with_people=with_people)

    def having(self, words: str, *, with_people: bool) -> "SearchTextQuerySet":
        """The same without an index."""
        return self.filter(in_texts("has_word", words, with_people=with_people))


def in_texts(lookup: str, words: str, *, with_people: bool) -> Q:
    """The condition that a text of a ticket has the words, in a row that holds both texts."""
    condition = any_text(f"search_text__{lookup}", words)
    if with_people:
        condition |= any_text(f"people_text__{lookup}", words)
    return condition


class SearchText(models.Model):
    """The texts of one ticket once more, for the index of pairs of characters.

    The database copies them whenever those of the ticket are other ones: nobody else writes here.
    """

    ticket = models.OneToOneField(
        "tickets.Ticket", models.CASCADE, primary_key=True, related_name="+", editable=False
    )
    search_text = models.TextField(editable=False)
    people_text = models.TextField(editable=False)

    objects = SearchTextQuerySet.as_manager()

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.ticket_id)
