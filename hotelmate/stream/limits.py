"""What one client may take of the stream, and the counts that hold it to that."""

from collections import Counter
from collections.abc import Hashable

# A client that does not read is cut off when so much waits for it; it resumes from the number it saw last.
MOST_BYTES_WAITING = 1_048_576
# What is replayed waits for the client to read instead, but not for ever.
REPLAY_PATIENCE_SECONDS = 60.0
# Events kept in memory for each followed hotel, for clients that come back after a moment.
RECENT_EVENTS = 200
EVENTS_A_READ = 500
CONCURRENT_READS = 2
LONGEST_HEAD = 16_384
LONGEST_FRAME = 65_536
LONGEST_CHANNEL = 200
MOST_CHANNELS = 100
SECONDS_TO_ASK = 15.0
SECONDS_TO_CLOSE = 5.0
KEEP_ALIVE_SECONDS = 15.0
JUDGE_EVERY_SECONDS = 60.0
# A hotel that nobody follows any more is kept so long, for whoever comes back.
LINGER_SECONDS = 30.0
ACTIVITY_TIMEOUT_SECONDS = 120
PONG_SECONDS = 30.0


class Seats:
    """How many connections there are: in all, and of each actor or address."""

    def __init__(self, *, in_all: int) -> None:
        self.in_all = in_all
        self.taken = 0
        self._by_holder: Counter[Hashable] = Counter()

    def take(self) -> bool:
        """Take one place; False when there is none left."""
        if self.taken >= self.in_all:
            return False
        self.taken += 1
        return True

    def leave(self) -> None:
        """Give the place back."""
        self.taken -= 1

    def count_for(self, holder: Hashable, most: int) -> bool:
        """Count a connection for its holder; False when the holder has as many as may be."""
        if self._by_holder[holder] >= most:
            return False
        self._by_holder[holder] += 1
        return True

    def discount(self, holder: Hashable) -> None:
        """Count one less."""
        self._by_holder[holder] -= 1
        if not self._by_holder[holder]:
            del self._by_holder[holder]
