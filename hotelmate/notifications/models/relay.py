"""How far each way out of the house has read each hotel's log."""

from django.db import models

from hotelmate.hotel.models import Hotel


class SinkCursor(models.Model):
    """The last event of a hotel that a sink has taken. It moves in the transaction that writes what the sink made of it.

    A hotel that has no row yet is read from its first event on.
    """

    sink = models.CharField(max_length=40)
    hotel = models.ForeignKey(Hotel, on_delete=models.PROTECT, db_index=False, related_name="+")
    seq = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["hotel", "sink"], name="sink_cursor_once")]
