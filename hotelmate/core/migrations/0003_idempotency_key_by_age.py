"""The sweep finds the keys that are kept no longer by their age."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_refuse")]

    operations = [
        migrations.AddIndex(
            model_name="idempotencykey",
            index=models.Index(fields=["created_at"], name="idempotency_key_by_age"),
        ),
    ]
