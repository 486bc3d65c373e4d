"""Decisions that wait for another, disputes, and no-shows whose fee is settled."""

from decimal import Decimal

from django.db import migrations, models

from hotelmate.core.sql_files import run_file


class Migration(migrations.Migration):
    """New columns, and the SQL file beside it."""

    dependencies = [("room_bookings", "0007_quotes_and_deals"), ("payments", "0004_saga")]
    operations = [
        migrations.AddField(
            model_name="roombooking",
            name="disputed_amount",
            field=models.DecimalField(
                db_default=Decimal("0.00"), decimal_places=2, default=Decimal("0.00"), max_digits=12
            ),
        ),
        migrations.AddField(
            model_name="roombooking", name="no_show_settled_at", field=models.DateTimeField(null=True)
        ),
        migrations.AddIndex(
            model_name="roombooking",
            index=models.Index(
                condition=models.Q(("no_show_settled_at__isnull", True), ("status", "NO_SHOW")),
                fields=["hotel"],
                name="booking_no_show_unsettled",
            ),
        ),
        migrations.AddConstraint(
            model_name="roombooking",
            constraint=models.CheckConstraint(
                condition=models.Q(("no_show_settled_at__isnull", True), ("status", "NO_SHOW"), _connector="OR"),
                name="booking_no_show_settled_agrees",
            ),
        ),
        run_file(__file__),
    ]
