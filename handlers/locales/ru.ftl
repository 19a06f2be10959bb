## Commands, as Telegram lists them
command-weather = Погода сейчас: /weather Москва Лондон
command-forecast = Пять дней и картинка: /forecast Москва
command-places = Сохранённые места: их показывает /weather без названий
command-daily = Прогноз на день каждое утро: /daily 08:00
command-alerts = Скоро дождь, мороз, ветер: /alerts Москва
command-channel = Прогноз на день в вашем канале
command-settings = Язык, единицы, часы, цвета
command-privacy = Что хранится и как это удалить
command-stats = Сведения о работе бота
command-help = Что я умею
profile-name = Погода
profile-description =
    Погода сразу в нескольких городах: напишите названия на любом языке или пришлите геопозицию.

    Москва, Питер
    Казань завтра вечером
    нужен ли зонт в Сочи?

    Прогнозы с картинками, ежедневное сообщение в удобное время и оповещения перед дождём и непогодой.
profile-short-description = Погода и прогноз сразу в нескольких городах, с картинками. Просто напишите названия.

## Start, help and small talk
start =
    <b>Привет! Я показываю погоду сразу в нескольких городах.</b>

    Напишите названия на любом языке: <i>{ example-two }</i> – или пришлите геопозицию.

    { help-groups } Ещё – в /help
help =
    <b>Погода сейчас</b>
    /weather Москва Лондон – один город или несколько, до { $limit }. Можно уточнить страну или регион: <i>Париж, Техас</i>. Подойдут и координаты.
    В личном чате просто напишите названия: <i>{ example-comma }</i>, задайте вопрос или пришлите геопозицию.
    /forecast Москва – пять дней и картинка; сравню до { $compared } городов.
    Под ответом: 📍 – другое место с таким названием, ⭐ – сохранить, 🔔 – оповещать.

    <b>Каждый день</b>
    /places – сохранённые места: их показывают /weather и /forecast без названий.
    /daily 08:00 – прогноз на день каждое утро; можно с картинкой, она включается в /settings.
    /channel – то же в вашем канале.
    /alerts Москва – сообщу заранее о дожде, морозе, жаре, ветре и официальных предупреждениях.

    <b>Этот чат</b>
    /settings – язык, единицы, формат времени и цвета; в группе – для администраторов.
    /privacy – что хранится и как это удалить.

    <b>В других чатах</b>
    { help-groups }{ $inline ->
        [off] {""}
       *[other] {" "}В любом чате наберите <code>@{ $inline } { example-comma }</code>.
    }

    { $credits }
help-groups = В группе отправьте /weather и названия, упомяните меня вместе с ними или ответьте на моё сообщение.
direct-only-weather = Здесь я отвечаю только на вопросы о погоде: <i>{ example-two }</i>. Остальное – в личном чате с @{ $bot }.
group-greeting =
    <b>Привет! О погоде можно спросить прямо здесь.</b>

    /weather { example-two } – сейчас
    @{ $bot } { example-one } завтра – любой вопрос
    Или ответьте на моё сообщение: <i>а завтра?</i>

    Администраторам: { $privacy } Мне нужно право отправлять сообщения, а для графиков – фото. Язык и единицы: /settings.
group-privacy-on = я получаю только обращённые ко мне сообщения, а не вашу переписку (режим приватности).
group-privacy-off = режим приватности выключен, поэтому я получаю все сообщения, но читаю только обращённые ко мне.
help-in-group =
    <b>В этой группе</b>
    /weather { example-two } – погода сейчас, в одном городе или нескольких, до { $limit }
    /forecast { example-one } – пять дней и картинка; сравню до { $compared } городов
    @{ $bot } { example-one } завтра вечером – любой вопрос
    Чтобы уточнить, ответьте на моё сообщение: <i>а завтра?</i> На остальное не отвечаю.

    <b>Под ответом</b>
    🔄 обновить и ⭐ сохранить может каждый; дни и другие места – тот, кто спросил.

    <b>Для всей группы</b>
    /places – сохранённые места: их показывают /weather и /forecast без названий.
    /daily 08:00 – прогноз на день каждое утро.
    /alerts { example-one } – сообщу заранее о дожде, морозе, ветре и официальных предупреждениях.
    /settings (для администраторов) – язык, единицы, формат времени и цвета.
    /privacy – что хранится; удалить могут администраторы.

    { $credits }
help-credits = <i>Погода: { $credits }. Названия мест: <a href="https://www.geonames.org">GeoNames</a> (CC BY 4.0) и эти же сервисы.</i>
ask-place-group = Какой город? Напишите его название в ответ на это сообщение.
ask-place = Какой город? Напишите название или пришлите геопозицию.
talk-greeting = Привет! Напишите город – или пришлите геопозицию.
talk-thanks = Пожалуйста!
talk-farewell = До встречи!
no-name = Не вижу здесь названия места. Напишите его после команды: <code>{ $command } { example-two }</code>
unknown-command = Такой команды я не знаю. Погода – <code>/weather { example-two }</code>, остальное – в /help.
unknown-hint = Проверьте написание или добавьте страну. Например: <code>/weather { example-two }</code>
unknown-hint-private = Проверьте написание или добавьте страну – или пришлите геопозицию.
hint = Напишите город, например <i>{ example-comma }</i>, или пришлите геопозицию. Подробнее – в /help.
error = Что-то сломалось на моей стороне. Попробуйте ещё раз через минуту.
too-many-waiting = Слишком много вопросов сразу: последние я пропустил. Спросите ещё раз, когда отвечу на остальные.
too-old = Меня не было в сети, и вопросы старше часа я пропустил. Спросите ещё раз.
storage-away = Настройки и места этого чата сейчас недоступны. Попробуйте ещё раз через минуту.
slow-down =
    Слишком много сразу: я отвечаю на { $limit } { $limit ->
            [one] сообщение
            [few] сообщения
           *[many] сообщений
        } в минуту. Подождите немного и спросите снова: в одном сообщении можно назвать несколько городов.

## Examples to tap; each at most 60 bytes
example-one = Москва
example-two = Москва Лондон
example-comma = Казань, Токио

