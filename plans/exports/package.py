"""The archive package: every form of the plan and every file of its record in one zip.

A manifest lists their hashes.
"""

import hashlib
import io
import json
import zipfile
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from documents import actions as files
from plans import exports
from plans.actions.closing import ArchivePackage
from plans.models import Plan


def archive_package(plan: Plan, *, file_no: str, at: datetime) -> ArchivePackage:
    """The package as the plan is now, printed with the file number that it gets.

    Its order is always the same, and its names are safe on every system.
    """
    mark = f"{file_no} {timezone.localtime(at):%Y-%m-%d %H:%M}"
    manifest: list[dict[str, Any]] = []
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in _package_parts(plan, file_no, mark):
            archive.writestr(name, body)
            digest = hashlib.sha256(body).hexdigest()
            manifest.append({"name": name, "size": len(body), "sha256": digest})
        # Last, because it knows the hashes of all others.
        archive.writestr("manifest.json", _manifest_text(plan, file_no, at, manifest))

    zip_name = f"{file_no}_{plan.number}.zip"
    return ArchivePackage(
        file_no=file_no,
        file=SimpleUploadedFile(zip_name, buffer.getvalue()),
        manifest=manifest,
        version=plan.version,
    )


def _manifest_text(plan: Plan, file_no: str, at: datetime, manifest: list[dict[str, Any]]) -> str:
    data = {
        "number": plan.number,
        "name": plan.name,
        "file_no": file_no,
        "packed_at": at.isoformat(),
        "files": manifest,
    }
    return json.dumps(data, ensure_ascii=False, indent=1)


def _package_parts(plan: Plan, file_no: str, mark: str) -> Iterator[tuple[str, bytes]]:
    """Name and content of each part: the five forms, then the files in the order they came."""
    workbook = exports.f2_xlsx(plan, mark, is_extended=True, file_no=file_no)
    document = exports.f2_docx(plan, mark, is_extended=True, file_no=file_no)
    this_plan = Plan.objects.filter(pk=plan.pk)

    yield "F2-优化方案执行记录表.xlsx", workbook.read()
    yield "F2-优化方案执行记录表.docx", document.read()
    yield "F10-责任分工表.xlsx", exports.f10_responsibilities(plan, mark).read()
    yield "F19-优化措施清单.xlsx", exports.f19_measures(this_plan, mark).read()
    yield "F24-进度复盘会纪要.xlsx", exports.f24_minutes(plan, mark).read()

    attached = plan.files.select_related("file").order_by("at", "pk")
    for number, plan_file in enumerate(attached, 1):
        stored = plan_file.file
        with files.open_stored_file(stored) as kept:
            body = kept.read()
        # The number keeps two files of one name apart.
        yield f"files/{number:03d}-{files.safe_file_name(stored.name)}", body
