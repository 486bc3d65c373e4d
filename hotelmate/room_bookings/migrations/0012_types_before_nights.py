"""Nights that have no row yet are made before the first of the others is locked."""

from django.db import migrations

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):

    dependencies = [
        ('room_bookings', '0011_money_of_payments'),
    ]

    operations = [run_file(__file__)]