## Conditions
condition-clear = ясно
condition-mostly-clear = малооблачно
condition-partly-cloudy = переменная облачность
condition-cloudy = облачно
condition-overcast = пасмурно
condition-mist = дымка
condition-fog = туман
condition-freezing-fog = туман с изморозью
condition-haze = мгла
condition-smoke = дым
condition-dust = пыль
condition-sand = песок в воздухе
condition-ash = вулканический пепел
condition-drizzle = морось
condition-freezing-drizzle = ледяная морось
condition-freezing-rain = ледяной дождь
condition-light-rain = небольшой дождь
condition-rain = дождь
condition-heavy-rain = сильный дождь
condition-very-heavy-rain = очень сильный дождь
condition-rain-showers = кратковременный дождь
condition-heavy-showers = ливень
condition-sleet = мокрый снег
condition-rain-and-snow = дождь со снегом
condition-light-snow = небольшой снег
condition-snow = снег
condition-heavy-snow = сильный снег
condition-snow-showers = кратковременный снег
condition-heavy-snow-showers = сильный ливневый снег
condition-thunderstorm = гроза
condition-heavy-thunderstorm = сильная гроза
condition-hail = гроза с градом
condition-heavy-hail = сильная гроза с градом
condition-squall = шквал
condition-tornado = торнадо

## Hazards, in full and as short names
hazard-tornado = Торнадо
hazard-squall = Шквал
hazard-hurricane-gusts = Ураган: порывы до { $gust }
hazard-heavy-hail = Сильная гроза с градом
hazard-hail = Гроза с градом
hazard-heavy-thunderstorm = Сильная гроза
hazard-storm-gusts = Шторм: порывы до { $gust }
hazard-ash = Вулканический пепел
hazard-freezing-rain = Гололёд: ледяной дождь
hazard-freezing-drizzle = Гололёд: ледяная морось
hazard-thunderstorm = Гроза
hazard-very-heavy-rain = Очень сильный дождь
hazard-heavy-snow = Сильный снегопад
hazard-heavy-snow-showers = Снежные заряды
hazard-heavy-showers = Ливень
hazard-heavy-rain = Сильный дождь
hazard-strong-gusts = Сильный ветер: порывы до { $gust }
hazard-name-tornado = торнадо
hazard-name-squall = шквал
hazard-name-hurricane-gusts = ураган
hazard-name-heavy-hail = сильная гроза с градом
hazard-name-hail = гроза с градом
hazard-name-heavy-thunderstorm = сильная гроза
hazard-name-storm-gusts = шторм
hazard-name-ash = вулканический пепел
hazard-name-freezing-rain = гололёд
hazard-name-freezing-drizzle = гололёд
hazard-name-thunderstorm = гроза
hazard-name-very-heavy-rain = очень сильный дождь
hazard-name-heavy-snow = сильный снегопад
hazard-name-heavy-snow-showers = снежные заряды
hazard-name-heavy-showers = ливень
hazard-name-heavy-rain = сильный дождь
hazard-name-strong-gusts = сильный ветер

## Hazards in a picture: one word each, at most ten letters
mark-tornado = смерч
mark-squall = шквал
mark-hurricane-gusts = ураган
mark-heavy-hail = град
mark-hail = град
mark-heavy-thunderstorm = гроза
mark-storm-gusts = шторм
mark-ash = пепел
mark-freezing-rain = гололёд
mark-freezing-drizzle = гололёд
mark-thunderstorm = гроза
mark-very-heavy-rain = ливень
mark-heavy-snow = снегопад
mark-heavy-snow-showers = снегопад
mark-heavy-showers = ливень
mark-heavy-rain = ливень
mark-strong-gusts = порывы
mark-heat = жара
mark-frost = мороз

## One report
feels-like = ощущается как { $temperature }
wind = ветер { $speed }
wind-from = ветер { $direction } { $speed }
calm = штиль
gusts = порывы { $speed }
humidity = влажность { $percent }
pressure = давление { $pressure }
pressure-at = давление { $pressure } { $level }
clouds = облачность { $percent }
visibility = видимость { $distance }
visibility-or-more = видимость { $distance } и более
precipitation = осадки { $rate }
age-minutes = { $minutes } мин назад
age-hours = { $hours } ч назад
age-hours-minutes = { $hours } ч { $minutes } мин назад
as-of = на { $time }, { $age }
as-of-day = на { $time } { $date }
local-time = сейчас { $time }

## The days to come
temperature-span = { $low }…{ $high }
wind-brief = { $direction } { $speed }
day-unknown = нет данных
day-whole = весь день
day-rest = до конца дня
polar-day = Полярный день
polar-night = Полярная ночь
picture-dry = Осадков не ожидается
picture-precipitation-unknown = Осадки: нет данных
picture-now = сейчас
picture-sun = ☀ { $rise }–{ $set }
picture-millimetres = Осадки, мм/ч
picture-inches = Осадки, дюймы/ч
picture-likely = вероятны (от { $percent })
picture-unlikely = возможны
picture-hour-am = { $hour }a
picture-hour-pm = { $hour }p
picture-wind = Ветер, { $unit }
picture-wind-and-gusts = Ветер и порывы (жирным), { $unit }
picture-wind-unknown = Ветер: нет данных
picture-busy = 🖼 Сейчас рисуется слишком много картинок. Нажмите { button-refresh } через минуту.
picture-origin = { $provider }, { $date }, { $time }
table-highest = макс
table-lowest = мин

## The answer to a question about one time or one quantity
when-now = сейчас
when-day = { $day ->
        [yesterday] вчера, { $date }
        [today] сегодня, { $date }
        [tomorrow] завтра, { $date }
        [after] послезавтра, { $date }
       *[other] { $date }
    }
when-rest = { $when }, до конца дня
when-hour = { $day ->
        [yesterday] вчера в { $time }, { $date }
        [today] сегодня в { $time }
        [tomorrow] завтра в { $time }, { $date }
        [after] послезавтра в { $time }, { $date }
       *[other] { $date } в { $time }
    }
when-next-hours = { $count ->
        [one] ближайший час, до { $time }
        [few] ближайшие { $count } часа, до { $time }
       *[many] ближайшие { $count } часов, до { $time }
    }
when-hours = { $day ->
        [yesterday] вчера, { $start }–{ $end }, { $date }
        [today] сегодня, { $start }–{ $end }
        [tomorrow] завтра, { $start }–{ $end }, { $date }
        [after] послезавтра, { $start }–{ $end }, { $date }
       *[other] { $date }, { $start }–{ $end }
    }
when-until-dawn = { $day ->
        [yesterday] вчера вечером и ночью, { $hours }
        [today] сегодня вечером и ночью, { $hours }
        [tomorrow] завтра вечером и ночью, { $date }, { $hours }
        [after] послезавтра вечером и ночью, { $date }, { $hours }
       *[other] { $date } вечером и ночью, { $hours }
    }
