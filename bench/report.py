"""The figures of a run as text."""

from typing import Any


def text(run: dict[str, Any]) -> str:
    """Tables: pages by size with their ratios, growth, jobs, memory."""
    sizes = list(run["sizes"])
    parts = [_head(run), *(_pages(size, run["sizes"][size]) for size in sizes)]
    if len(sizes) > 1:
        parts.append(_growth(run["sizes"]))
    return "\n\n".join([*parts, *(_jobs(size, run["sizes"][size]) for size in sizes)]) + "\n"


def _head(run: dict[str, Any]) -> str:
    machine = ", ".join(f"{name} {value}" for name, value in run["machine"].items())
    return f"{run['at']}  {machine}\n{run['how']}"


def _pages(size: str, found: dict[str, Any]) -> str:
    counts = ", ".join(f"{name} {value}" for name, value in found["counts"].items())
    lines = [
        f"== {size} tickets: {counts}; database {found['database_mb']} MB, filled in {found['fill_s']:.0f} s"
    ]
    lines.append(f"{'page':<46}{'ms':>8}{'p95':>8}{'rows':>6}{'KB':>6}{'stmts':>7}{'ratio':>7}  to")
    for name, page in found["pages"].items():
        ratio, stmts = _or_blank(page["ratio"]), _or_blank(found["statements"].get(name))
        lines.append(
            f"{name:<46}{page['ms']:>8.1f}{page['p95']:>8.1f}{_or_blank(page['rows']):>6}{page['bytes'] / 1024:>6.0f}{stmts:>7}{ratio:>7}"
            f"  {page['floor'] or ''}"
        )
    return "\n".join(lines)


def _growth(sizes: dict[str, Any]) -> str:
    """Each page at the largest size against the smallest."""
    first, last = next(iter(sizes)), list(sizes)[-1]
    lines = [f"== growth from {first} to {last} tickets"]
    for name, page in sizes[last]["pages"].items():
        if before := sizes[first]["pages"].get(name):
            lines.append(
                f"{name:<46}{before['ms']:>8.1f}{page['ms']:>8.1f}{page['ms'] / before['ms']:>7.2f} x"
            )
    return "\n".join(lines)


def _jobs(size: str, found: dict[str, Any]) -> str:
    lines = [f"== {size} tickets: jobs and memory"]
    for name, told in found["jobs"].items():
        lines.append(
            f"{name:<12}" + ", ".join(f"{key} {_plain(value)}" for key, value in told.items())
        )
    for name, told in found["memory"].items():
        lines.append(
            f"{name:<12}a worker holds {told['warm']:.0f} MB once warm, at the most {told['peak']:.0f} MB in the run"
        )
    return "\n".join(lines)


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return "[" + ", ".join(_plain(one) for one in value) + "]"
    return f"{value:.1f}" if isinstance(value, float) else str(value)


def _or_blank(value: Any) -> str:
    return "" if value is None else str(value)
