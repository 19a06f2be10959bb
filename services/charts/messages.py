"""The format of messages between the bot and the drawing process: the length of the message, then the message."""

import struct

LENGTH_PREFIX = struct.Struct(">I")
"""The format of the length, in bytes, that precedes each message."""

IMAGE_PREFIX = b"+"
"""First byte of an answer that contains a PNG image."""

ERROR_PREFIX = b"-"
"""First byte of an answer that contains an error message."""
