"""Invalid and odd answers of a server, made from real ones."""

import gzip
import json
import zlib
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Json = Any
Path = tuple[str | int, ...]

RAW_JSON_PREFIX = "\ue000"
"""Prefix of a string that stands for JSON text which `json.dumps` cannot write."""

DIGITS = "7" * 5_000
NESTING_DEPTH = 100_000
LITERALS = {
    "infinity": "Infinity",
    "minus infinity": "-Infinity",
    "not a number": "NaN",
    "ten to the 400th": "1e400",
    "400 zeros": "1" + "0" * 400,
    "5,000 digits": DIGITS,
    "deep list": "[" * NESTING_DEPTH + "]" * NESTING_DEPTH,
    "deep object": '{"result":' * NESTING_DEPTH + "1" + "}" * NESTING_DEPTH,
    "duplicated keys": '{"id": 1, "id": "two", "id": null}',
    "lone surrogate": r'"\ud800"',
    "NUL": r'"a\u0000b\u001b[31m\u202e\u0007"',
}
HUGE = {
    "long text": '"' + "Щ" * 500_000 + '"',
    "long list": "[" + "0," * 200_000 + "0]",
    "long list of objects": "[" + '{"name": "x"},' * 50_000 + "{}]",
    "many fields": "{" + ",".join(f'"{key}": {key}' for key in range(50_000)) + "}",
}
JSON_VALUES = (
    *("null", "true", "false", "-1", "0", "1", "1.5", "1e308", str(2**63), str(-(2**63))),
    *('""', '" "', '"x"', '"12"', r'"\n\r\t"', '"<b>&{0}%s"'),
    *("[]", "{}", "[[]]", "[null]", '["x"]', '{"id": {}}', '{"message": []}'),
)
"""JSON values that can replace a value of another type."""
HUGE_SHARE = 0.02
"""Share of the literals that come from HUGE."""

JSON_VALUE_SHARE = 0.6

STATUSES = (*range(100, 104), *range(200, 209), *range(300, 309), *range(400, 430), 451, *range(500, 512), 599)
REFUSALS = (400, 401, 403, 404, 409, 413, 429, 500, 502)
DESCRIPTIONS = (
    "Bad Request: chat not found",
    "Bad Request: message is not modified",
    "Bad Request: group chat was upgraded to a supergroup chat",
    "Forbidden: bot was blocked by the user",
    "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    "Too Many Requests: retry after soon",
    "Unauthorized",
    "a\x00b\nc" * 1000,
    "",
)
RETRY_AFTER_VALUES: tuple[Json, ...] = (
    0,
    1,
    2,
    -1,
    -(10**9),
    0.5,
    "soon",
    "1",
    "",
    None,
    True,
    [],
    {},
    [1],
    {"seconds": 1},
)
"""Values of retry_after that delay a call only briefly."""
LONG_RETRY_AFTER_VALUES: tuple[Json, ...] = (
    RAW_JSON_PREFIX + "infinity",
    RAW_JSON_PREFIX + "ten to the 400th",
    RAW_JSON_PREFIX + "400 zeros",
    RAW_JSON_PREFIX + "5,000 digits",
    2**63,
)
LONG_RETRY_AFTER_SHARE = 0.01
"""Share of the refusals with a long retry_after, each of which silences the bot for its maximum wait."""

HTML_PAGE = "<html><head><title>Ошибка {0}</title></head><body><h1>Сервер не отвечает</h1><hr>nginx</body></html>"
CHARSETS = "windows-1251", "utf-16", "utf-7", "koi8-r", "no-such-charset", "", "utf-8; charset=cp1251"
ENCODINGS = "gzip", "deflate", "br", "zstd", "compress", "resolution_key", "gzip, gzip", "no-such-encoding"
LENGTHS = "0", "1", "-1", "99999999999", "1" * 5_000, "ten", "0x10", "", "5, 6"
LOCATIONS = (
    "/",
    "//",
    "http://127.0.0.1:1/",
    "http://[::1",
    "file:///etc/hostname",
    "",
    "http://" + "x" * 5_000 + "/",
)


