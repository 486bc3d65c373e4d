"""Indexes for those who look something up in the log, rather than follow it."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("events", "0002_log")]
    operations = [run_file(__file__)]