when-night = { $day ->
        [yesterday] прошлой ночью, { $hours }
        [today] этой ночью, { $hours }
        [tomorrow] ночью, { $date }, { $hours }
       *[other] { $date } ночью, { $hours }
    }
when-morning = { $day ->
        [yesterday] вчера утром, { $date }, { $hours }
        [today] сегодня утром, { $hours }
        [tomorrow] завтра утром, { $date }, { $hours }
        [after] послезавтра утром, { $date }, { $hours }
       *[other] { $date } утром, { $hours }
    }
when-part-day = { $day ->
        [yesterday] вчера днём, { $date }, { $hours }
        [today] сегодня днём, { $hours }
        [tomorrow] завтра днём, { $date }, { $hours }
        [after] послезавтра днём, { $date }, { $hours }
       *[other] { $date } днём, { $hours }
    }
when-evening = { $day ->
        [yesterday] вчера вечером, { $date }, { $hours }
        [today] сегодня вечером, { $hours }
        [tomorrow] завтра вечером, { $date }, { $hours }
        [after] послезавтра вечером, { $date }, { $hours }
       *[other] { $date } вечером, { $hours }
    }
when-weekend = { $week ->
        [next] следующие выходные
       *[this] выходные
    }
when-days = { $week ->
        [next] следующая неделя
       *[this] { $count ->
            [one] { $count } день
            [few] { $count } дня
           *[many] { $count } дней
        }
    }
gusts-up-to = порывы до { $speed }
asked-about = около { $amount }
asked-emoji = { $what ->
        [snow] ❄️
        [thunder] ⛈
        [hail] 🧊
        [fog] 🌫
        [ice] 🧊
        [frost] 🥶
        [storm] 💨
        [driving] 🚗
       *[rain] ☂️
    }
asked-name = { $what ->
        [snow] снега
        [thunder] грозы
        [hail] града
        [fog] тумана
        [ice] гололёда
        [frost] заморозков
        [storm] шторма
        [driving] опасной погоды
       *[rain] дождя
    }
asked-yes = { $what ->
        [driving] { asked-emoji } Осторожно, { $details }
        [storm] { asked-emoji } Да, { $details }
       *[other] { asked-emoji } Да: { $details }
    }
asked-likely = { asked-emoji } Скорее всего: { $details }
asked-maybe = { $what ->
        [rain] 🌂 Возможно: { $details }
        [driving] { asked-emoji } Осторожно, { $details }
       *[other] { asked-emoji } Возможно: { $details }
    }
asked-no = { $percent ->
        [none] { asked-name } не ожидается
       *[other] { $what ->
            [thunder] { asked-name } не ожидается, вероятность дождя { $percent }
            [hail] { asked-name } не ожидается, вероятность дождя { $percent }
           *[other] { asked-name } не ожидается ({ $percent })
        }
    }
asked-none = Нет, { asked-name } не было
asked-other = { $past ->
        [true] { asked-name } не было: { $other }
       *[false] { $possible ->
            [true] { asked-name } не ожидается, но { $other }
           *[false] { asked-name } не ожидается, но будет { $other }
        }
    }
asked-now = { $what ->
        [driving] { asked-emoji } Осторожно, сейчас { $kind }
       *[other] { asked-emoji } Да, сейчас { $kind }
    }
asked-not-now = Сейчас { asked-name } нет
asked-not-soon = { $percent ->
        [none] Сейчас { asked-name } нет и в ближайшие { $hours } часов не ожидается
       *[other] { $what ->
            [thunder] Сейчас { asked-name } нет и в ближайшие { $hours } часов не ожидается (вероятность дождя { $percent })
            [hail] Сейчас { asked-name } нет и в ближайшие { $hours } часов не ожидается (вероятность дождя { $percent })
           *[other] Сейчас { asked-name } нет и в ближайшие { $hours } часов не ожидается ({ $percent })
        }
    }
asked-later = { $what ->
        [driving] { asked-emoji } Сейчас спокойно, но позже осторожно: { $details }
       *[other] { asked-emoji } Сейчас нет, но позже: { $details }
    }
asked-soon = { asked-emoji } Сейчас нет, но скоро: { $details }
asked-lasting = { $line }, ещё не меньше { $hours } часов
asked-below-zero = ниже нуля
asked-down-to = до { $temperature }
asked-slippery = скользко, мороз после дождя или снега
asked-extreme-day = { $what ->
        [colder] 🌡 Холоднее всего: { $day }, { $temperature }
        [drier] ☀️ Суше всего: { $day }, { $temperature }
       *[warmer] 🌡 Теплее всего: { $day }, { $temperature }
    }
asked-than-today = { $answer ->
        [same] Примерно как сегодня: { $temperature }
        [yes] Да: { $temperature }, сегодня { $today }
       *[no] Нет: { $temperature }, сегодня { $today }
    }
asked-limit = { $answer ->
    [yes] Да: { $line }
    [gusts] Только в порывах: { $line }
   *[no] Нет: { $line }
}
asked-limit-days = Да: { $days }
asked-limit-no-day = Нет, ни в один из этих дней
asked-no-such-date = такой даты в календаре нет. Какой день вас интересует?
asked-no-such-time = такого времени не бывает. Какой час вас интересует?
asked-unclear-time = какой день вас интересует? Напишите дату или день недели, например «суббота» или «5 декабря».
asked-until = { $line }, до { $time }
asked-dry = { $past ->
        [true] без осадков
       *[false] { $percent ->
            [none] осадков не ожидается
           *[other] осадков не ожидается ({ $percent })
        }
    }
wear-hot = одевайтесь легко и берите воду
wear-warm = хватит футболки
wear-mild = кофта или лёгкая куртка
wear-cool = понадобится куртка
wear-chilly = тёплая куртка
wear-cold = зимняя куртка и шапка
wear-frosty = зимняя куртка, шапка и перчатки
wear-freezing = шапка, шарф и варежки
trend = { $direction ->
        [rising] растёт
        [falling] падает
       *[steady] не меняется
    }
trend-since = { $direction ->
        [steady] не меняется
        [rising] растёт ({ $change } за { $hours } часов)
       *[falling] падает ({ $change } за { $hours } часов)
    }
trend-until = { $direction ->
        [steady] меняться не будет
        [rising] будет расти ({ $change } за { $hours } часов)
       *[falling] будет падать ({ $change } за { $hours } часов)
    }
