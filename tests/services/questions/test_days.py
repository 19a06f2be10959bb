"""A single day in a question: today, tomorrow, weekdays, a number of days from now, the past."""

import pytest

from services.questions import (
    DayPart,
    DayReference,
    DaysBetween,
    Feast,
    InDays,
    OnDate,
    OnDay,
    OnFeast,
    OnWeekday,
    SeveralDays,
    Weekend,
    read_question,
)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("Ghent today", 0),
        ("today's weather in Ghent", 0),
        ("weather 2day Ghent", 0),
        ("how will Ghent be later today", 0),
        ("Ghent tomorrow", 1),
        ("tomorrow's forecast for Ghent", 1),
        ("Ghent tmr", 1),
        ("tmrw ghent", 1),
        ("tomorow in ghent", 1),
        ("Ghent, tommorow?", 1),
        ("2moro ghent", 1),
        ("for tomorrow: Ghent", 1),
        ("Ghent the day after tomorrow", 2),
        ("day after tmrw ghent", 2),
        ("Ghent in 3 days", 3),
        ("Ghent not today but tomorrow", 1),
        ("Гент не сегодня, а завтра", 1),
        ("Ghent in three days' time", 3),
        ("four days from now Ghent", 4),
        ("in a week in Ghent", 7),
        ("a week from today in Ghent", 7),
        ("Ghent in two weeks", 14),
        ("in a fortnight, Ghent", 14),
        ("Ghent in 3 weeks", 21),
        ("ghent next month", 30),
        ("Ghent in a month", 30),
        ("Ghent yesterday", -1),
        ("yesterday's rain in Ghent", -1),
        ("the day before yesterday in Ghent", -2),
        ("night before last in Ghent", -2),
        ("позапрошлой ночью в Генте", -2),
        ("Ghent 3 days ago", -3),
        ("a week ago in Ghent", -7),
        ("Ghent a few days ago", -3),
        ("Ghent last week", -7),
        ("Ghent last weekend", -7),
        ("Псков сегодня", 0),
        ("седня псков", 0),
        ("псков на сегодняшний день", 0),
        ("севодня в пскове", 0),
        ("Псков завтра", 1),
        ("псков на завтра", 1),
        ("псков завтро", 1),
        ("псков назавтра", 1),
        ("зафтра псков", 1),
        ("завтрашняя погода в Пскове", 1),
        ("Псков послезавтра", 2),
        ("после завтра псков", 2),
        ("Псков через день", 1),
        ("псков через два дня", 2),
        ("через пару дней в пскове", 2),
        ("через трое суток псков", 3),
        ("дня через четыре псков", 4),
        ("псков через неделю", 7),
        ("псков через неделю ровно", 7),
        ("ровно через неделю в пскове", 7),
        ("через 2 недели в Пскове", 14),
        ("псков через месяц", 30),
        ("Псков вчера", -1),
        ("вчерашняя погода Псков", -1),
        ("позавчера в пскове", -2),
        ("псков неделю назад", -7),
        ("в Пскове пять дней назад", -5),
        ("на прошлой неделе в Пскове", -7),
        ("псков в прошлые выходные", -7),
    ],
)
def test_a_day_is_counted_from_today(text: str, days: int) -> None:
    assert read_question(text).when == OnDay(InDays(days))


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("Ghent on Monday", MONDAY),
        ("monday ghent", MONDAY),
        ("Ghent Mon", MONDAY),
        ("Tuesday's weather in Ghent", TUESDAY),
        ("ghent tues", TUESDAY),
        ("ghent on wed", WEDNESDAY),
        ("this Thursday in Ghent", THURSDAY),
        ("thurs ghent", THURSDAY),
        ("sat Ghent", SATURDAY),
        ("thu Ghent rain?", THURSDAY),
        ("Ghent this coming Friday", FRIDAY),
        ("fri ghent", FRIDAY),
        ("Friday this week in Ghent", FRIDAY),
        ("псков в пятницу на этой неделе", FRIDAY),
        ("Ghent by Saturday", SATURDAY),
        ("on sat in ghent", SATURDAY),
        ("chance of rain sat in ghent", SATURDAY),
        ("this sat in ghent", SATURDAY),
        ("for Sunday, Ghent", SUNDAY),
        ("on sun in ghent", SUNDAY),
        ("Псков в понедельник", MONDAY),
        ("псков пн", MONDAY),
        ("вторник псков", TUESDAY),
        ("псков во вт", TUESDAY),
        ("в среду в Пскове", WEDNESDAY),
        ("псков к четвергу", THURSDAY),
        ("чт псков", THURSDAY),
        ("погода на пятницу псков", FRIDAY),
        ("пт псков", FRIDAY),
        ("псков в эту субботу", SATURDAY),
        ("сб, псков", SATURDAY),
        ("псков в ближайшее воскресенье", SUNDAY),
        ("вс в пскове", SUNDAY),
    ],
)
def test_a_weekday_means_the_next_one(text: str, weekday: int) -> None:
    assert read_question(text).when == OnDay(OnWeekday(weekday))


@pytest.mark.parametrize(
    ("text", "weekday"),
    [
        ("next Friday in Ghent", FRIDAY),
        ("Ghent next mon", MONDAY),
        ("ghent next week on Tuesday", TUESDAY),
        ("Thursday next week, Ghent", THURSDAY),
        ("псков в следующую пятницу", FRIDAY),
        ("псков следующий пн", MONDAY),
        ("на следующей неделе во вторник в Пскове", TUESDAY),
        ("в будущую субботу псков", SATURDAY),
        ("Псков в субботу через неделю", SATURDAY),
        ("Псков через неделю в субботу", SATURDAY),
        ("Ghent in a week on Saturday", SATURDAY),
    ],
)
def test_a_weekday_can_be_in_next_week(text: str, weekday: int) -> None:
    assert read_question(text).when == OnDay(OnWeekday(weekday, next=True))


