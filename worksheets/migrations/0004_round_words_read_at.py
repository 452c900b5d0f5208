"""Up to when she has read what was written back: her lists name only what is new."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("worksheets", "0003_one_index_a_question")]

    operations = [
        migrations.AddField(
            model_name="round",
            name="words_read_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
    ]
