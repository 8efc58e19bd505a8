"""The figures of a run as text."""

from typing import Any


def report_text(run: dict[str, Any]) -> str:
    """Tables: pages by size with their ratios, growth, jobs, memory."""
    sizes = list(run["sizes"])
    parts = [_run_header(run), *(_page_table(size, run["sizes"][size]) for size in sizes)]
    if len(sizes) > 1:
        parts.append(_growth_table(run["sizes"]))
    return "\n\n".join([*parts, *(_job_table(size, run["sizes"][size]) for size in sizes)]) + "\n"


def _run_header(run: dict[str, Any]) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in run["machine"].items())
    return f"{run['at']}  {machine}\n{run['how']}"


def _page_table(size: str, found: dict[str, Any]) -> str:
    counts = ", ".join(f"{name} {value}" for name, value in found["counts"].items())
    lines = [
        f"== {size} tickets: {counts}; database {found['database_mb']} MB,"
        f" filled in {found['fill_s']:.0f} s"
    ]
    lines.append(f"{'page':<46}{'ms':>8}{'p95':>8}{'rows':>6}{'KB':>6}{'stmts':>7}{'ratio':>7}  to")
    for name, page in found["pages"].items():
        ratio, stmts = _or_blank(page["ratio"]), _or_blank(found["statements"].get(name))
        lines.append(
            f"{name:<46}{page['ms']:>8.1f}{page['p95']:>8.1f}{_or_blank(page['rows']):>6}"
            f"{page['bytes'] / 1024:>6.0f}{stmts:>7}{ratio:>7}"
            f"  {page['floor'] or ''}"
        )
    return "\n".join(lines)


def _growth_table(sizes: dict[str, Any]) -> str:
    """Each page at the largest size against the smallest."""
    first, last = next(iter(sizes)), list(sizes)[-1]
    lines = [f"== growth from {first} to {last} tickets"]
    for name, page in sizes[last]["pages"].items():
        if before := sizes[first]["pages"].get(name):
            lines.append(
                f"{name:<46}{before['ms']:>8.1f}{page['ms']:>8.1f}"
                f"{page['ms'] / before['ms']:>7.2f} x"
            )
    return "\n".join(lines)


def _job_table(size: str, found: dict[str, Any]) -> str:
    lines = [f"== {size} tickets: jobs and memory"]
    for name, figures in found["jobs"].items():
        listed = ", ".join(f"{key} {_plain_value(value)}" for key, value in figures.items())
        lines.append(f"{name:<12} {listed}")
    for name, memory in found["memory"].items():
        lines.append(
            f"{name:<12}a worker holds {memory['warm']:.0f} MB once warm,"
            f" at the most {memory['peak']:.0f} MB in the run"
        )
    return "\n".join(lines)


def _plain_value(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_plain_value(one) for one in value) + "]"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _or_blank(value: Any) -> str:
    return "" if value is None else str(value)
