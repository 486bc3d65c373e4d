"""Status and money agree."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("room_bookings", "0004_ledger"), ("payments", "0002_initial")]
    operations = [run_file(__file__)]
