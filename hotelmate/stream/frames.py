"""Frames of the WebSocket protocol as a server sends them: unmasked, uncompressed, the same for every client."""

import struct

from websockets.frames import Close, Frame, Opcode

FINAL_TEXT = 0x81


def text_frame(payload: bytes) -> bytes:
    """A whole text message."""
    length = len(payload)
    if length < 126:
        head = struct.pack("!BB", FINAL_TEXT, length)
    elif length < 65_536:
        head = struct.pack("!BBH", FINAL_TEXT, 126, length)
    else:
        head = struct.pack("!BBQ", FINAL_TEXT, 127, length)
    return head + payload


def close_frame(code: int, reason: str) -> bytes:
    """The last frame."""
    return Frame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False)
