"""How charts and pictures travel between the bot and the process that draws: each with its length before it."""

import struct

LENGTH = struct.Struct(">I")

DRAWN, FAILED = b"+", b"-"
"""How an answer begins: then comes a PNG, or what went wrong."""
