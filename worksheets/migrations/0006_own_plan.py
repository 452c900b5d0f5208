"""What she plans for herself before a sheet, sealed under her own key."""

import uuid

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import practice.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0010_note_read_by"),
        ("worksheets", "0005_thread_sheets"),
    ]

    operations = [
        migrations.CreateModel(
            name="OwnPlan",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("kept", practice.vault.fields.SealedJSON(client="client_id", purpose="own")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("saved_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "assignment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="own_plan",
                        to="worksheets.assignment",
                    ),
                ),
                (
                    "client",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="clients.client",
                    ),
                ),
            ],
        ),
    ]
