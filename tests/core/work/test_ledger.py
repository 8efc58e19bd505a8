"""A ledger declares itself: the triggers come with its table and go with the declaration."""

import pytest
from django.db import IntegrityError, connection, models, transaction
from django.test.utils import isolate_apps

from core.work.ledger import AppendOnly


@pytest.fixture
def diary(transactional_db):
    """A table of a house that does not exist yet, made as a migration makes it."""
    with isolate_apps("core"):

        class DiaryLine(models.Model):
            text = models.CharField(max_length=20)

            class Meta:
                app_label = "core"
                db_table = "test_diary"
                constraints = [AppendOnly(name="diary_append_only")]

            def __str__(self) -> str:
                return self.text

        with connection.schema_editor() as editor:
            editor.create_model(DiaryLine)
        yield DiaryLine
        with connection.schema_editor() as editor:
            editor.delete_model(DiaryLine)


def test_lines_are_written_and_never_changed_or_deleted(diary) -> None:
    line = diary.objects.create(text="first")

    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        diary.objects.filter(pk=line.pk).update(text="other")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        diary.objects.filter(pk=line.pk).delete()

    assert list(diary.objects.values_list("text", flat=True)) == ["first"]


def test_a_declaration_that_is_taken_back_takes_its_triggers_along(diary) -> None:
    line = diary.objects.create(text="first")

    with connection.schema_editor() as editor:
        editor.remove_constraint(diary, diary._meta.constraints[0])
    diary.objects.filter(pk=line.pk).update(text="other")
    assert diary.objects.get().text == "other"

    diary.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(diary, diary._meta.constraints[0])
    line = diary.objects.create(text="second")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        diary.objects.filter(pk=line.pk).delete()


def test_declarations_are_compared_by_name() -> None:
    assert AppendOnly(name="a") == AppendOnly(name="a")
    assert AppendOnly(name="a") != AppendOnly(name="b")
    assert len({AppendOnly(name="a"), AppendOnly(name="a")}) == 1