uv-low = низкий
uv-moderate = умеренный
uv-high = высокий
uv-very-high = очень высокий
uv-extreme = экстремальный
asked-uv = 🧴 УФ-индекс { $index }, { $word }
asked-uv-at = 🧴 УФ-индекс до { $index }, { $word }, около { $time }
asked-uv-protect = Защита от солнца нужна с { $start } до { $end }
air-good = хороший
air-fair = неплохой
air-moderate = средний
air-poor = плохой
air-very-poor = очень плохой
air-extremely-poor = крайне плохой
air-us-good = хороший
air-us-moderate = средний
air-us-sensitive = вредный для чувствительных людей
air-us-unhealthy = вредный
air-us-very-unhealthy = очень вредный
air-us-hazardous = опасный
asked-air = { $dot } Воздух { $word }, европейский индекс { $index }
asked-air-us = { $dot } Воздух { $word }, индекс США (AQI) { $index }
air-day = { $dot } { $word } ({ $index })
air-day-uv = УФ { $index }
air-uv = 🧴 УФ-индекс { $when ->
        [today] сегодня
       *[tomorrow] завтра
    } до { $index }, { $word }
air-uv-none = 🧴 УФ-индекс 0, низкий
air-source = Copernicus CAMS, через { $provider }
air-computed = Индекс вычислен по данным { $provider }
notice-uv = 🧴 УФ-индекс до { $index }, { $word }, { $start }–{ $end }
notice-uv-until = 🧴 УФ-индекс до { $index }, { $word }, до { $end }
asked-pm2-5 = PM2.5 { $amount } мкг/м³
asked-pm10 = PM10 { $amount } мкг/м³
asked-ozone = озон { $amount } мкг/м³
asked-dust = пыль из пустынь { $amount } мкг/м³
pollen = 🌾 Пыльца: { $plants }
pollen-none = 🌾 Пыльцы в воздухе почти нет
pollen-unknown = 🌾 { $reason ->
        [elsewhere] Прогноз пыльцы есть только для Европы
        [season] Прогноза пыльцы там в это время года нет
        [source] Данных о пыльце сейчас нет
       *[time] Прогноза пыльцы на этот день нет
    }
pollen-of = { $plant } – { $level }
pollen-level-none = нет
pollen-level-low = мало
pollen-level-moderate = умеренно
pollen-level-high = много
pollen-level-very-high = очень много
pollen-alder = ольха
pollen-birch = берёза
pollen-olive = олива
pollen-grass = злаки
pollen-mugwort = полынь
pollen-ragweed = амброзия
asked-no-sea = Данных о море там нет.
asked-air-above = Воздух: { $line }
asked-sea = 🌊 Море { $temperature } (по модели)
asked-waves = волна { $height }
asked-aurora = 🌌 Будет ли северное сияние, я не знаю; небо: { $sky }
asked-unknown-quantity = { $what ->
        [aurora] 🌌 Будет ли северное сияние, я не знаю: погодные сервисы этого не сообщают.
        [tide] 🌊 Когда прилив и отлив, я не знаю: погодные сервисы этого не сообщают.
       *[magnetic] 🧲 Будут ли магнитные бури, я не знаю: погодные сервисы этого не сообщают.
    }
asked-no-snow-depth = Какой глубины снег, я не знаю: погодные сервисы этого не сообщают.
asked-sunny = ☀️ Да: { $condition }
asked-sunny-at-times = 🌤 Отчасти: { $details }
asked-sun-and-clouds = ⛅ Отчасти: солнце и облака
asked-not-sunny = ☁️ Нет: { $condition }
asked-no-sun = ☁️ Солнца не ожидается
asked-sun-down = Солнца в это время на небе нет
asked-sunny-days = ☀️ Солнечно: { $days }
asked-no-sunny-day = ☁️ По-настоящему солнечных дней не будет
sunny = солнечно
asked-moon = { $emoji } { $phase }, видно { $percent } % диска
moon-new = Новолуние
moon-waxing-crescent = Растущий месяц
moon-first-quarter = Первая четверть
moon-waxing-gibbous = Растущая луна
moon-full = Полнолуние
moon-waning-gibbous = Убывающая луна
moon-last-quarter = Последняя четверть
moon-waning-crescent = Убывающий месяц
moon-next-full = полнолуние { $date }
moon-next-new = новолуние { $date }
asked-sunrise = восход { $time }
asked-sunset = закат { $time }
asked-twilight = Светло с { $dawn } до { $dusk }
asked-polar = { $kind ->
        [day] ☀️ { $polar }: солнце не заходит
       *[night] 🌌 { $polar }: солнце не восходит
    }
asked-colder = { $compared ->
        [same] Одинаково: { $name } { $temperature }
        [two] { $name } – холоднее: { $temperature }
       *[several] { $name } – холоднее всего: { $temperature }
    }
asked-warmer = { $compared ->
        [same] Одинаково: { $name } { $temperature }
        [two] { $name } – теплее: { $temperature }
       *[several] { $name } – теплее всего: { $temperature }
    }
asked-no-further = После { $date } прогноза пока нет.
asked-too-far = прогноз пока есть до { $date }. Спросите ближе к дате.
asked-past-unknown = Из прошедших дней я знаю только вчерашний.
asked-yesterday-unknown = Как там было, я не знаю: погодный сервис даёт только прогноз.
asked-unknown = { $quantity ->
        [pressure] Данных о давлении на это время нет.
        [humidity] Данных о влажности на это время нет.
        [uv] УФ-индекс там неизвестен.
        [air] Данных о качестве воздуха там нет.
        [wind] Данных о ветре на это время нет.
       *[other] На это время данных нет.
    }

## Официальные предупреждения
warning-more = и ещё { $count ->
        [one] { $count } предупреждение
        [few] { $count } предупреждения
       *[other] { $count } предупреждений
    }
warning-until = до { $end }
warning-from-to = с { $start } до { $end }
warning-issued = Предупреждает { $issuer }
warning-severity-minor = Небольшая опасность
warning-severity-moderate = Умеренная опасность
warning-severity-severe = Высокая опасность
warning-severity-extreme = Чрезвычайная опасность
warning-source = Получено через { $source }
warning-none = В доступном мне источнике официальных предупреждений нет ({ $source })
warning-none-then = На это время официальных предупреждений в доступном мне источнике пока нет ({ $source })
warning-unknown = есть ли официальные предупреждения, неизвестно: их источник не отвечает.
warning-off = есть ли официальные предупреждения, неизвестно: они здесь отключены.
warning-event-avalanche = лавинная опасность
warning-event-blizzard = метель
warning-event-coastal-flood = затопление побережья
warning-event-cold = сильный холод
warning-event-fire = пожарная опасность
warning-event-flash-flood = внезапный паводок
warning-event-flood = наводнение
warning-event-fog = туман
warning-event-freezing-fog = туман с изморозью
warning-event-freezing-rain = ледяной дождь
warning-event-frost = заморозки
warning-event-heat = сильная жара
warning-event-hurricane = ураган
warning-event-ice-storm = сильный гололёд
warning-event-rain = сильный дождь
warning-event-snow = снег
warning-event-snow-or-ice = снег или гололёд
warning-event-storm = шторм
warning-event-thunderstorm = гроза
warning-event-tornado = торнадо
warning-event-tropical-storm = тропический шторм
warning-event-wind = сильный ветер
warning-event-winter-storm = снежная буря

