"""Measure how long hostile texts take to read, and search for costlier ones: `make bench-hostile DURATION=60`.

Every kind of text is read at full length, as a Telegram message of 4,096 characters, and cut to the longest text
that may be read on the event loop. Then a search combines the kinds for DURATION seconds, and keeps each text
that takes longer than all texts before. Times are processor times of the reading thread, so that other work on
the machine hardly changes them.
"""

import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle

from benchmarks.suite.figures import percentile, table
from services.places.index import PlaceIndex, find_index
from services.places.reading import TextReader, asks_for_weather, asks_for_weather_if_quick
from services.places.reading.layouts import texts_in_other_layouts
from services.places.reading.tokens import MAX_QUICK_LENGTH
from services.questions import read_question, read_separate_questions, read_small_talk

MAX_LENGTH = 4096
"""Maximum number of characters of a Telegram message."""

MAX_LOOP_SECONDS, MAX_SECONDS = 0.02, 0.2
"""Maximum acceptable processor time of reading a text, on the event loop and in the thread."""

SEED = 23
SHOWN_CHARACTERS = 120

PIECES: dict[str, tuple[Sequence[str], str]] = {
    "one word": (("weather",), " "),
    "misspelled places": (("Londn", "Mosocw", "Sprngfield", "San Jsoe", "Santiaog", "екатиринбург"), " "),
    "one huge word": (("a",), ""),
    "separators": ((",", ";", "/", "-", "\n", "—", "."), ""),
    "commas": ((",",), ""),
    "lines of one letter": (("a",), "\n"),
    "joined emoji": (("👨‍👩‍👧‍👦", "🏳️‍🌈", "1️⃣"), ""),
    "combining marks": (("a" + "\u0301" * 50,), ""),
    "mixed scripts": (("Mосква", "Лoндон", "東京の天気", "القاهرة", "תל אביב"), " "),
    "long ligatures": (("ﷺ",), ""),
    "digits": (("12",), " "),
    "dates": (("12.05.2026", "10:30", "5 pm", "25 декабря", "через 3 дня"), " "),
    "words of times": (("завтра", "в", "5", "вечера", "на", "следующей", "неделе", "by", "the", "weekend"), " "),
    "right to left": (("القاهرة", "الطقس", "\u202eabc"), " "),
    "wrong layout": (("ghbdtn", "vjcrdf", "дщтвщт", "v.y[ty", "fk;bh"), " "),
    "letters": (tuple("abcdefghijklmnopqrstuvwxyzвсукоя"), " "),
    "unspaced": (("東京", "大阪", "の", "天気", "กรุงเทพ"), ""),
    "namesakes": (("Springfield", "San Jose", "Santa Cruz", "Victoria", "Александровка"), " "),
    "namesakes in a list": (("Springfield", "San Jose", "Santa Cruz", "Victoria"), ", "),
    "qualifiers": (("Paris, Texas, USA", "London, Ontario, Canada", "Москва, Россия"), ", "),
    "states": (("Texas", "Ohio", "Georgia", "Washington", "New York"), " "),
    "codes of states": (("TX", "OH", "CA", "IN", "OR", "ME", "LA"), " "),
    "open brackets": (("Paris (",), " "),
    "regions": (("московская область", "краснодарский край", "район", "область"), " "),
    "parts of countries": (("north of", "south of England", "east", "the", "север"), " "),
    "parts of names": (("de la", "saint", "san", "new", "los", "el"), " "),
    "links": (("https://maps.google.com/?q=55.7,37.6", "geo:55.7,37.6", "www.example.com/london"), " "),
    "coordinates": (("55.75, 37.61", "55°45'21\"N 37°37'04\"E"), " "),
    "forwarded": (("Вчера мы с Машей ездили в Санкт-Петербург, а завтра едем в Москву, где будет дождь.",), "\n"),
    "streets": (("улица Ленина 5", "5 Main Street", "проспект Мира"), " "),
    "quantities": (("20 km/h", "above 30", "зонт", "ветер", "выше 30", "rain"), " "),
    "markup": (("<b>", "&amp;", "</b>"), " "),
    "several questions": (("дождь в москве завтра", "snow in London on Friday"), ", "),
}
"""The pieces that a text of each kind repeats, and what separates them."""


def text_of(kind: str, length: int = MAX_LENGTH) -> str:
    """Return a text of this *kind* with *length* characters."""
    pieces, separator = PIECES[kind]
    text = ""
    for piece in cycle(pieces):
        if len(text) >= length:
            break
        text += piece + separator
    return text[:length]


