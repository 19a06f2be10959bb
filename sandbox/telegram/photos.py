"""Photos as Telegram stores them: uploaded once, later sent by their file id."""

import struct
from collections.abc import Iterator

from aiogram.types import BufferedInputFile, InputFile

from sandbox.telegram.events import Upload
from sandbox.telegram.rules import refuse
from sandbox.telegram.user_messages import Json

MAX_BYTES = 10_000_000
MAX_WIDTH_PLUS_HEIGHT = 10_000
"""The limit for the sum of width and height."""
MAX_ASPECT_RATIO = 20
THUMBNAIL_SIDE = 320
"""Pixels on the longer side of the small size that every photo has."""

_PNG = struct.Struct(">8s8xII")
_SIGNATURE = b"\x89PNG\r\n\x1a\n"


class Photos:
    """The photos that the bot has sent."""

    def __init__(self, ids: Iterator[int]) -> None:
        self._ids = ids
        self._known: dict[str, tuple[Upload, list[Json]]] = {}

    def accept(self, photo: InputFile | str) -> tuple[Upload, list[Json]]:
        """Return the uploaded photo, or the photo with the file id `photo`, and its sizes in ascending order."""
        if not isinstance(photo, BufferedInputFile):
            if str(photo) not in self._known:
                refuse("wrong file identifier/HTTP URL specified")
            return self._known[str(photo)]
        file = Upload(photo.filename or "", photo.data)
        width, height = _size(file)
        scale = min(1.0, THUMBNAIL_SIDE / max(width, height))
        sizes = [
            self._photo_size(round(width * scale), round(height * scale)),
            self._photo_size(width, height) | {"file_size": len(file.content)},
        ]
        for size in sizes:
            self._known[size["file_id"]] = file, sizes
        return file, sizes

    def _photo_size(self, width: int, height: int) -> Json:
        number = next(self._ids)
        return {
            "file_id": f"photo{number}",
            "file_unique_id": f"unique{number}",
            "width": width,
            "height": height,
        }


def _size(file: Upload) -> tuple[int, int]:
    """Return width and height in pixels.

    Raises ApiError when the file is not a photo that Telegram and the sandbox accept.
    """
    if len(file.content) > MAX_BYTES:
        refuse("file is too big")
    if not file.content.startswith(_SIGNATURE) or len(file.content) < _PNG.size:
        refuse("IMAGE_PROCESS_FAILED: the sandbox knows PNG")
    _, width, height = _PNG.unpack_from(file.content)
    if width + height > MAX_WIDTH_PLUS_HEIGHT or max(width, height) > MAX_ASPECT_RATIO * min(width, height):
        refuse("PHOTO_INVALID_DIMENSIONS")
    return width, height
