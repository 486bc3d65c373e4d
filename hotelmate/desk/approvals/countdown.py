"""How much time is left, in words. `countdown.js` ticks on with the same texts."""

from django.utils.translation import gettext as _

MINUTE, HOUR, DAY = 60, 3600, 24 * 3600


def time_left(seconds: int) -> str:
    """Two units at most: 2 d 6 h, 3 h 20 min, 12 min, 45 s."""
    if seconds <= 0:
        return _("Time is up")
    parts = {
        "days": seconds // DAY,
        "hours": seconds // HOUR if seconds < DAY else seconds % DAY // HOUR,
        "minutes": seconds // MINUTE if seconds < HOUR else seconds % HOUR // MINUTE,
        "seconds": seconds,
    }
    if seconds >= DAY:
        text = _("{days} d {hours} h")
    elif seconds >= HOUR:
        text = _("{hours} h {minutes} min")
    elif seconds >= MINUTE:
        text = _("{minutes} min")
    else:
        text = _("{seconds} s")
    return text.format(**parts)
