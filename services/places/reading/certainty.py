"""How certainly a name in a message without a command is a place's, and no word or person."""

from collections.abc import Sequence
from dataclasses import replace

from services.languages import LANGUAGES, language_of
from services.places.index.schema import Kind
from services.places.index.scores import score
from services.places.reading.candidates import SHORT_SURE, apart, is_sure, likeness
from services.places.reading.segments import CITY, CODE, Role, Segment, in_capitals
from services.places.reading.tokens import Gap, Token
from services.places.reading.words import ADJECTIVES, JOINING, PREPOSITIONS, STOPS, SURNAMES, everyday
from services.places.text import fold

LETTERS = frozenset[str]().union(*(language.letters for language in LANGUAGES))

TOWN = 10_000
"""People from which a name that no other place has is no word, if it is not too short: Anapa, Ялта."""

LONG_LETTERS = 5
"""Letters up to which a misspelled name may be another word by chance."""

SHARED_LETTERS = 6
"""Letters from which a name that places of a country share is no word, Кировск, unless it ends like Солнечный."""

FORM_LETTERS = 5
"""Letters from which a form of a city's name is no word: Москве."""

ALONE = 0.05
"""How likely another of its name may be beside a place that has it for itself."""

WORD = 50_000
"""People of a place that is meant by a word of everyday messages in a list of names."""

LISTED = 1_000
"""People of a place that is meant when it is told with its country or region, or in a list with cities."""


def is_list(words: Sequence[Token]) -> bool:
    """Whether there is a comma or more between the words."""
    return any(word.gap >= Gap.COMMA for word in words[1:])


def is_clear(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is a place or region that is meant by nothing but its name."""
    if name.role is Role.UNKNOWN:  # a region
        return name.bearers[0].population >= CITY and not is_everyday(replace(name, area=None), words)
    return is_certain(name, words) or _is_told(name, words) or _is_alone(name, words)


def is_certain(name: Segment, words: Sequence[Token]) -> bool:
    """Whether the words are a large place's own name, in another case after a preposition or if very large."""
    best = name.bearers[0]
    if name.guessed:
        return is_sure(name, words) and (is_list(words) or _is_large(name, words))
    if best.population < CITY and best.score < score(CITY):  # what resorts count, they do by their names
        return False
    if best.kind == Kind.COUNTRY and all(word.key in everyday() for word in words[name.start : name.end]):
        return in_capitals(words[name.start]) and is_list(words)
    if best.kind == Kind.FORM:
        declined = any(word.key in PREPOSITIONS for word in words[: name.start])
        return declined or _is_where(name, words)
    if best.kind == Kind.OTHER and best.score >= score(CITY):  # Moskva, Sankt-Peterburg
        return True
    return best.kind != Kind.OTHER or _is_foreign(name, words)


def _is_foreign(name: Segment, words: Sequence[Token]) -> bool:
    """Whether letters show that it is no word in the bot's languages, but the place's own name: 東京, Київ."""
    letters = {char for word in words[name.start : name.end] for char in word.raw.lower() if char.isalpha()}
    return not letters <= LETTERS


def _is_large(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is so large a place, and so long a name, that no word is misspelled to it by chance."""
    best = name.bearers[0]
    return best.kind == Kind.OWN and best.population >= SHORT_SURE and len(_spelled(name, words)) > LONG_LETTERS


def _is_where(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it says alone that somebody is in so large a place, by the name that it has today: Москве."""
    best, spelled = name.bearers[0], _spelled(name, words)
    if best.population < SHORT_SURE or len(spelled) < FORM_LETTERS or is_everyday(name, words):
        return False
    located = (form for language in LANGUAGES for form in language.located(best.name_in(language.code)))
    return spelled in {fold(form).replace(" ", "") for form in located}


def _spelled(name: Segment, words: Sequence[Token]) -> str:
    return "".join(word.key for word in words[name.start : name.end])


def _is_told(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a place is told with the country or region that it is in, by more than two letters in passing."""
    last = words[name.end - 1]
    told = len(last.key) > CODE or last.raw.isupper() or last.gap is Gap.COMMA
    spelled = {word.key for word in words[name.start : name.end]}
    return name.area is not None and told and name.bearers[0].population >= LISTED and not spelled <= everyday()


def _is_alone(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a town has its name for itself, or one that is no word, and that is no person's either."""
    best, *others = apart(name.bearers)
    spelled = _spelled(name, words)
    unique = all(likeness(best, other) <= ALONE for other in others)
    language = language_of(spelled)
    if language is None:
        return False
    if language.understood_in:
        shared = best.country in language.own_countries and len(spelled) >= SHARED_LETTERS
        is_own = best.country in language.understood_in and (
            unique or (shared and not spelled.endswith(ADJECTIVES))
        )
    else:
        # no name without "City", and none of a word that may be anything in the language
        is_word = name.end - name.start == 1 and best.country in language.word_countries
        is_own = unique and best.score >= score(max(1, best.population)) and not is_word
    return (
        is_own
        and not name.guessed
        and best.kind == Kind.OWN
        and best.population >= TOWN
        and len(spelled) >= language.shortest_town
        and not spelled.endswith(SURNAMES)
        and not is_everyday(name, words)
    )


def is_listed(name: Segment, words: Sequence[Token]) -> bool:
    """Whether a place goes in a list with others that are certain."""
    best = name.bearers[0]
    own = not name.guessed and best.kind == Kind.OWN and best.population >= LISTED
    return own and (not is_everyday(name, words) or is_written_as_name(name, words))


def is_written_as_name(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is a town that goes in a list with others like it, be it a word as well: "Nice, Cork, Bath"."""
    best, first = name.bearers[0], words[name.start]
    by_itself = name.start == 0 or first.gap >= Gap.COMMA or words[name.start - 1].key in JOINING
    own = name.role is Role.NAME and not name.guessed and best.kind == Kind.OWN
    return own and by_itself and first.raw[0].isupper() and best.population >= WORD


def is_everyday(name: Segment, words: Sequence[Token]) -> bool:
    """Whether it is said every day: "la", not "LA"; be it as the nominative of a form: "в теме" is not in Tema."""
    if name.area is not None or in_capitals(words[name.start]):
        return False
    spelled = [word.key for word in words[name.start : name.end]]
    readings = [spelled]
    if name.bearers and name.bearers[0].kind == Kind.FORM:
        readings += [fold(called).split() for called in name.bearers[0].names.values()]
    return any(all(word in everyday() or word in STOPS for word in reading) for reading in readings)