## Units, which stand after a number, and the times of a 12-hour clock
unit-celsius = °C
unit-fahrenheit = °F
unit-metres-per-second = м/с
unit-kilometres-per-hour = км/ч
unit-miles-per-hour = { $count ->
        [name] мили/ч
        [one] миля/ч
        [few] мили/ч
       *[many] миль/ч
    }
unit-knots = { $count ->
        [name] узлы
        [one] узел
        [few] узла
       *[many] узлов
    }
unit-hectopascals = гПа
unit-millimetres-of-mercury = мм рт. ст.
unit-inches-of-mercury = { $count ->
        [name] дюймы рт. ст.
       *[fraction] дюйма рт. ст.
    }
unit-place = на высоте места
unit-sea = на уровне моря
unit-kilometres = км
unit-metres = м
unit-millimetres = мм
unit-millimetres-per-hour = мм/ч
unit-centimetres = см
unit-inches = { $count ->
        [name] дюйм
       *[fraction] дюйма
    }
unit-inches-per-hour = дюйма/ч
unit-miles = { $count ->
        [one] миля
        [few] мили
        [many] миль
       *[fraction] мили
    }
unit-feet = { $count ->
        [one] фут
        [few] фута
       *[many] футов
    }
unit-percent = %
am = AM
pm = PM
unit-hours-24 = 24-часовой
unit-hours-12 = 12-часовой
unit-light = светлые
unit-dark = тёмные
unit-text-only = только текст
unit-with-picture = с картинкой
unit-as-text = текстом
unit-as-table = таблицей

## A table of several places
rich-now = Сейчас
rich-wind = Ветер
rich-details = Подробнее

## Settings
settings-title = <b>Настройки этого чата</b>
settings-changed = ✅ Готово
settings-unread = Не понимаю: «{ $words }». Выберите кнопками или напишите, например: /settings мм, 24 часа
settings-for-admins = Настройки группы могут менять только администраторы.
setting-language = 🌐 Язык
setting-temperature = 🌡 Температура
setting-wind = 💨 Ветер
setting-pressure = 🧭 Давление
setting-pressure_level = ⛰ Уровень давления
setting-clock = 🕒 Формат времени
setting-theme = 🎨 Картинки
setting-daily_picture = 🖼 Ежедневный прогноз
setting-layout = 📋 Несколько городов
settings-units-us = 🇺🇸 Единицы США: °F, мили
settings-units-metric = 📏 Метрические единицы
setting-by-default = По умолчанию: { $value }
setting-by-language = По языку: { $value }
language-name = Русский
language-of-user = как в Telegram
toast-set = Готово

## Wind directions
from-0 = С
from-1 = СВ
from-2 = В
from-3 = ЮВ
from-4 = Ю
from-5 = ЮЗ
from-6 = З
from-7 = СЗ

## Titles of places
capital = { $name }, { $country } (столица)
stand-in = { $name } (по запросу «{ $asked }»)
away = примерно { $distance } от точки

## Failures
no-such-place = нет такого места
no-such-place-choices = нет такого места. Может быть, одно из этих?
no-such-place-there = там такого места нет. Может быть, одно из этих?
which-one = какое место вы имеете в виду?
failure-unavailable = { $status ->
        [0] погодный сервис не отвечает
       *[other] погодный сервис не отвечает ({ $status })
    }
failure-timed-out = погодный сервис не ответил вовремя
failure-malformed = погодный сервис прислал ответ с ошибкой
failure-refused = погодный сервис не отвечает ({ $status ->
        [0] нет доступа
       *[other] { $status }
    })
failure-busy = погодный сервис перегружен, попробуйте позже
failure-bad-request = для этого места нет данных ни у одного сервиса
failure-late = ответ не пришёл вовремя
failure-share-spent =
    вы спросили о многих новых местах, попробуйте снова через { $hours ->
            [0] { $minutes } мин
           *[other] { $hours } ч
        }
failure-too-many-names = слишком много незнакомых названий в одном сообщении, пришлите это отдельно
left-out = { $count ->
        [one] Не вошло { $count } место, больше { $limit } за раз нельзя: { $names }
        [few] Не вошли { $count } места, больше { $limit } за раз нельзя: { $names }
       *[many] Не вошло { $count } мест, больше { $limit } за раз нельзя: { $names }
    }
left-out-more = { $names } и ещё { $more }

## Buttons under answers, and their notices
button-refresh = 🔄 Обновить
button-retry = 🔁 Ещё раз
button-others = 📍 Другое место «{ $name }»?
button-which = 📍 Какое место «{ $name }»?
button-doubts = 📍 Другие места с такими названиями?
button-days = 📅 5 дней
button-ten-days = 📅 10 дней
button-hours = 🕒 По часам
button-air = 🍃 Воздух
button-asked = ‹ К вопросу
button-all-days = ‹ 5 дней
button-now = 🌤 Сейчас
button-back = ‹ Назад
button-us-units = 🇺🇸 Перейти на °F и мили
button-location = 📍 Моя погода
toast-renewed = Обновлено
toast-chosen = Запомнил для этого чата
toast-chosen-own = Запомнил для вас
toast-same = Пока ничего нового
toast-failing = Всё ещё не отвечает
toast-refused = Не обновлено: { $reason }
toast-day-over = Этот день уже прошёл. Нажмите «Обновить», чтобы увидеть ближайшие дни.
toast-old = Это сообщение устарело. Спросите ещё раз.
toast-not-yours = Менять этот ответ может тот, кто спросил. Спросите сами: /weather.
toast-no-right = Мне здесь нельзя писать. Обратитесь к администратору.
toast-save-in-private = Сохранять места можно в личном чате со мной.
toast-daily-in-private = Ежедневный прогноз настраивается в личном чате со мной.