class Mutator:
    """Makes odd answers; *random* selects the changes.

    Without *literals*, `spoil` returns plain JSON values that need no `dump`.
    """

    def __init__(self, random: Random, *, literals: bool = True) -> None:
        self._random = random
        self._literals = literals
        self._ways: tuple[Callable[[bytes, int], bytes], ...] = (
            self._other_status,
            self._refusal,
            self._refusal,
            self._page,
            self._other_bytes,
            self._lying_headers,
            self._bad_chunks,
            self._bad_encoding,
            self._redirect,
            *[self._other_json] * 6,
        )

    def answer(self, body: bytes, status: int) -> bytes:
        """Return the bytes to send instead of *body* with *status*: an HTTP answer, possibly malformed."""
        return self._random.choice(self._ways)(body, status)

    def spoil(self, value: Json) -> Json:
        """Return the JSON value with up to three parts removed or replaced."""
        for _ in range(self._random.randint(1, 3)):
            value = self._spoil_once(value)
        return value

    def _spoil_once(self, value: Json) -> Json:
        path = self._random.choice(list(_paths(value)))
        if not path:
            return self._random_value()
        holder = value
        for key in path[:-1]:
            holder = holder[key]
        draw = self._random.random()
        if draw < 0.2:  # noqa: PLR2004
            del holder[path[-1]]
        elif draw < 0.3:  # noqa: PLR2004
            holder[path[-1]] = [holder[path[-1]]]
        else:
            holder[path[-1]] = self._random_value()
        return value

    def _random_value(self) -> Json:
        if not self._literals or self._random.random() < JSON_VALUE_SHARE:
            return json.loads(self._random.choice(JSON_VALUES))
        return RAW_JSON_PREFIX + self._random.choice(
            list(HUGE if self._random.random() < HUGE_SHARE else LITERALS)
        )

    def _other_status(self, body: bytes, _: int) -> bytes:
        return _response(self._random.choice(STATUSES), body)

    def _refusal(self, _: bytes, status: int) -> bytes:
        status = self._random.choice(REFUSALS)
        waits = LONG_RETRY_AFTER_VALUES if self._random.random() < LONG_RETRY_AFTER_SHARE else RETRY_AFTER_VALUES
        parameters = {
            "retry_after": self._random.choice(waits),
            "migrate_to_chat_id": self._random.choice(
                (None, True, -1, 0, 2**63, "x", [], RAW_JSON_PREFIX + "400 zeros")
            ),
        }
        refusal = {
            "ok": self._random.choice((False, False, False, None, "no")),
            "error_code": self._random.choice((status, status, str(status), None, 0)),
            "description": self._random.choice(DESCRIPTIONS),
            "parameters": {key: value for key, value in parameters.items() if self._random.random() < 0.5},  # noqa: PLR2004
        }
        if self._random.random() < 0.3:  # noqa: PLR2004
            refusal = self.spoil(refusal)
        return _response(status, dump(refusal), f"Retry-After: {self._random.choice(RETRY_AFTER_VALUES)}")

    def _page(self, _: bytes, __: int) -> bytes:
        status = self._random.choice((200, 403, 429, 502, 503, 504))
        charset = self._random.choice(CHARSETS)
        page = HTML_PAGE.format(status).encode(self._random.choice(("windows-1251", "utf-8", "utf-16")))
        return _response(status, page, kind=f"text/html; charset={charset}")

    def _other_bytes(self, body: bytes, status: int) -> bytes:
        replacement = self._random.choice(
            (
                b"",
                b"null",
                b"\xff\xfe" + body,
                b"\xef\xbb\xbf" + body,
                body.decode(errors="replace").encode("utf-16"),
                body[: len(body) // 2],
                body + body,
                self._random.randbytes(300),
                b"\x00" * 300,
                body.replace(b'"', b"'"),
                b"[" * NESTING_DEPTH,
            )
        )
        return _response(status, replacement, kind=f"application/json; charset={self._random.choice(CHARSETS)}")

    def _lying_headers(self, body: bytes, status: int) -> bytes:
        if self._random.random() < 0.2:  # noqa: PLR2004
            return self._random.choice(
                (
                    b"",
                    b"\r\n\r\n",
                    b"HTTP/9.9 200 OK\r\n\r\n" + body,
                    b"HTTP/1.1 abc OK\r\n\r\n" + body,
                    b"HTTP/1.1 200\r\n" + b"X: " + b"y" * 100_000 + b"\r\n\r\n" + body,
                    b"HTTP/1.1 200 OK\r\nno colon here\r\n\r\n" + body,
                    body,
                    self._random.randbytes(100),
                )
            )
        length = self._random.choice(LENGTHS)
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n"
        return head.encode() + body

    def _bad_chunks(self, body: bytes, status: int) -> bytes:
        size = self._random.choice((b"%x" % len(body), b"zz", b"-1", b"fffffffffffffffff", b"", b"5", b"0"))
        head = f"HTTP/1.1 {status} OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
        end = self._random.choice((b"0\r\n\r\n", b"", b"1\r\n", b"0\r\nX: y\r\n\r\n"))
        return head.encode() + size + b"\r\n" + body + b"\r\n" + end

    def _bad_encoding(self, body: bytes, status: int) -> bytes:
        packed = self._random.choice(
            (
                body,
                gzip.compress(body, 1),
                gzip.compress(body, 1)[:-10],
                zlib.compress(body),
                BOMB,
                b"\x1f\x8b" + body,
            )
        )
        return _response(status, packed, f"Content-Encoding: {self._random.choice(ENCODINGS)}")

    def _redirect(self, body: bytes, _: int) -> bytes:
        status = self._random.choice((300, 301, 302, 303, 304, 307, 308))
        return _response(status, body, f"Location: {self._random.choice(LOCATIONS)}")

    def _other_json(self, body: bytes, status: int) -> bytes:
        return _response(status, dump(self.spoil(json.loads(body))))


def dump(value: Json) -> bytes:
    """Return the JSON text of *value*; strings with RAW_JSON_PREFIX become the JSON text that they stand for."""
    text = json.dumps(value)
    for name, literal in {**LITERALS, **HUGE}.items():
        text = text.replace(json.dumps(RAW_JSON_PREFIX + name), literal)
    return text.encode()


def _paths(value: Json, path: Path = ()) -> Iterator[Path]:
    """Yield the path to each part of a JSON value."""
    yield path
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in inner:
        yield from _paths(part, (*path, key))


def _response(status: int, body: bytes, *headers: str, kind: str = "application/json") -> bytes:
    lines = f"HTTP/1.1 {status} Odd", f"Content-Type: {kind}", f"Content-Length: {len(body)}", *headers
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + body


BOMB = gzip.compress(b" " * 50_000_000)
