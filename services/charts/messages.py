"""The format of messages between the bot and the drawing process: a length, then the message."""

import struct

LENGTH_PREFIX = struct.Struct(">I")
"""The length of a message in bytes, before the message."""

DRAWN, FAILED = b"+", b"-"
"""First byte of an answer; the rest is a PNG image or an error message."""
