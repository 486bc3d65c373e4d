"""Bookings, stays and claims agree."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("room_bookings", "0002_initial"), ("rooms", "0002_constraints"), ("housekeeping", "0003_audit")]
    operations = [run_file(__file__)]
