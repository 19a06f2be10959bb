"""Words → names, by the likeliest way to take them apart."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.schema import Kind
from services.places.reading.qualifiers import Qualifiers
from services.places.reading.segments import Role, Segment, is_declining, is_spoken, named, no_name, ranked, spans
from services.places.reading.streets import streets
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import RANKS

TORN = -0.5
"""What names cost that part at a hyphen: "Moscow-London"."""


class Lattice:
    """All segments that *tokens* may be taken apart into; as they are spelled, to begin with."""

    def __init__(self, tokens: Sequence[Token], index: PlaceIndex) -> None:
        self.tokens = tokens
        self._index = index
        self._at: list[list[Segment]] = [[no_name(token, start)] for start, token in enumerate(tokens)]
        self._spell()

    def add(self, segment: Segment) -> None:
        """Add a segment where it begins."""
        self._at[segment.start].append(segment)

    def best(self) -> list[Segment]:
        """Return the segments that cover all words at the least cost.

        A name that is made of stops is one if there is no other: Long Beach.
        """
        found = self._cheapest()
        wholes = [
            segment
            for segments in (self._at if all(segment.role is Role.OTHER for segment in found) else ())
            for segment in segments
            if segment.role is Role.NAME and segment.end - segment.start > 1 and _is_own(segment)
        ]
        if not wholes:
            return found
        self.add(replace(max(wholes, key=lambda name: name.score), score=0.0))
        return self._cheapest()

    def _cheapest(self) -> list[Segment]:
        size = len(self.tokens)
        scores = [0.0] * (size + 1)
        chosen: list[Segment] = [Segment(size, size, 0.0, Role.OTHER)] * size
        for start in reversed(range(size)):
            chosen[start] = max(self._at[start], key=lambda segment: segment.score + scores[segment.end])
            torn = TORN if self.tokens[start].gap is Gap.HYPHEN else 0.0
            scores[start] = chosen[start].score + scores[chosen[start].end] + torn
        found, start = [], 0
        while start < size:
            found.append(chosen[start])
            start = chosen[start].end
        return found

    def _whole(self, name: Segment) -> Segment:
        """Return *name*, likelier than the one it is without its rank if there is a town called so: Genoa City."""
        if self.tokens[name.end - 1].key not in RANKS or name.bearers[0].kind != Kind.OWN or name.is_weak:
            return name
        others = (other for other in self._at[name.start] if other.role is Role.NAME)
        shorter = [other.score for other in others if other.end == name.end - 1]
        return replace(name, score=max([name.score, *shorter]))

    def _spell(self) -> None:
        names = [list(spans(self.tokens, start)) for start in range(len(self.tokens))]
        known = self._index.look_up({key for some in names for _, key in some})
        qualifiers = Qualifiers(self.tokens, names, known, self._index)
        spelled = {(start, end) for start, some in enumerate(names) for end, key in some if key in known}
        declined = False
        for start, token in enumerate(self.tokens):
            for end, key in names[start]:
                if key in known and not is_spoken(token, known[key]):
                    bearers = ranked(known[key], declined=declined)
                    self.add(self._whole(named(start, end, bearers)))
                    self._at[start] += qualifiers.after(start, end, key, bearers[0])
            self._at[start] += qualifiers.before(start)
            for street in streets(self.tokens, start, spelled):
                self.add(street)
            declined = declined or is_declining(token)


def _is_own(name: Segment) -> bool:
    return name.bearers[0].kind == Kind.OWN and not name.is_weak
