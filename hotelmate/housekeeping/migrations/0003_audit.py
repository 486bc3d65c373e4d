"""Every room status has its audit row."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("housekeeping", "0002_initial"), ("rooms", "0002_constraints"), ("staff", "0001_initial")]
    operations = [run_file(__file__)]
