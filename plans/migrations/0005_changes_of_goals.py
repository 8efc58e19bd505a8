"""Goals change after the start by request; a value is judged by the target that stood."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('plans', '0004_ledger_declares_itself'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='evaluation',
            name='target',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='planmetric',
            name='judged_target',
            field=models.DecimalField(blank=True, decimal_places=6, max_digits=18, null=True),
        ),
        migrations.AddField(
            model_name='planmetric',
            name='target_reason',
            field=models.CharField(blank=True, max_length=300, verbose_name='why the target is not better than the value before'),
        ),
        migrations.AlterField(
            model_name='planevent',
            name='kind',
            field=models.CharField(choices=[('created', 'Created'), ('imported', 'Imported'), ('edited', 'Edited'), ('moved', 'State changed'), ('stage_added', 'Stage added'), ('stage_edited', 'Stage edited'), ('stage_moved', 'Stage status changed'), ('stage_dropped', 'Stage dropped'), ('progress', 'Progress'), ('problem', 'Problem'), ('problem_resolved', 'Problem resolved'), ('replan_asked', 'New date asked for'), ('replan_decided', 'New date decided'), ('distributed', 'Responsibility table distributed'), ('acknowledged', 'Responsibilities confirmed'), ('kick_off', 'Kick-off'), ('review', 'Review meeting'), ('action_done', 'Decision carried out'), ('metric', 'Metric changed'), ('change_asked', 'Change of a goal asked for'), ('change_decided', 'Change of a goal decided'), ('frozen', 'Baseline frozen'), ('rolled_out', 'Rolled out'), ('evaluated', 'Evaluated'), ('summary', 'Summary'), ('guide', 'Experience became a guide'), ('filed', 'File attached')], max_length=20),
        ),
        migrations.CreateModel(
            name='ChangeRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('metric', 'Metric'), ('new_metric', 'New metric'), ('window', 'Evaluation window')], max_length=10)),
                ('title', models.CharField(max_length=80, verbose_name='what changes')),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('reason', models.CharField(max_length=300, verbose_name='reason')),
                ('state', models.CharField(choices=[('asked', 'Waits for a decision'), ('approved', 'Approved'), ('refused', 'Refused')], default='asked', max_length=8)),
                ('cycle', models.PositiveSmallIntegerField()),
                ('asked_at', models.DateTimeField()),
                ('decided_at', models.DateTimeField(null=True)),
                ('comment', models.CharField(blank=True, max_length=300, verbose_name='comment')),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('metric', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='plans.planmetric')),
                ('plan', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='changes', to='plans.plan')),
            ],
            options={
                'verbose_name': 'change request',
                'verbose_name_plural': 'change requests',
                'ordering': ['asked_at', 'id'],
                'indexes': [models.Index(condition=models.Q(('state', 'asked')), fields=['plan'], name='change_to_decide')],
                'constraints': [models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='nobody_decides_the_own_change')],
            },
        ),
    ]
