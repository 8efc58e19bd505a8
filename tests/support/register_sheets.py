"""Registers of tickets as files, and their import."""

import io
import json
from pathlib import Path

import openpyxl
from django.core.management import call_command

from tickets.transfer.domain.register_columns import COLUMNS

SAMPLE = Path(__file__).parents[1] / "tickets" / "data" / "register_sample.xlsx"


def run(path, *options):
    out = io.StringIO()
    call_command("import_register", str(path), "--json", *options, stdout=out)
    return json.loads(out.getvalue())


def register(tmp_path, *rows, header=COLUMNS):
    book = openpyxl.Workbook()
    for row in (header, *rows):
        book.active.append(list(row))
    path = tmp_path / "register.xlsx"
    book.save(path)
    return path


def line(**cells):
    given = {
        "工单号": "202405-00501",
        "客户名称": "甲公司",
        "联系人": "李四",
        "联系方式": "13800000000",
        "反馈时间": "2024-05-01 09:30",
        "反馈渠道": "电话",
        "问题描述(摘要)": "打不开",
        "问题分级": "一般",
        **cells,
    }
    return [given.get(name) for name in COLUMNS]
