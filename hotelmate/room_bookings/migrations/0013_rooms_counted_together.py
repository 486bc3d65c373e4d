"""Rooms that come in one statement are counted once, all together."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):

    dependencies = [
        ('room_bookings', '0012_types_before_nights'),
    ]

    operations = [run_file(__file__)]
