"""How triggers refuse, by name."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("core", "0001_initial")]
    operations = [run_file(__file__)]
