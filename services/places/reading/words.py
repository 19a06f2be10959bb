"""Words around the names of places: what asks for the weather, what joins names, what is said every day."""

from functools import cache
from importlib import resources

from services.places.text import fold

JOINING = frozenset(map(fold, ("and", "or", "и", "или", "а", "плюс", "plus", "vs", "versus", "потом", "then")))
"""Words between two names."""

PREPOSITIONS = frozenset(
    map(
        fold,
        ("в", "во", "на", "из", "до", "для", "под", "около", "по", "с", "со", "от", "о", "об", "у", "к", "ко"),
    )
) | frozenset(map(fold, ("про", "над", "между", "за", "через", "возле", "рядом", "недалеко", "города", "городе")))
"""Russian words that the name after them is declined for."""

WEATHER = frozenset(
    fold(word)
    for word in ["weather", "forecast", "temperature", "temp", "meteo", "rain", "raining", "rainy", "snow", "snowing", "snowy", "wind", "windy", "sunny", "cloudy", "umbrella", "погода", "погоду", "погоде", "погоды", "погодой", "погодка", "погодку", "прогноз", "прогноза", "температура", "температуру", "дождь", "дождя", "снег", "снега", "ветер", "градусов", "градуса", "градус", "осадки", "метео", "зонт", "тепло", "холодно", "жарко"]
)
"""Words that ask for the weather."""

_STOPS = frozenset(
    fold(word)
    for word in ["in", "at", "on", "for", "to", "from", "of", "the", "near", "around", "by", "with", "about", "what", "what's", "whats", "is", "are", "it", "it's", "its", "how", "how's", "hows", "will", "be", "like", "there", "right", "now", "today", "tonight", "tomorrow", "morning", "afternoon", "evening", "night", "week", "weekend", "later", "currently", "current", "please", "pls", "plz", "thanks", "thank", "you", "show", "me", "tell", "give", "get", "check", "find", "do", "does", "i'm", "i", "am", "im", "want", "need", "know", "can", "could", "would", "you", "we", "my", "your", "i", "hey", "hi", "hello", "dear", "bot", "city", "town", "village", "municipality", "district", "county", "region", "near", "какая", "какой", "какое", "каков", "какова", "какую", "что", "как", "там", "тут", "здесь", "сейчас", "теперь", "сегодня", "завтра", "послезавтра", "вечером", "утром", "днем", "ночью", "днём", "неделю", "неделе", "выходные", "выходных", "пожалуйста", "пж", "пжл", "плиз", "спасибо", "спс", "покажи", "покажите", "показать", "скажи", "скажите", "сказать", "подскажи", "подскажите", "расскажи", "дай", "дайте", "узнать", "узнай", "посмотреть", "посмотри", "посмотрим", "хочу", "хотел", "хотела", "мне", "нам", "я", "мы", "ты", "бот", "привет", "здравствуйте", "здравствуй", "добрый", "день", "утро", "вечер", "можно", "будет", "есть", "ли", "ожидается", "нужна", "нужен", "интересует", "интересно", "а", "ну", "вот", "же", "это", "еще", "ещё", "также", "тоже", "сколько", "буду", "еду", "едем", "лечу", "летим", "город", "г", "гор", "города", "городе", "поселок", "посёлок", "пос", "село", "деревня", "дер", "д", "пгт", "ст", "станица", "район", "р", "обл"]
)

STOPS = _STOPS | WEATHER | PREPOSITIONS | JOINING
"""Words that name no place by themselves, though they may be part of a name."""


@cache
def everyday() -> frozenset[str]:
    """Return the words of everyday messages, folded."""
    text = resources.files("services.places.reading").joinpath("everyday.txt").read_text("utf-8")
    lines = (line for line in text.splitlines() if not line.startswith("#"))
    return frozenset(fold(word) for line in lines for word in line.split())
