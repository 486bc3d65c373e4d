"""Decisions that wait for another, disputes, and no-shows whose fee is settled."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """Runs the SQL file beside it."""

    dependencies = [("room_bookings", "0007_quotes_and_deals"), ("payments", "0004_saga")]
    operations = [run_file(__file__)]
