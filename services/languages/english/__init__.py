"""The language pack of English."""

import re

from services.languages.english.schedule import SCHEDULE_WORDS
from services.languages.english.talk import TALK_WORDS
from services.languages.language import CommandWords, CompassWords, KeyboardLayout, Language, PlaceNameRules
from services.units import US_CONVENTIONS, Conventions, WindUnit

ALPHABET = "abcdefghijklmnopqrstuvwxyz"

ENGLISH = Language(
    code="en",
    package=__name__,
    alphabet=ALPHABET,
    letters=frozenset(ALPHABET),
    scripts=(("A", "\u024f"), ("\u1e00", "\u1eff")),
    keyboard=KeyboardLayout(
        "`qwertyuiop[]asdfghjkl;'zxcvbnm,.", {"{": "[", "}": "]", ":": ";", '"': "'", "<": ",", ">": "."}
    ),
    compass=CompassWords("NSEW"),
    decimal_sign=".",
    signs_plus=False,
    conventions=Conventions(),
    regional_conventions={"US": US_CONVENTIONS, "GB": Conventions(wind=WindUnit.MILES_PER_HOUR)},
    schedule=SCHEDULE_WORDS,
    talk=TALK_WORDS,
    commands=CommandWords(
        slash={
            "hours": frozenset({"hour", "hourly", "today"}),
            "settings": frozenset({"setting", "units", "language", "lang"}),
            "forecast": frozenset({"week", "days"}),
            "weather": frozenset({"now"}),
            "daily": frozenset({"subscribe", "unsubscribe", "stop"}),
            "privacy": frozenset({"export", "delete"}),
        },
        alone={
            "start": frozenset({"start", "begin"}),
            "help": frozenset({"help", "menu", "commands"}),
            "settings": frozenset({"settings", "language", "units"}),
            "places": frozenset({"places", "my places", "saved places"}),
            "alerts": frozenset({"alerts", "my alerts"}),
            "daily": frozenset({"stop", "unsubscribe", "subscribe", "subscription", "daily"}),
            "privacy": frozenset({"privacy"}),
        },
        name=frozenset({"name", "rename", "label"}),
        add=frozenset({"add", "save"}),
        remove=frozenset({"remove", "delete"}),
        clear=frozenset({"clear", "reset", "empty"}),
        all=frozenset({"all", "everything"}),
        stop=frozenset({"off", "stop", "end", "cancel", "pause", "remove", "delete", "unsubscribe", "disable"}),
        never=frozenset({"dont", "do", "never", "no"}),
        cold=frozenset({"cold", "frost", "frosts"}),
        heat=frozenset({"heat", "heatwave", "heatwaves"}),
        export=frozenset({"export"}),
        erase=frozenset({"delete", "remove", "erase"}),
    ),
    # GeoNames gives English names by default, so the functions of `place_names` return names unchanged.
    place_names=PlaceNameRules(
        read_label=lambda label: label,
        nominative=lambda label, _name, _others: label,
        most_similar=lambda _name, _others: None,
        read_region_label=lambda label: label,
        generic_words=frozenset(
            {
                *(
                    "oblast",
                    "region",
                    "province",
                    "state",
                    "republic",
                    "krai",
                    "kray",
                    "governorate",
                    "prefecture",
                ),
                *("county", "department", "of"),
            }
        ),
    ),
    min_town_name_length=5,
    abbreviations={"st": "saint", "ste": "sainte", "sankt": "saint", "ft": "fort", "mt": "mount", "ldn": "london"},
    # Spaces replace the endings, because "I'd" would be read as ID (Idaho), and "we're" as "were".
    contractions=(
        (re.compile(r"\b(I)['’]d\b", re.IGNORECASE), r"\1  "),
        (re.compile(r"\b(we)['’]re\b", re.IGNORECASE), r"\1   "),
    ),
    past_endings=("ed",),
    verb_after_subject_endings=("s",),
    # English-speaking countries have towns such as College and Davis, whose names are also words or surnames.
    word_name_countries=frozenset({"US", "GB", "CA", "AU", "NZ", "IE", "ZA", "PH", "JM"}),
)