## Inline mode
inline-here = 📍 Рядом: { $name }
inline-updated = Обновлено { $time }
inline-updated-at = в { $time }
inline-days = 📅 { $names }: 5 дней
inline-comparison = 📅 Сравнение на 5 дней: { $names }
inline-comparison-hint = Максимум, минимум и осадки по дням
inline-hint = Напишите города, например { example-comma }
guest-hint = Напишите после моего имени один или несколько городов: <i>@{ $bot } { example-comma }</i>
button-share = ↗️ Поделиться
button-add-to-group = ➕ Добавить в группу
button-ask-again = 🔁 Спросить снова

## Saved places
places-title = <b>Сохранённые места</b>
places-use = Отправьте /weather без названий – покажу погоду в них. Нажмите на место, чтобы переместить, переименовать или удалить его.
places-none = Сохранённых мест пока нет. Добавьте их командой <code>/places { example-comma }</code> или кнопкой ⭐ под ответом – тогда хватит одной команды /weather.
places-added = Сохранено: { $names }
places-full = { $name }: не добавлено. В чате может быть не больше { $limit } { $limit ->
        [one] места
       *[other] мест
    }. Сначала удалите какое-нибудь.
places-left-out = Слишком много для одного сообщения, не вошли: { $names }
places-gone = Этого места в списке нет.
places-add = Сохранённые места
places-which = { $action ->
        [name] Какое место переименовать?
       *[remove] Какое место удалить?
    }
places-clear-sure = <b>Удалить все сохранённые места ({ $count })?</b> Прогнозы для сохранённых мест приходить перестанут.
button-clear = 🗑 Да, удалить
places-add-request =
    Какие места добавить? { $chat ->
            [private] Напишите названия
           *[group] Ответьте на это сообщение
        }, например: { example-comma }
places-name-request =
    Как его называть? В этом чате /weather будет понимать это название. { $chat ->
            [private] Напишите его
           *[group] Ответьте на это сообщение
        }, не длиннее { $limit } { $limit ->
            [one] символа
           *[other] символов
        }.
places-name-empty = В названии нужны буквы или цифры, например: <code>/places назвать 2 дача</code>
places-name-long = Слишком длинно: название может быть не длиннее { $limit } { $limit ->
        [one] символа
       *[other] символов
    }.
did-you-mean = нет такого места. Может быть, { $choices }?
not-there = там такого места нет. Может быть, { $choices }?
which-of = какое место вы имеете в виду: { $choices }? Уточните страну или регион.
button-save = ⭐ Сохранить
button-save-all = ⭐ Сохранить все
button-saved = ⭐ Сохранённые места
button-weather = 🌤 Погода
button-add = ➕ Добавить
button-up = ⬆️ Выше
button-down = ⬇️ Ниже
button-name = ✏️ Переименовать
button-unname = Вернуть название «{ $name }»
button-remove = 🗑 Удалить
toast-saved = Сохранено: теперь хватит одной команды /weather
toast-full =
    В чате может быть не больше { $limit } { $limit ->
            [one] места
           *[other] мест
        }. Сначала удалите какое-нибудь: /places

## Daily pushes
daily-title = <b>Прогнозы по расписанию</b>
daily-legend = Нажмите на прогноз, чтобы приостановить его, удалить или сменить часовой пояс.
daily-none = Присылать прогноз каждый день? Выберите время для сохранённых мест или напишите, для каких: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 пн-пт</code>
daily-none-without-places = Присылать прогноз каждый день? Выберите время, и я спрошу, для каких мест. Или напишите сразу всё: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 пн-пт { example-one }</code>
daily-more = Нужен ещё один? Выберите время или напишите <code>/daily 7:30 пн-пт { example-one }</code>
daily-one = <b>{ $time }</b>, { $days } – { $places }
daily-next = следующий: { $when } ({ $zone })
daily-paused = на паузе
daily-saved-places = сохранённые места
daily-set =
    ✅ <b>{ $time }</b>, { $days } – { $places }
    Следующий прогноз: { $when } ({ $zone }). Изменить или отключить: { $command }.
daily-exists =
    Уже назначено: <b>{ $time }</b>, { $days } – { $places }
    Следующий прогноз: { $when } ({ $zone }). Изменить или отключить: { $command }.
daily-not-set = Прогноз пока не назначен: исправьте это и отправьте ещё раз.
daily-usage = Не понял время. Укажите одно время, местное для первого места, например: <code>/daily 08:00</code>, <code>/daily 8:00 { example-two }</code> или <code>/daily 7:30 пн-пт { example-one }</code>
daily-other-days = Так не получится: прогноз приходит раз в день, каждый день или по одним и тем же дням недели, по часам первого места. Например: <code>/daily 08:00</code> или <code>/daily 7:30 пн-пт { example-one }</code>
daily-full = Здесь уже { $limit } { $limit ->
        [one] ежедневный прогноз
        [few] ежедневных прогноза
       *[many] ежедневных прогнозов
    }, больше нельзя. Сначала удалите какой-нибудь: { $command }
daily-where =
    Для каких мест присылать прогноз? Время – местное для первого из них. { $chat ->
            [private] Напишите названия
           *[group] Ответьте на это сообщение
        }, например: { example-comma }. Изменить или отключить можно в любой момент: /daily
daily-hours = UTC{ $offset }
daily-offer =
    { $names }: присылать прогноз { $days } в { $time }?
    Изменить или отключить можно в любой момент: /daily
daily-offer-saved = Сохранённые места
daily-off = Ежедневных прогнозов здесь нет. Настроить – /daily.

