"""The nightly ledger and its limit."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("room_bookings", "0003_stays")]
    operations = [run_file(__file__)]
