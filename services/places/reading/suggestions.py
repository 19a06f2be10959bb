"""Suggests large cities and regions whose names differ from an unknown word in one or two letters."""

from collections.abc import Sequence
from dataclasses import replace

from services.places.index.large_names import MAX_SIMILAR_NAMES
from services.places.index.reader import PlaceIndex
from services.places.index.rows import Candidate
from services.places.reading.segments import Role, Segment, name_segment
from services.places.reading.spelling import MAX_CORRECTED_LENGTH
from services.places.reading.tokens import Gap, Token

MIN_LENGTH_FOR_SUGGESTIONS = 7
"""Minimum number of letters of a word for which names are suggested; a shorter word resembles many names."""

MAX_WORDS_WITH_SUGGESTIONS = 5
"""Maximum number of unknown words of a message for which names are suggested; each suggestion takes time."""


COST_PER_WRONG_LETTER = 400
"""Subtracted from the score (100 × log10 of population) of a suggested name for each wrong letter."""

SUGGESTED_REGION_SCORE = 500
"""Score (100 × log10 of population) of the largest places of a suggested region."""


def with_suggestions(segments: Sequence[Segment], tokens: Sequence[Token], index: PlaceIndex) -> list[Segment]:
    """Return *segments* with similar names for the first unknown words, if the words are long enough."""
    found: list[Segment] = []
    looked_up = 0
    for segment in segments:
        if found and segment.start < found[-1].end:
            continue  # the suggestion for the previous word includes this word
        suggested = None
        if segment.role is Role.UNKNOWN and not segment.candidates and looked_up < MAX_WORDS_WITH_SUGGESTIONS:
            looked_up += 1
            suggested = _suggested_segment(segment, tokens, index)
        found.append(suggested or segment)
    return found


def _suggested_segment(segment: Segment, tokens: Sequence[Token], index: PlaceIndex) -> Segment | None:
    start = segment.start
    joined = start + 1 < len(tokens) and tokens[start + 1].gap < Gap.COMMA
    for end in (start + 2, start + 1) if joined else (start + 1,):
        typed = " ".join(token.key for token in tokens[start:end])
        if not MIN_LENGTH_FOR_SUGGESTIONS <= len(typed) <= MAX_CORRECTED_LENGTH:
            continue
        near = index.large_names.similar_to(typed)
        candidates = [
            candidate._replace(score=candidate.score - COST_PER_WRONG_LETTER * wrong)
            for name, wrong in near.items()
            for candidate in _candidates_with_name(name, index)
        ]
        if candidates:
            likeliest = {it.place_id: it for it in sorted(candidates, key=lambda candidate: candidate.score)}
            ranked = sorted(likeliest.values(), key=lambda candidate: -candidate.score)[:MAX_SIMILAR_NAMES]
            return replace(name_segment(start, end, ranked), is_misspelled=True, is_only_suggestion=True)
    return None


def _candidates_with_name(name: str, index: PlaceIndex) -> Sequence[Candidate]:
    """Return the places with the name *name*, and the largest places of the regions with this name."""
    areas = index.areas_by_name({name}).get(name, ())
    largest = [place for area in areas if area.region_id for place in index.largest_places(area.region_id)]
    return [*index.candidates(name), *(place._replace(score=SUGGESTED_REGION_SCORE) for place in largest)]
