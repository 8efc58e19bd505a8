"""The text of an article as HTML, every word escaped; the mark of its state."""

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from knowledge.domain.markup import Block, Item, Shape, blocks
from knowledge.enums import ArticleState
from knowledge.models import Article

register = template.Library()
TONES = {
    ArticleState.DRAFT: "waiting_internal",
    ArticleState.REVIEW: "pending_approval",
    ArticleState.PUBLISHED: "resolved",
    ArticleState.RETIRED: "cancelled",
}
"""The state of a ticket whose colour says the same."""
BREAK = mark_safe("<br>")


@register.filter
def article_text(body: str) -> SafeString:
    """Headings, lists and paragraphs of a plain text; nothing that was typed becomes markup."""
    return format_html_join("\n", "{}", ((_block(one),) for one in blocks(body)))


@register.simple_tag
def state_mark(article: Article) -> SafeString:
    """The dot and the word of its state."""
    tone = TONES[ArticleState(article.state)]
    return format_html(
        '<span class="status status-{}"><i aria-hidden="true"></i>{}</span>',
        tone,
        article.get_state_display(),
    )


def _block(block: Block) -> SafeString:
    if block.shape == Shape.HEADING:
        return format_html("<h3>{}</h3>", _lines(block.items[0]))
    if block.shape == Shape.STEPS:
        return format_html(
            "<ol>{}</ol>",
            format_html_join(
                "", '<li value="{}">{}</li>', ((one.number, _lines(one)) for one in block.items)
            ),
        )
    if block.shape == Shape.BULLETS:
        return format_html(
            "<ul>{}</ul>",
            format_html_join("", "<li>{}</li>", ((_lines(one),) for one in block.items)),
        )
    return format_html("<p>{}</p>", _lines(block.items[0]))


def _lines(item: Item) -> SafeString:
    return format_html_join(BREAK, "{}", ((line,) for line in item.lines))
