"""Finding the numbers of events in what a client receives, without reading anything else of it."""

from dataclasses import dataclass

SSE, PUSHER = "sse", "pusher"
START = {SSE: b"\r\nid: ", PUSHER: b'\\"seq\\":'}


@dataclass(slots=True)
class Marks:
    """The numbers in one client's bytes; what was cut off in the middle waits for the rest."""

    start: bytes
    kept: bytes = b""

    def take(self, received: bytes) -> list[int]:
        """The numbers that are complete now."""
        data = self.kept + received if self.kept else received
        found: list[int] = []
        start, width = self.start, len(self.start)
        at = data.find(start)
        end = 0
        while at >= 0:
            end = at + width
            digits = end
            while end < len(data) and 48 <= data[end] <= 57:
                end += 1
            if end == len(data):
                self.kept = data[at:]
                return found
            found.append(int(data[digits:end]))
            at = data.find(start, end)
        self.kept = data[max(end, len(data) - width + 1) :]
        return found


def marks_of(protocol: str) -> Marks:
    """Marks as this protocol's messages have them."""
    return Marks(START[protocol])
