"""The oracle that finds figures which run together sees them, and nothing else."""

import pytest

from tests.support.running_text import glued_figures

GLUED = {
    "<td><strong>100%</strong><span>3/3</span></td>": ["100%3/3"],
    "<a>23</a><a><svg><use/></svg>7<span>late</span></a>": ["237late"],
    "<p><b>2026-11-15</b><span>70 %</span></p>": ["2026-11-1570 %"],
}
APART = (
    "<td><strong>100%</strong> <span>3/3</span></td>",
    "<td>100%</td><td>3/3</td>",
    "<span>100%</span><p>3/3</p>",
    "<span>100%</span><span>done</span>",
    "<option>1</option><option>2</option>",
    "<b>P-<i>17</i></b>",
)


@pytest.mark.parametrize("page", GLUED)
def test_figures_that_run_together_are_found(page: str) -> None:
    assert glued_figures(page) == GLUED[page]


@pytest.mark.parametrize("page", APART)
def test_figures_with_something_between_are_not(page: str) -> None:
    assert glued_figures(page) == []
