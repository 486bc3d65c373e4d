"""The log has no gap and is only appended to."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("events", "0001_initial"), ("core", "0002_refuse")]
    operations = [run_file(__file__)]
