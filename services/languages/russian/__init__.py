"""The language pack of Russian."""

import re

from services.languages.language import (
    CommandWords,
    CompassWords,
    Declension,
    KeyboardLayout,
    Language,
    PlaceNameRules,
)
from services.languages.russian.declension import FOREIGN_NAME_PATTERN, inflect, irregular_nominatives
from services.languages.russian.endings import ACCUSATIVE, CASES, DATIVE, GENITIVE, INSTRUMENTAL, PREPOSITIONAL
from services.languages.russian.labels import (
    most_similar_russian_name,
    nominative_of_label,
    read_label,
    read_region_label,
)
from services.languages.russian.latin import LATIN_SPELLINGS
from services.languages.russian.schedule import SCHEDULE_WORDS
from services.languages.russian.talk import TALK_WORDS
from services.units import Conventions, PressureLevel, PressureUnit

RUSSIAN = Language(
    code="ru",
    package=__name__,
    alphabet="абвгдежзиклмнопрстуфхцчшщъыьэюя",
    letters=frozenset("абвгдеёжзийклмнопрстуфхцчшщъыьэюя"),
    scripts=(("\u0400", "\u052f"),),
    keyboard=KeyboardLayout("ёйцукенгшщзхъфывапролджэячсмитьбю"),
    compass=CompassWords("СЮВЗ", "шд", r"[сюв]\.?\s?[шд]\.?|з\.?\s?д\.?"),
    decimal_sign=",",
    signs_plus=True,
    conventions=Conventions(pressure=PressureUnit.MILLIMETRES_OF_MERCURY, pressure_level=PressureLevel.PLACE),
    schedule=SCHEDULE_WORDS,
    talk=TALK_WORDS,
    commands=CommandWords(
        slash={
            "start": frozenset({"старт", "начать"}),
            "weather": frozenset({"погода"}),
            "forecast": frozenset({"прогноз", "неделя"}),
            "hours": frozenset({"часы", "почасовой", "почасовая", "почасово"}),
            "places": frozenset({"места"}),
            "daily": frozenset({"рассылка", "подписка", "ежедневно", "стоп", "отписаться"}),
            "alerts": frozenset({"оповещения", "оповещение", "предупреждения"}),
            "channel": frozenset({"канал"}),
            "settings": frozenset({"настройки", "язык", "единицы"}),
            "privacy": frozenset({"приватность", "данные"}),
            "help": frozenset({"помощь", "справка", "меню", "команды"}),
        },
        alone={
            "start": frozenset({"старт", "начать"}),
            "help": frozenset({"помощь", "помоги", "справка", "меню", "команды", "что ты умеешь"}),
            "settings": frozenset({"настройки", "язык", "единицы"}),
            "places": frozenset({"места", "мои места"}),
            "alerts": frozenset({"оповещения", "мои оповещения"}),
            "daily": frozenset(
                {"стоп", "отписаться", "отписка", "отпиши", "отпишись", "подписаться", "подписка", "рассылка"}
            ),
            "privacy": frozenset({"приватность"}),
        },
        name=frozenset({"назвать", "назови", "имя", "переименовать", "переименуй"}),
        add=frozenset({"добавить", "добавь", "сохранить", "сохрани"}),
        remove=frozenset({"удалить", "удали", "убрать", "убери"}),
        clear=frozenset({"очистить", "очисти"}),
        all=frozenset({"все", "всё"}),
        stop=frozenset(
            {
                *(
                    "выкл",
                    "выключить",
                    "выключи",
                    "отключить",
                    "отключи",
                    "стоп",
                    "хватит",
                    "отмена",
                    "отменить",
                    "пауза",
                    "удалить",
                    "удали",
                ),
                *("убрать", "отписаться", "отписка", "отпиши", "отпишись"),
            }
        ),
        never=frozenset({"не", "больше", "хорош"}),
        cold=frozenset(
            {
                *("мороз", "мороза", "морозу", "морозе", "морозы", "морозов", "морозах"),
                *("холод", "холода", "холоду", "холоде", "холодов", "холодах"),
            }
        ),
        heat=frozenset({"жара", "жары", "жаре", "жару", "зной", "зноя", "зное"}),
        export=frozenset({"экспорт"}),
        erase=frozenset({"удалить", "удали", "стереть"}),
    ),
    place_names=PlaceNameRules(
        read_label=read_label,
        nominative=nominative_of_label,
        most_similar=most_similar_russian_name,
        read_region_label=read_region_label,
        generic_words=frozenset(
            {"область", "край", "республика", "провинция", "штат", "округ", "автономная", "автономныи"}
            | {"области", "края", "республики"}
        ),
        abbreviations={"область": "обл", "области": "обл", "краи": "кр", "края": "кр"},
    ),
    min_town_name_length=4,
    abbreviations={
        # The place index has no declined Russian names in Latin letters, such as "moskve".
        **dict.fromkeys(("msk", "moskve", "moskvu", "moskvy"), "moskva"),
        "pitere": "piter",
        # Short names of cities, such as «влг» for Волгоград, and other spellings of names.
        "влг": "волгоград",
        "ярик": "ярославль",
        "жирона": "жерона",
        "жироне": "жероне",
        "ньюкасле": "ньюкасл",
    },
    contractions=(
        (re.compile(r"\bн/(?=\w)", re.IGNORECASE), "н "),  # "на": Ростов н/Д
        (re.compile(r"\b(новгород\w*) (велик\w+|нижн\w+)\b", re.IGNORECASE), r"\2 \1"),  # Новгород Великий
    ),
    lookalikes=("ABCEHKMOPTXYaceopxy", "АВСЕНКМОРТХУасеорху"),
    declension=Declension(
        inflect=inflect,
        irregular_nominatives=irregular_nominatives,
        foreign_names=FOREIGN_NAME_PATTERN,
        cases=CASES,
        location_cases=(PREPOSITIONAL,),
        small_place_cases=(PREPOSITIONAL, ACCUSATIVE),
        usual_cases=(PREPOSITIONAL, ACCUSATIVE, GENITIVE),
        rare_cases=(DATIVE, INSTRUMENTAL),
        rarely_declined_endings=("ово", "ево", "ёво", "ино", "ыно"),
    ),
    latin_spellings=LATIN_SPELLINGS,
    understood_in=frozenset(
        {"RU", "UA", "BY", "KZ", "KG", "TJ", "TM", "UZ", "MD", "GE", "AM", "AZ", "EE", "LV", "LT"}
    ),
    shared_name_countries=frozenset({"RU"}),
    particles=("то",),
    adjective_endings=("ыи", "ии", "ои", "ая", "ое"),
    weather_description_endings=("ая", "яя", "ует", "ает", "яет", "чет", "ит", "ится", "ется", "ут", "ют"),
    district_suffixes=("скии", "ского", "ском", "скому", "цкии", "цкого", "цком"),
    surname_endings=("ов", "ев", "ин", "ын"),
    town_endings=("ово", "ево", "ино", "ыно", "град", "горск", "нск", "вск", "льск"),
    past_endings=tuple(
        vowel + ending for vowel in "аеиоуыюя" for ending in ("л", "ла", "ло", "ли", "лся", "лась", "лось", "лись")
    ),
    third_person_endings=(
        *(vowel + ending for vowel in "аеиуюя" for ending in ("т", "тся")),
        *("ан", "ана", "ано", "аны", "ена", "ено", "ены"),
    ),
)
