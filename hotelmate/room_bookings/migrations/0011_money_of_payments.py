"""Payments lock their booking where its sums change, and nowhere else."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):

    dependencies = [
        ('payments', '0004_saga'),
        ('room_bookings', '0010_comings_and_goings'),
    ]

    operations = [run_file(__file__)]