## Pushes into channels
button-choose-channel = 📢 Выбрать канал
channels-title = <b>Прогнозы в ваших каналах</b>
channels-none = Прогнозов в ваших каналах нет.
channel-empty = прогнозов пока нет: чтобы настроить, выберите канал ещё раз
channel-lost = отключено: мне нельзя там публиковать
channel-choose = В каком канале? Нажмите кнопку внизу: Telegram покажет каналы, куда вы можете меня добавить, и даст мне только право публиковать.
channel-when = Когда и для каких мест? Ответьте на это сообщение, например: <i>08:00 { example-two }</i>. Время – местное для первого места.
channel-where = Для каких мест? Напишите в ответ время и места, например: <i>08:00 { example-two }</i>
channel-no-right = Мне нельзя публиковать в канале { $title }. Сделайте меня его администратором с правом публиковать сообщения и выберите канал ещё раз: /channel
channel-for-admins = Настроить это может только администратор канала { $title } с правом публиковать.
channel-taken = Прогнозы в канале { $title } уже настроил другой администратор, он и может их менять.
channel-full = У вас уже { $limit } каналов с прогнозами, больше нельзя. Сначала удалите какой-нибудь: /channel
channel-gone = Этого канала я больше не знаю. Выберите его ещё раз: /channel
channel-in-private = Прогнозы для канала настраиваются в личном чате со мной: отправьте там /channel.
channel-switched-off = 📢 { $title }: мне больше нельзя там публиковать, поэтому прогноз отключён. Он возобновится, когда мне вернут право публиковать сообщения. Удалить его: /channel
days-every = каждый день
day-0 = пн
day-1 = вт
day-2 = ср
day-3 = чт
day-4 = пт
day-5 = сб
day-6 = вс
date-today = сегодня в { $time }
date-tomorrow = завтра в { $time }
date-later = { $date } в { $time }
button-pause = ⏸ Приостановить
button-resume = ▶️ Возобновить
button-zone = 🌍 Сменить часовой пояс
button-end = 🗑 Удалить
button-at = ⏰ { $time }
button-offer-accept = Да, в { $time }
button-offer-other = Другое время
toast-paused = На паузе
toast-resumed = Прогноз снова будет приходить
toast-zone = Теперь по времени { $zone }
toast-one-zone = Все эти места – в одном часовом поясе. Сохраните место в нужном поясе: /places
toast-removed = Удалено

## Daily forecast
push-tomorrow = завтра, { $date }
push-today = сегодня, { $date }
push-all-day = { $kind } весь день
push-rest-of-day = { $kind } до конца дня
push-from = { $kind } с { $start }
push-until = { $kind } до { $end }
push-between = { $kind } { $start }–{ $end }
push-broken = { $spell }, с перерывами
push-and = { $spells } и { $spell }
push-likely = { $spell } ({ $percent })
push-may-rain = возможен дождь
push-may-snow = возможен снег
push-may-fall = возможны осадки
push-warmer = Теплее, чем { $before ->
        [today] сегодня: сегодня до
       *[yesterday] вчера: было до
    } { $high }
push-colder = Холоднее, чем { $before ->
        [today] сегодня: сегодня до
       *[yesterday] вчера: было до
    } { $high }
push-dry = { $before ->
        [today] Сегодня осадки, а завтра их не ожидается
       *[yesterday] Вчера были осадки, а сегодня их не ожидается
    }
push-no-places = Сегодня без прогноза: сохранённых мест больше нет. Добавить места: /places. Отключить прогноз: /daily.

## Alerts: the watched places and their settings
alert-name-precipitation = 🌧 Скоро дождь или снег
alert-name-frost = 🥶 Мороз
alert-name-heat = 🥵 Жара
alert-name-gusts = 💨 Сильный ветер
alert-name-heavy-rain = ☔️ Сильный дождь
alert-name-heavy-snow = ❄️ Снегопад
alert-name-uv = ☀️ УФ-индекс
alert-name-warnings = ⚠️ Предупреждения
alert-line-precipitation = 🌧 Дождь или снег – незадолго до начала
alert-line-frost = 🥶 Мороз: { $threshold } и холоднее
alert-line-heat = 🥵 Жара: { $threshold } и жарче
alert-line-gusts = 💨 Порывы ветра: { $threshold } и сильнее
alert-line-heavy-rain = ☔️ Сильный дождь: { $threshold } за сутки и больше
alert-line-heavy-snow = ❄️ Снегопад: { $threshold } за сутки и больше
alert-line-uv = ☀️ УФ-индекс: { $threshold } и выше
alert-line-warnings = ⚠️ Официальные предупреждения: { $severity } и выше
alerts-title = <b>🔔 Оповещения</b>
alerts-none = <b>🔔 Оповещения</b>: напишу, когда ожидаются дождь, снег, мороз, жара, сильный ветер или объявлено официальное предупреждение.
alerts-where =
    { alerts-none }

    Для каких мест? { $chat ->
            [private] Напишите названия
           *[group] Ответьте на это сообщение
        }, например: { example-comma }
alerts-where-saved =
    { alerts-none }

    Для сохранённых мест или для других? Напишите, например: <code>/alerts { example-one }</code>
alerts-add = Оповещения
alerts-legend = Нажмите на место, чтобы выбрать, о чём сообщать, приостановить или убрать его. Добавить ещё: <code>/alerts { example-one }</code>
alerts-all = обо всём
alerts-nothing = ничего не включено
alerts-paused = на паузе
alerts-added = ✅ Слежу за погодой: { $names }
alerts-change = Изменить или отключить можно в любой момент: /alerts
alerts-watch = 🔔 { $name }
alerts-watch-paused = ⏸ { $name } – на паузе
alerts-kinds = <b>О чём сообщу</b>
alerts-no-kinds = Ничего не включено: отметьте, о чём сообщать.
alerts-model = { $phrase } – по модели
alerts-none-seen = 🌤 Дождя и снега до { $end } по модели не видно
alerts-precipitation-unknown = ❔ Дождь: пока неизвестно, погодный сервис не отвечает
alerts-warnings-off = ❔ Официальные предупреждения в этом боте отключены
alerts-warnings-unknown = ❔ Официальные предупреждения: сейчас неизвестно
alerts-muted = 🔕 Без оповещений до { $time }
alerts-quiet = 🌙 Тихие часы: { $hours }
alerts-full = Здесь уже { $limit } { $limit ->
        [one] место
        [few] места
       *[many] мест
    } с оповещениями, больше нельзя. Сначала уберите какое-нибудь: /alerts
alerts-refused = Не добавлено: { $reason }
alerts-not-set = Пока ничего не изменилось: исправьте это и отправьте ещё раз.
alerts-off = Оповещений здесь нет. Настроить – /alerts.
alerts-stop-sure = <b>Отключить оповещения в этом чате?</b> Сейчас слежу за { $count } { $count ->
        [one] местом
       *[other] местами
    }.
alert-settings-title = <b>⚙️ Настройки оповещений</b> – для всех мест этого чата
alert-settings-legend = Нажмите на то, что хотите изменить.
alert-settings-quiet = 🌙 Тихие часы: { $hours }
alert-settings-no-quiet = нет
alert-settings-quiet-about = По часам каждого места. Что ещё не устарело, придёт после них; сразу приходят только самые серьёзные официальные предупреждения.
alert-settings-end = 🌤 Когда дождь или снег закончится: { $choice ->
        [on] сообщу
       *[off] не сообщаю
    }
