"""Words → segments: all segments that the words may form, and the likeliest series of them."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import Kind
from services.places.reading.besides import besides
from services.places.reading.features import features
from services.places.reading.qualifiers import Qualifiers
from services.places.reading.segments import (
    STOP_SCORE,
    Role,
    Segment,
    is_airport_code,
    is_declining,
    is_lowercase_code,
    name_segment,
    ranked,
    spans,
    word_segment,
)
from services.places.reading.streets import streets
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import KINDS, RANKS

HYPHEN_SCORE = -0.5
"""The score of a hyphen between two segments: "Moscow-London" may be two names, but hyphens mostly join one."""


class Lattice:
    """All segments that *tokens* may form; at first those of the words as they are spelled."""

    def __init__(self, tokens: Sequence[Token], index: PlaceIndex) -> None:
        self.tokens = tokens
        self._index = index
        self._at: list[list[Segment]] = [[word_segment(token, start)] for start, token in enumerate(tokens)]
        self._add_spelled()

    def add(self, segment: Segment) -> None:
        """Add a possible segment."""
        self._at[segment.start].append(segment)

    def best(self) -> list[Segment]:
        """Return the segments with the best total score that cover all words once.

        A name that consists of stop words counts if there is no other: Long Beach.
        """
        found = self._best_path()
        wholes = [
            segment
            for segments in (self._at if all(segment.role is Role.OTHER for segment in found) else ())
            for segment in segments
            if segment.role is Role.NAME and segment.end - segment.start > 1 and _is_own(segment)
        ]
        if not wholes:
            return found
        self.add(replace(max(wholes, key=lambda name: name.score), score=0.0))
        return self._best_path()

    def _best_path(self) -> list[Segment]:
        size = len(self.tokens)
        scores = [0.0] * (size + 1)
        chosen: list[Segment] = [Segment(size, size, 0.0, Role.OTHER)] * size
        for start in reversed(range(size)):
            chosen[start] = max(self._at[start], key=lambda segment: segment.score + scores[segment.end])
            hyphen = HYPHEN_SCORE if self.tokens[start].gap is Gap.HYPHEN else 0.0
            scores[start] = chosen[start].score + scores[chosen[start].end] + hyphen
        path, start = [], 0
        while start < size:
            path.append(chosen[start])
            start = chosen[start].end
        return path

    def _with_rank(self, name: Segment) -> Segment:
        """Return *name* scored at least as without its last word, if that is a rank: Genoa City."""
        if self.tokens[name.end - 1].key not in RANKS or name.candidates[0].kind != Kind.OWN or name.is_weak:
            return name
        others = (other for other in self._at[name.start] if other.role is Role.NAME)
        shorter = [other.score for other in others if other.end == name.end - 1]
        return replace(name, score=max([name.score, *shorter]))

    def _add_spelled(self) -> None:
        spans_at = [list(spans(self.tokens, start)) for start in range(len(self.tokens))]
        known = self._index.look_up({key for at_start in spans_at for _, key in at_start})
        codes = self._index.codes({token.key for token in self.tokens if is_airport_code(token)})
        self.qualifiers = qualifiers = Qualifiers(self.tokens, spans_at, known, self._index)
        names = {(start, end) for start, at_start in enumerate(spans_at) for end, key in at_start if key in known}
        declined = False
        for start, token in enumerate(self.tokens):
            for end, key in spans_at[start]:
                if end == start + 1 and key in codes and is_airport_code(token):
                    self.add(name_segment(start, end, _ranked([codes[key], *known.get(key, ())])))
                elif key in known and not is_lowercase_code(token, known[key]):
                    candidates = ranked(known[key], declined=declined)
                    self.add(self._with_rank(name_segment(start, end, candidates)))
                    self._at[start] += qualifiers.after(start, end, candidates[0], declined=declined)
                    self._at[start] += besides(self.tokens, (start, end), spans_at, known, self._index)
            self._at[start] += qualifiers.before(start)
            if token.key in KINDS and start + 1 < len(self.tokens) and self.tokens[start + 1].gap is Gap.SPACE:
                self.add(Segment(start, start + 1, STOP_SCORE, Role.OTHER))
            for street in streets(self.tokens, start, names):
                self.add(street)
            declined = declined or is_declining(token)
        for feature in features(self.tokens, known, self._index):
            self.add(feature)


def _ranked(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates*, the likeliest first, each place once."""
    by_score: dict[int, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: -candidate.score):
        by_score.setdefault(candidate.place, candidate)
    return list(by_score.values())


def _is_own(name: Segment) -> bool:
    return name.candidates[0].kind == Kind.OWN and not name.is_weak
