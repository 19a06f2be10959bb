"""Sentences about plans at a place, whose answer is the weather there, and sentences that only look like plans."""

import pytest

from services.places.index import PlaceIndex
from services.places.reading import asks_for_weather
from services.questions import read_question


def asks(text: str, index: PlaceIndex) -> bool:
    question = read_question(text)
    return asks_for_weather(
        question.places,
        index,
        has_weather_word=question.asks_for_weather,
        has_time=question.when is not None,
        has_coming_time=question.names_coming_time,
    )


@pytest.mark.parametrize(
    "text",
    [
        "my sister lands in Zurich tomorrow",
        "Prague Sunday, kids in tow",
        "heading down to Bristol tonight",
        "got a wedding in Seville on Saturday",
        "stag do in Krakow this weekend",
        "layover in Doha tomorrow morning",
        "half marathon Valencia on Sunday morning",
        "gonna be in Chicago next week",
        "first time in Tokyo tomorrow!!",
        "do we need chains for Grenoble on Saturday",
        "leaving for Boston in 3 hours",
        "what should I expect in Reykjavik on Monday",
        "Meeting in London on Monday at 9",
        "сестра завтра прилетает в Цюрих, куртку брать?",
        "сестра завтра прилетает в Цюрих",
        "прага воскресенье с детьми",
        "нас завтра в уфе зальёт или нет",
        "вечером двигаем в рязань",
        "у друга свадьба в Самаре в субботу",
        "девичник в Питере на выходных",
        "полумарафон Валенсия в воскресенье утром",
        "на следующей неделе тусим в Чикаго",
        "завтра впервые в Токио!!",
        "нужны ли цепи до Твери в субботу",
        "через 3 часа выезжаем в Тверь",
        "еду в Сочи с тёщей",
        "flight from London to Paris tomorrow",
        "рейс Москва – Сочи завтра",
        "party in Bath on Saturday",
        "road trip Lyon to Nice on Sunday",
        "едем на машине Москва – Воронеж в воскресенье",
    ],
)
def test_plans_at_a_place_ask_for_the_weather_there(index: PlaceIndex, text: str) -> None:
    assert asks(text, index)


@pytest.mark.parametrize(
    "text",
    [
        "Paris Hilton tomorrow on tv",
        "I was born in Oslo on Friday",
        "Meet Charlotte on Sunday",
        "Arsenal play Newcastle on Saturday",
        "Liverpool host Madrid tomorrow night",
        "Trump lands in Riyadh on Monday",
        "Police in Denver will give a press conference tomorrow",
        "the mayor of Chicago resigns tomorrow",
        "rents in Dublin rise next week",
        "petrol in Houston costs 3 dollars now",
        "he'll be in Milan on Friday",
        "she moves to Berlin next week",
        "they are in Rome this weekend",
        "call Florence tomorrow",
        "happy birthday Savannah, see you tomorrow",
        "Jackson is off on Friday",
        "a storm of protest hits Paris tonight",
        "who plays in London tonight",
        "where can I eat in Naples tomorrow",
        "what time does the train to Paris leave tomorrow",
        "which hotel in Rome for the weekend",
        "book me a taxi in Vienna for tomorrow",
        "best pizza in Naples tonight?",
        "how do I get to Oxford tomorrow",
        "flights from London to Rome on Friday",
        "tickets for the concert in Prague on Saturday",
        "I lost my passport in Prague today",
        "we had a great time in Rome today",
        "my flight to Oslo tomorrow was cancelled",
        '"We will win in Paris on Sunday"',
        "thanks for the trip to Rome tomorrow",
        "new iPhone goes on sale in New York on Friday",
        "Chelsea vs Arsenal on Sunday",
        "Boston won again tonight",
        "Apple opens a store in Munich on Saturday",
        "Рейс в Москву завтра отменили",
        "Рейс в Сочи сегодня задержали",
        "Я родился в Осло в пятницу",
        "Зенит играет с Ростовом в субботу",
        "Спартак сыграет в Казани в воскресенье",
        "мэр Казани завтра уходит в отставку",
        "Путин прилетит в Минск в понедельник",
        "Владимир завтра не придёт",
        "Камилла, увидимся завтра",
        "напомни завтра позвонить Софии",
        "он будет в Милане в пятницу",
        "он сказал что будет в Милане в пятницу",
        "what time is it in Tokyo",
        "from cities import moscow  # завтра",
        "она переезжает в Берлин на следующей неделе",
        "они завтра в Риме",
        "бензин в Самаре сейчас по 65",
        "квартиры в Сочи в понедельник подорожают",
        "полиция Омска завтра даст пресс-конференцию",
        "во сколько завтра поезд из Твери",
        "где поесть в Неаполе завтра",
        "кто играет в Лондоне сегодня",
        "какой отель в Риме на выходные",
        "билеты на концерт в Праге на субботу",
        "потерял паспорт в Праге сегодня",
        "мы отлично погуляли в Риме сегодня",
        "В Бостоне в пятницу задержан мужчина",
        "Неделя моды в Париже начнётся в понедельник",
        "цены в Казани завтра вырастут",
        "«Мы победим в Париже в воскресенье»",
        "люблю Питер весной",
        "Сергей Киров завтра на работе",
        "Apple открывает магазин в Мюнхене в субботу",
    ],
)
def test_news_stories_and_other_peoples_plans_do_not_ask_for_the_weather(index: PlaceIndex, text: str) -> None:
    assert not asks(text, index)