alert-settings-threshold = Измените порог кнопками. По умолчанию: { $default }
alert-settings-severity = <b>⚠️ С какого уровня опасности присылать официальные предупреждения?</b>
alert-offer =
    { $names }: сообщать заранее?
    { $what }

    Изменить или отключить можно в любой момент: /alerts. Прогноз каждый день: /daily
button-alert = 🔔 Оповещать
button-alerts = ⚙️ Оповещения
button-alert-daily = 🔔 И о дожде, и о предупреждениях
button-alert-kinds = ✏️ О чём сообщать
button-alert-settings = ⚙️ Пороги, тихие часы
button-stop-alerts = 🗑 Убрать все
button-default = По умолчанию: { $value }
button-severity = ⚠️ Уровень опасности
button-quiet = 🌙 Тихие часы
button-quiet-from = { $step ->
        [earlier] Начало на час раньше
       *[later] Начало на час позже
    }
button-quiet-until = { $step ->
        [earlier] Конец на час раньше
       *[later] Конец на час позже
    }
button-quiet-off = Без тихих часов
button-tell-end = 🌤 Сообщать, когда закончится
button-no-end = 🌤 Не сообщать, когда закончится
button-mute = 🔕 До завтра
button-unmute = 🔔 Снова оповещать
button-offer-alert = 🔔 Да, сообщать
button-offer-alert-all = 🔔 Обо всём
toast-alerts-paused = На паузе
toast-alerts-resumed = Оповещения снова включены
toast-alerts-on = Включено
toast-alerts-off = Выключено
toast-muted = Без оповещений до { $time }
toast-unmuted = Оповещения снова включены
toast-alerts-in-private = Оповещения настраиваются в личном чате со мной.

## Alerts as they are sent
form-rain = дождь
form-rain-and-snow = дождь со снегом
form-snow = снег
form-thunderstorm = гроза
form-freezing-rain = ледяной дождь
alert-coming = { $name } { $lead }
alert-falling = сейчас { $name }
alert-ending = { $name } закончится { $lead }, около { $time }
alert-over = { $form ->
        [thunderstorm] гроза, похоже, закончилась
        [freezing-rain] ледяной дождь, похоже, закончился
       *[other] { $name }, похоже, закончился
    }
alert-any-minute = вот-вот
alert-in-minutes = примерно через { $minutes } { $minutes ->
        [one] минуту
        [few] минуты
       *[many] минут
    }
alert-in-hours = { $minutes ->
        [0] { $hours ->
            [one] примерно через час
            [few] примерно через { $hours } часа
           *[many] примерно через { $hours } часов
        }
       *[other] примерно через { $hours } ч { $minutes } мин
    }
alert-from-to = с { $start } до { $end }
alert-from = с { $start }
alert-until = до { $end }
alert-tomorrow = { $time } завтра
alert-on-day = { $time } { $date }
alert-peak = до { $rate }
alert-total = всего около { $amount }
alert-ice = гололёд
alert-snow-depth = около { $depth } снега
alert-by-model = По модели, не по радару.
alert-frost = ожидается мороз до { $value }
alert-cold = ожидается похолодание до { $value }
alert-heat = ожидается жара до { $value }
alert-warm = потеплеет до { $value }
alert-gusts = ожидаются порывы ветра до { $value }
alert-heavy-rain = ожидается сильный дождь, около { $value } за сутки
alert-heavy-snow = ожидается снегопад, около { $value } за сутки
alert-uv = УФ-индекс до { $value }
alert-warning-raised = Уровень опасности повышен.
alert-warning-cancelled = отменено предупреждение «{ $event }» ({ $issuer })
alert-more = … и ещё { $count }

## Privacy
privacy =
    <b>Что я храню об этом чате</b>
    • его ID в Telegram и то, можно ли мне сюда писать
    • настройки, сохранённые места, ежедневные прогнозы и оповещения (места, пороги, тихие часы и три дня – что отправлено){ $chat ->
        [group] { "" }
       *[private] {" "}(и те, что вы настроили в каналах), а ещё – предлагал ли я единицы США
    }
    • какое место вы выбрали для названия, которое есть у нескольких мест, в том числе в группах
    • шестьдесят дней – длинные ответы с кнопками, чтобы кнопки работали; два дня – какое моё сообщение отвечает на какое ваше, и округлённые координаты геопозиции или ссылки на карту, чтобы учитывать ваши правки
    • полчаса – места, время и тему последнего вопроса и то, о чём я спросил, чтобы можно было спросить «а завтра?»
    Я храню это, пока вы не удалите, и никому не передаю. Погодные сервисы получают координаты и названия мест, но не узнают, кто спрашивает.

    Сообщение хранится, пока я на него не отвечу, – обычно секунды; после сбоя – не дольше часа, а если сбой мог случиться из-за него – тридцать дней. В логах нет сообщений, а чаты обозначены кодом.

    /privacy export пришлёт всё это файлом.
privacy-sure =
    <b>Удалить всё об этом чате?</b>
    Настройки, сохранённые места, ежедневные прогнозы, оповещения, выбранные места, последний вопрос и сохранённые ответы будут удалены. Часть старых кнопок перестанет работать. Вернуть удалённое нельзя.
privacy-for-admins = Удалить данные группы могут только администраторы.
privacy-deleted = Всё об этом чате удалено. Ежедневных прогнозов и оповещений больше не будет.
privacy-export = Всё, что хранится об этом чате.
button-export = 📄 Прислать файлом
button-delete = 🗑 Удалить всё
button-sure = 🗑 Да, удалить всё
button-keep = ‹ Нет, оставить

## /stats, for admins

stats =
    <b>За 24 часа</b>
    Ответов: { $answers }
    Пользователей: { $users }, групп: { $groups }

    <b>В базе</b>
    Чатов: { $chats }
    Ежедневных рассылок: { $subscriptions }

    <b>Процесс</b>
    Работает { $uptime }
    Память: { $memory } МиБ
    Самая долгая задержка за минуту: { $lag } мс
    Версия { $version }

    <b>Запросы к погодным сервисам</b>
stats-budget = { $provider }: { $spent } из { $limit }
stats-queue =
    <b>Очередь обновлений</b>
    Ждут или в работе: { $length }
    Самое старое ждёт { $oldest } с
    Чатов: { $leases }, процессов: { $workers }
stats-days = { $count ->
    [one] { $count } день
    [few] { $count } дня
   *[other] { $count } дней
}
stats-hours = { $count ->
    [one] { $count } час
    [few] { $count } часа
   *[other] { $count } часов
}
stats-minutes = { $count ->
    [one] { $count } минуту
    [few] { $count } минуты
   *[other] { $count } минут
}
