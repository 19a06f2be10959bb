"""Finds the best division of a text into segments; the lattice has all segments that the words may form."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.index.schema import NameKind
from services.places.reading.additions import names_with_additions
from services.places.reading.area_candidates import MAX_AREA_LOOK_UP_WORK
from services.places.reading.area_names import AreaNames
from services.places.reading.features import natural_feature_segments
from services.places.reading.qualifiers import Qualifiers
from services.places.reading.segments import (
    NAME_COST,
    STOP_WORD_SCORE,
    Role,
    Segment,
    is_airport_code,
    is_lowercase_code,
    name_segment,
    name_spans,
    ranked_candidates,
    requires_declension,
    word_segment,
)
from services.places.reading.streets import street_segments
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import (
    PLACE_TYPE_WORDS,
    REQUEST_WORDS,
    SETTLEMENT_TYPE_WORDS,
    STOP_WORDS,
    TIME_WORDS,
    WEATHER_WORDS,
)

HYPHEN_SCORE = -0.5
"""Score of a hyphen between two segments; the score is negative, because most hyphens are inside a name."""

MIN_STOP_WORD_NAME_LOG_POPULATION = 4.5
"""Minimum log10 of the population of a place whose name may consist of stop words."""

MIN_ONLY_NAME_POPULATION = 5_000
"""Minimum population of a town that a text of one word may mean, if the word also has another meaning."""


class Lattice:
    """All segments that *tokens* may form; corrections of the typed words are added later.

    *max_area_look_up_work* is the maximum work of looking up names in areas; the look-up of a name in an area is
    one unit. `is_incomplete` is True if segments are missing because the work had reached its maximum.
    """

    def __init__(
        self, tokens: Sequence[Token], index: PlaceIndex, max_area_look_up_work: int = MAX_AREA_LOOK_UP_WORK
    ) -> None:
        self.tokens = tokens
        self._index = index
        self._at: list[list[Segment]] = [[word_segment(token, start)] for start, token in enumerate(tokens)]
        self._add_typed_segments(max_area_look_up_work)

    def add(self, segment: Segment) -> None:
        """Add *segment* to the lattice."""
        self._at[segment.start].append(segment)

    def best_segments(self) -> list[Segment]:
        """Return the segments with the best total score that together cover each token once.

        If the text has no other name, a name that consists of stop words is used: Long Beach. A word that is also
        a town's name means the town if the word is capitalized and is the whole text: «Славянка». If the whole
        text is a place's name, its stop words are read as a part of the name: "Hot" in "Hot Springs".
        """
        found = self._best_path()
        wholes = [name for name in self._names_of_whole_text() if self._has_stop_word(name)]
        if not wholes and all(segment.role is Role.OTHER for segment in found):
            names = (segment for segments in self._at for segment in segments if segment.role is Role.NAME)
            wholes = [name for name in names if name.end - name.start > 1 and _is_own_name(name)]
            wholes += [name for name in self._names_of_whole_text() if self._is_capitalized_town(name)]
        if not wholes:
            return found
        self.add(replace(max(wholes, key=lambda name: name.score), score=0.0))
        return self._best_path()

    def _names_of_whole_text(self) -> list[Segment]:
        """Return the names, with or without areas, that consist of all words of the text."""
        at_start = self._at[0] if self._at else ()
        return [name for name in at_start if name.role is Role.NAME and name.end == len(self.tokens)]

    def _has_stop_word(self, segment: Segment) -> bool:
        """Return whether *segment* is an own name with a stop word, and does not end with a word such as "city".

        A name with an area must begin with a capital, and have a comma before the area: "Frost, Texas".
        """
        words = self.tokens[segment.start : segment.end]
        has_comma = any(word.gap is Gap.COMMA for word in words[1:])
        return (
            len(words) > 1
            and segment.candidates[0].kind == NameKind.OWN
            and words[-1].key not in SETTLEMENT_TYPE_WORDS
            and any(word.key in STOP_WORDS for word in words)
            and (segment.area is None or (has_comma and words[0].raw[0].isupper()))
        )

    def _is_capitalized_town(self, segment: Segment) -> bool:
        """Return whether *segment* is a town's name of one capitalized word, but no weather or time word."""
        token, best = self.tokens[segment.start], segment.candidates[0]
        return (
            segment.end - segment.start == 1
            and token.raw[0].isupper()
            and token.key not in WEATHER_WORDS | REQUEST_WORDS | TIME_WORDS
            and best.kind in {NameKind.OWN, NameKind.COUNTRY}
            and best.population >= MIN_ONLY_NAME_POPULATION
        )

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

    def _with_score_of_shorter_name(self, segment: Segment, known: Mapping[str, Sequence[Candidate]]) -> Segment:
        """Return *segment* with its own score or the score of a shorter name, whichever is higher.

        The shorter name lacks a common first or last word. For example, "Genoa City" scores at least as much
        as "Genoa", and "Hot Springs" as much as "Springs". A common first word is a stop word in a capitalized
        name; a common last word is a word such as "city". The mapping *known* has the candidates of each folded
        name in the text.
        """
        words = self.tokens[segment.start : segment.end]
        if segment.candidates[0].kind != NameKind.OWN or segment.may_be_misspelled:
            return segment
        shorter = []
        if words[-1].key in SETTLEMENT_TYPE_WORDS:
            shorter.append(words[:-1])
        if words[0].key in WEATHER_WORDS | TIME_WORDS and all(word.raw[0].isupper() for word in words):
            shorter.append(words[1:])
        keys = [" ".join(word.key for word in some) for some in shorter]
        scores = [known[key][0].score / 100 - NAME_COST for key in keys if key in known]
        return replace(segment, score=max([segment.score, *scores]))

    def _with_score_above_stop_words(self, segment: Segment) -> Segment:
        """Return *segment*; if all its words are stop words ("Dead Sea"), raise its score above the words' scores.

        The name must have at least two words, and be the whole text or have capitals. The score of a place below
        MIN_STOP_WORD_NAME_LOG_POPULATION does not change: "National Park" seldom means the town.
        """
        words = self.tokens[segment.start : segment.end]
        is_large = segment.log_population >= MIN_STOP_WORD_NAME_LOG_POPULATION
        if len(words) == 1 or not is_large or not all(word.key in STOP_WORDS for word in words):
            return segment
        is_marked = len(words) == len(self.tokens) or all(word.raw[0].isupper() for word in words)
        return replace(segment, score=max(segment.score, 0.0)) if is_marked else segment

    def _add_typed_segments(self, max_area_look_up_work: int) -> None:
        spans_at = [list(name_spans(self.tokens, start)) for start in range(len(self.tokens))]
        known = self._index.look_up({key for at_start in spans_at for _, key in at_start})
        codes = self._index.candidates_by_code({token.key for token in self.tokens if is_airport_code(token)})
        self.areas = AreaNames(self.tokens, spans_at, known, self._index)
        qualifiers = Qualifiers(self.areas, self._index, max_area_look_up_work)
        self.districts = qualifiers.districts
        names = {(start, end) for start, at_start in enumerate(spans_at) for end, key in at_start if key in known}
        may_be_declined = False
        for start, token in enumerate(self.tokens):
            for end, key in spans_at[start]:
                if end == start + 1 and key in codes and is_airport_code(token):
                    self.add(name_segment(start, end, _merged_candidates([codes[key], *known.get(key, ())])))
                elif key in known and not is_lowercase_code(token, known[key]):
                    candidates = ranked_candidates(known[key], may_be_declined=may_be_declined)
                    name = self._with_score_of_shorter_name(name_segment(start, end, candidates), known)
                    self.add(self._with_score_above_stop_words(name))
                    self._at[start] += qualifiers.names_qualified_after(
                        start, end, candidates[0], may_be_declined=may_be_declined
                    )
                    self._at[start] += names_with_additions(
                        self.tokens, (start, end), spans_at, known, self._index
                    )
                    self._at[start] += qualifiers.districts.names_before_district(start, end, candidates)
            self._at[start] += qualifiers.leading.names_at(start)
            self._at[start] += qualifiers.districts.segments_at(start)
            if (
                token.key in PLACE_TYPE_WORDS
                and start + 1 < len(self.tokens)
                and self.tokens[start + 1].gap is Gap.SPACE
            ):
                self.add(Segment(start, start + 1, STOP_WORD_SCORE, Role.OTHER))
            for street in street_segments(self.tokens, start, names):
                self.add(street)
            may_be_declined = may_be_declined or requires_declension(token)
        for feature in natural_feature_segments(self.tokens, known, self._index):
            self.add(feature)
        self.is_incomplete = qualifiers.is_incomplete


def _merged_candidates(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Return *candidates* without repeated places, the highest score first."""
    by_score: dict[int, Candidate] = {}
    for candidate in sorted(candidates, key=lambda candidate: -candidate.score):
        by_score.setdefault(candidate.place_id, candidate)
    return list(by_score.values())


def _is_own_name(segment: Segment) -> bool:
    return segment.candidates[0].kind == NameKind.OWN and not segment.may_be_misspelled
