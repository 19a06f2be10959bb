"""Encodes charts as PNG, faster than Pillow's encoder.

Pillow tries five PNG filters on each row of pixels. This encoder always stores the difference from the row above,
because most rows of a chart equal the row above.
"""

import struct
import zlib

import numpy as np
from PIL import Image

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS_PER_CHANNEL = 8
"""Bits per colour channel, as the PNG header states them."""

RGB_COLOUR_TYPE = 2
"""The colour type of an image with red, green and blue but without transparency, as the PNG header states it."""
UP_FILTER_TYPE = 2
"""The number of the PNG filter "Up", which stores the difference between each byte and the byte above."""

COMPRESSION_LEVEL = 3
"""Compression level of zlib. Higher levels take twice as long and make images only a tenth smaller."""


def encode_png(image: Image.Image) -> bytes:
    """Return *image*, which has the mode RGB, as PNG."""
    rows = np.asarray(image).reshape(image.height, -1)
    filtered = np.empty((image.height, 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = UP_FILTER_TYPE
    filtered[0, 1:] = rows[0]  # the row above the first row counts as zeros
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", image.width, image.height, BITS_PER_CHANNEL, RGB_COLOUR_TYPE, 0, 0, 0)
    compressed = zlib.compress(filtered.tobytes(), COMPRESSION_LEVEL)
    chunks = ((b"IHDR", header), (b"IDAT", compressed), (b"IEND", b""))
    return PNG_SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
