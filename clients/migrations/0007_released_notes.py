import uuid

import django.db.models.deletion
from django.db import migrations, models

import practice.vault.fields


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0005_notes"),
    ]

    operations = [
        migrations.CreateModel(
            name="ReleasedNote",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=uuid.uuid4, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveIntegerField()),
                ("session_on", models.DateField(blank=True, null=True)),
                ("written_at", models.DateTimeField()),
                (
                    "body",
                    practice.vault.fields.SealedText(
                        client="client_id", max_length=20000, purpose="clinician"
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
                (
                    "release",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="clients.noterelease",
                    ),
                ),
            ],
            options={
                "ordering": ("place",),
                "constraints": [
                    models.UniqueConstraint(
                        models.F("release"), models.F("place"), name="released_note_place"
                    )
                ],
            },
        ),
    ]
