"""The archive package: every form of the plan and every file of its record in one zip, with a manifest that tells their hashes."""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime

from django.core.files.base import ContentFile
from django.utils import timezone

from documents import actions as files
from plans import exports
from plans.actions.closing import Package
from plans.models import Plan


def build(plan: Plan, *, file_no: str, at: datetime) -> Package:
    """The package as the plan is now, printed with the file number that it gets. Deterministic order; names are safe on every system."""
    mark = f"{file_no} {timezone.localtime(at):%Y-%m-%d %H:%M}"
    manifest, buffer = [], io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _parts(plan, file_no, mark):
            archive.writestr(name, body)
            manifest.append(
                {"name": name, "size": len(body), "sha256": hashlib.sha256(body).hexdigest()}
            )
        told = {
            "number": plan.number,
            "name": plan.name,
            "file_no": file_no,
            "packed_at": at.isoformat(),
            "files": manifest,
        }
        archive.writestr("manifest.json", json.dumps(told, ensure_ascii=False, indent=1))
    name = f"{file_no}_{plan.number}.zip"
    return Package(
        file_no=file_no,
        file=ContentFile(buffer.getvalue(), name=name),
        manifest=manifest,
        version=plan.version,
    )


def _parts(plan: Plan, file_no: str, mark: str) -> Iterator[tuple[str, bytes]]:
    yield (
        "F2-优化方案执行记录表.xlsx",
        exports.f2_xlsx(plan, mark, extended=True, file_no=file_no).read(),
    )
    yield (
        "F2-优化方案执行记录表.docx",
        exports.f2_docx(plan, mark, extended=True, file_no=file_no).read(),
    )
    yield "F10-责任分工表.xlsx", exports.f10(plan, mark).read()
    yield "F19-优化措施清单.xlsx", exports.f19(Plan.objects.filter(pk=plan.pk), mark).read()
    yield "F24-进度复盘会纪要.xlsx", exports.f24(plan, mark).read()
    for n, kept in enumerate(plan.files.select_related("file").order_by("at", "pk"), 1):
        yield (
            f"files/{n:03d}-{files.safe_file_name(kept.file.name)}",
            files.stored_path(kept.file).read_bytes(),
        )