@pytest.mark.parametrize(
    "text",
    [
        "Ghent at the weekend",
        "weekend in Ghent",
        "this weekend, ghent",
        "Ghent over the coming weekend",
        "Ghent Saturday and Sunday",
        "sat + sun ghent",
        "Псков на выходные",
        "на этих выходных в Пскове",
        "псков в ближайшие выходные",
        "псков в субботу и воскресенье",
        "сб-вс псков",
        "Ghent Sunday and Saturday",
        "псков викенд",
    ],
)
def test_saturday_and_sunday_are_the_weekend(text: str) -> None:
    assert read_question(text).when == Weekend()


@pytest.mark.parametrize(
    "text",
    [
        "next weekend in Ghent",
        "Ghent, the following weekend",
        "псков через выходные",
        "псков в следующие выходные",
        "выходные на следующей неделе, Псков",
    ],
)
def test_the_weekend_after_this_one_is_read(text: str) -> None:
    assert read_question(text).when == Weekend(next=True)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("today at the moment in Ghent", InDays(0)),
        ("forecast for tomorrow, Ghent", InDays(1)),
        ("прогноз на завтра псков", InDays(1)),
        ("прогноз псков среда", OnWeekday(WEDNESDAY)),
    ],
)
def test_a_day_has_priority_over_vague_words(text: str, day: DayReference) -> None:
    assert read_question(text).when == OnDay(day)


def test_a_short_weekday_at_the_beginning_needs_a_place_after_it() -> None:
    assert read_question("sat in Split").when == OnDay(OnWeekday(5))
    assert read_question("sat in Split").places.split() == ["in", "Split"]
    assert read_question("we sat in Split").when is None


@pytest.mark.parametrize(
    "text", ["Ghent last night", "псков прошлой ночью", "вчера ночью в Пскове", "rain in Ghent last night?"]
)
def test_last_night_is_a_night(text: str) -> None:
    assert read_question(text).when == OnDay(InDays(-1), DayPart.NIGHT)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("how was the weather in Ghent on Monday", OnWeekday(0, past=True)),
        ("Ghent last Friday", OnWeekday(4, past=True)),
        ("какая погода была в Пскове в понедельник", OnWeekday(0, past=True)),
        ("was it cold in Ghent on 20 November", OnDate(11, 20, past=True)),
        ("какая погода была в пскове 20 ноября", OnDate(11, 20, past=True)),
    ],
)
def test_a_day_is_in_the_past_if_the_question_is_in_the_past_tense(text: str, day: DayReference) -> None:
    assert read_question(text).when == OnDay(day)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("easter in Ghent", OnFeast(Feast.EASTER)),
        ("Ghent good friday weather", OnFeast(Feast.EASTER, -2)),
        ("thanksgiving weather in Ghent", OnFeast(Feast.THANKSGIVING)),
        ("Ghent on black friday", OnFeast(Feast.THANKSGIVING, 1)),
        ("погода в Пскове на Пасху", OnFeast(Feast.ORTHODOX_EASTER)),
    ],
)
def test_a_feast_that_moves_is_read(text: str, day: DayReference) -> None:
    assert read_question(text).when == OnDay(day)


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Ghent tomorrwo", OnDay(InDays(1))),
        ("Ghent yesteray", OnDay(InDays(-1))),
        ("Ghent on Saturady", OnDay(OnWeekday(5))),
        ("Ghent this evenng", OnDay(InDays(0), DayPart.EVENING)),
        ("псков завтра вечром", OnDay(InDays(1), DayPart.EVENING)),
        ("псков в понедлеьник", OnDay(OnWeekday(0))),
    ],
)
def test_a_misspelled_word_for_a_time_is_read(text: str, when: OnDay) -> None:
    question = read_question(text)
    assert question.when == when
    assert question.places.strip(" ,").casefold() in {"ghent", "псков"}


@pytest.mark.parametrize(
    ("text", "when"),
    [
        ("Ghent tomorrow am", OnDay(InDays(1), DayPart.MORNING)),
        ("Ghent Saturday p.m.", OnDay(OnWeekday(5), DayPart.DAY)),
        ("Ghent sat am", OnDay(OnWeekday(5), DayPart.MORNING)),
        ("псков на 30", OnDay(OnDate(None, 30))),
        ("псков 30.11-02.12", DaysBetween(OnDate(11, 30), OnDate(12, 2))),
    ],
)
def test_short_forms_of_days_are_read(text: str, when: OnDay | DaysBetween) -> None:
    assert read_question(text).when == when


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("Oslo until Sunday", OnWeekday(6)),
        ("rain in Oslo through Friday", OnWeekday(4)),
        ("Oslo until December 4", OnDate(12, 4)),
        ("погода в Туле до воскресенья", OnWeekday(6)),
        ("Тула по пятницу", OnWeekday(4)),
        ("Тула до 5 декабря", OnDate(12, 5)),
    ],
)
def test_days_until_a_day_begin_today(text: str, last: OnWeekday | OnDate) -> None:
    assert read_question(text).when == DaysBetween(InDays(0), last)


@pytest.mark.parametrize("text", ["Oslo after Friday", "после пятницы в Туле"])
def test_days_after_a_weekday_are_the_coming_days(text: str) -> None:
    assert read_question(text).when == SeveralDays()