class Reader:
    """Reads texts as the handlers of messages do, and measures the processor seconds."""

    def __init__(self, index: PlaceIndex) -> None:
        self._index = index
        self._reader = TextReader(index)

    def seconds(self, text: str) -> tuple[float, float]:
        """Return the seconds of the longest callback on the event loop, and of the longest call in the thread."""
        on_loop = _seconds(lambda: self._read_question(text))
        on_loop += _seconds(lambda: self._read_if_quick(text))
        asks = _seconds(lambda: asks_for_weather(text, self._index))
        return on_loop, max(asks, _seconds(lambda: self._reader.read(text, "en")))

    def _read_question(self, text: str) -> None:
        read_question(text)
        read_separate_questions(text)
        read_small_talk(text)
        for typed in texts_in_other_layouts(text):
            read_question(typed)

    def _read_if_quick(self, text: str) -> None:
        asks_for_weather_if_quick(text, self._index)
        self._reader.read_if_quick(text, "en")


def _seconds(work: Callable[[], object]) -> float:
    started = time.thread_time()
    work()
    return time.thread_time() - started


def mutations(chance: random.Random, length: int) -> Iterator[Callable[[str], str]]:
    """Yield endless random changes of a text that keep it at most *length* characters long."""
    kinds = list(PIECES)
    while True:
        pieces, separator = PIECES[chance.choice(kinds)]
        count = chance.choice((1, 1, 2, 4, 16, 64))
        inserted = separator.join(chance.choice(pieces) for _ in range(count)) + chance.choice((" ", ", ", "\n"))
        at, kept = chance.random(), chance.random()

        def mutate(text: str, inserted: str = inserted, at: float = at, kept: float = kept) -> str:
            start = int(at * len(text))
            return (text[:start] + inserted + text[start + int(kept * len(inserted)) :])[:length]

        yield mutate


def search(reader: Reader, length: int, seconds: float, *, on_loop: bool) -> tuple[float, str]:
    """Search for *seconds* seconds; return the processor seconds of the costliest text, and the text."""
    chance = random.Random(SEED)
    found = {text_of(kind, length): reader.seconds(text_of(kind, length))[not on_loop] for kind in PIECES}
    best = sorted(found, key=lambda text: -found[text])[:4]
    changes = mutations(chance, length)
    ends_at = time.monotonic() + seconds
    while time.monotonic() < ends_at:
        text = next(changes)(chance.choice(best))
        cost = reader.seconds(text)[not on_loop]
        if cost > found[best[-1]]:
            # Other work may have delayed the first reading.
            found[text] = min(cost, reader.seconds(text)[not on_loop])
            best = sorted({*best, text}, key=lambda one: -found[one])[:4]
    return found[best[0]], best[0]


def main(seconds: float) -> None:
    """Print a table of all kinds of texts, and the costliest texts that a search of *seconds* seconds finds."""
    path = find_index()
    if path is None:
        sys.exit("There is no place index: make install makes it.")
    reader = Reader(PlaceIndex(path))
    reader.seconds("Londn, погода в Москве")  # the first reading opens the index and imports further modules
    rows = []
    problems = []
    for length in (MAX_LENGTH, MAX_QUICK_LENGTH):
        measured = {kind: reader.seconds(text_of(kind, length)) for kind in PIECES}
        for column, place, limit in ((0, "event loop", MAX_LOOP_SECONDS), (1, "thread", MAX_SECONDS)):
            times = {kind: values[column] for kind, values in measured.items()}
            worst = max(times, key=lambda kind: times[kind])
            cost, text = search(reader, length, seconds / 4, on_loop=not column)
            rows.append(
                (
                    f"{length:,} characters, {place}",
                    _milliseconds(statistics.median(times.values())),
                    _milliseconds(percentile(list(times.values()), 0.95)),
                    f"{_milliseconds(times[worst])} ({worst})",
                    _milliseconds(cost),
                    f"≤ {_milliseconds(limit)}",
                )
            )
            if max(cost, times[worst]) > limit:
                problems.append(f"{length} characters, {place}, {cost * 1000:.0f} ms: {text[:SHOWN_CHARACTERS]!r}")
    print(table(("text", "median", "95th percentile", "longest", "longest found by the search", "wanted"), rows))
    if problems:
        sys.exit("\n".join(problems))


def _milliseconds(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


if __name__ == "__main__":
    main(float(sys.argv[1]))
