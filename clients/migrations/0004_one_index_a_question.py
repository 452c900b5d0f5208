"""A relation keeps no index beside one that begins with it: every row was written into both."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("clients", "0003_tenderdate_answered_on"),
        ("practice", "0004_leave_and_summaries"),
    ]

    operations = [
        migrations.AlterField(
            model_name="carelink",
            name="membership",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="care_links",
                to="practice.membership",
            ),
        ),
        migrations.AlterField(
            model_name="consent",
            name="client",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consents",
                to="clients.client",
            ),
        ),
        migrations.AlterField(
            model_name="consenttext",
            name="practice",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="consent_texts",
                to="practice.practice",
            ),
        ),
        migrations.AlterField(
            model_name="tenderdate",
            name="client",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="tender_dates",
                to="clients.client",
            ),
        ),
    ]
