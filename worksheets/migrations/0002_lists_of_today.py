"""Today asks twenty clients for what is open and what was put aside: few rows among many."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worksheets", "0001_initial")]

    operations = [
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                fields=["client"],
                name="assignment_put_aside",
                condition=models.Q(declined_at__isnull=False, decline_seen_at__isnull=True),
            ),
        ),
        migrations.AddIndex(
            model_name="round",
            index=models.Index(
                fields=["client"],
                name="round_unsettled",
                condition=models.Q(superseded_at__isnull=True, reviewed_at__isnull=True),
            ),
        ),
    ]
