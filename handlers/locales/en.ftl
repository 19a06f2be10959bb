## Commands, as Telegram lists them
command-weather = Weather now: /weather Moscow London
command-forecast = Five days and a picture: /forecast Moscow
command-places = Saved places, for /weather without a name
command-daily = The day ahead, every morning: /daily 08:00
command-alerts = Rain soon, frost, storms, warnings: /alerts Moscow
command-channel = A daily forecast in your channel
command-settings = Language, units, clock, colours
command-privacy = What is stored, and how to delete it
command-stats = Figures about the bot
command-help = What I can do
profile-name = Weather
profile-description =
    Weather in several cities at once: send me their names, in any language, or your location.

    London, Paris
    Moscow tomorrow evening
    do I need an umbrella in Oslo?

    Forecasts with pictures, a daily message at the time you choose, and alerts before rain and storms.
profile-short-description = Weather and forecasts for several cities at once, with pictures. Just send me the names.

## Start, help and small talk
start =
    <b>Hi! I show the weather in several cities at once.</b>

    Send me their names, in any language: <i>{ example-two }</i> – or your location.

    { help-groups } More: /help
help =
    <b>Weather now</b>
    /weather Moscow London – one city or up to { $limit }. Add a country or region if needed: <i>Paris, Texas</i>. Coordinates work too.
    In a private chat, just send the names: <i>{ example-comma }</i>, a question or a location.
    /forecast Moscow – five days and a picture; compares up to { $compared } cities.
    Under an answer: 📍 another place with that name, ⭐ save, 🔔 alerts.

    <b>Every day</b>
    /places – saved places: /weather and /forecast alone show these.
    /daily 08:00 – the day ahead, every morning; with a picture, if you choose it in /settings.
    /channel – the same in your channel.
    /alerts Moscow – a message before rain, frost, heat, storms, and about official warnings.

    <b>This chat</b>
    /settings – language, units, clock and colours; in a group, for admins.
    /privacy – what is stored, and how to delete it.

    <b>Elsewhere</b>
    { help-groups }{ $inline ->
        [off] {""}
       *[other] {" "}In any chat, type <code>@{ $inline } { example-comma }</code>.
    }

    { $credits }
help-groups = In a group, send /weather and the names, mention me with them, or reply to my answer.
direct-only-weather = Here I only answer questions about the weather: <i>{ example-two }</i>. For the rest, write to @{ $bot }.
group-greeting =
    <b>Hi! Ask me about the weather right here.</b>

    /weather { example-two } – now
    @{ $bot } { example-one } tomorrow – any question
    Or reply to my answer: <i>and tomorrow?</i>

    For admins: { $privacy } I need the right to send messages, and photos for the charts. Language and units: /settings.
group-privacy-on = I only get the messages that are meant for me, not your conversations (privacy mode).
group-privacy-off = privacy mode is off, so I get all messages here, but I only read those meant for me.
help-in-group =
    <b>In this group</b>
    /weather { example-two } – now, in one city or up to { $limit }
    /forecast { example-one } – five days and a picture; compares up to { $compared } cities
    @{ $bot } { example-one } tomorrow evening – any question
    Reply to my answer to ask further: <i>and tomorrow?</i> I answer nothing else.

    <b>Under an answer</b>
    🔄 update and ⭐ save are for everybody; days and other places for the person who asked.

    <b>For the whole group</b>
    /places – saved places: /weather and /forecast alone show these.
    /daily 08:00 – the day ahead, every morning.
    /alerts { example-one } – a message before rain, frost, storms, and about official warnings.
    /settings (admins) – language, units, clock and colours.
    /privacy – what is stored; admins can delete it.

    { $credits }
help-credits = <i>Weather: { $credits }. Place names: <a href="https://www.geonames.org">GeoNames</a> (CC BY 4.0) and these services.</i>
ask-place-group = Which city? Reply to this message with its name.
ask-place = Which city? Send its name, or your location.
talk-greeting = Hello! Send me a city, or your location.
talk-thanks = You’re welcome!
talk-farewell = See you!
no-name = I see no place name in that. Add it to the command: <code>{ $command } { example-two }</code>
unknown-command = I don’t know that command. For the weather, send <code>/weather { example-two }</code>; for the rest, see /help.
unknown-hint = Check the spelling or add a country. For example: <code>/weather { example-two }</code>
unknown-hint-private = Check the spelling or add a country – or send your location.
hint = Send me a city, such as <i>{ example-comma }</i>, or a location. More in /help.
error = Something went wrong on my side. Please try again in a minute.
too-many-waiting = Too many questions at once: I skipped the latest. Ask again when the others are answered.
too-old = I was offline for a while and skipped what is older than an hour. Please ask again.
storage-away = The settings and places of this chat can’t be read or saved right now. Please try again in a minute.
slow-down = That was a lot at once: I answer { $limit } { $limit ->
        [one] message
       *[other] messages
    } a minute. Please wait a little and ask again; several cities fit into one message.

## Examples to tap; each at most 60 bytes
example-one = Moscow
example-two = Moscow London
example-comma = New York, Tokyo

## Conditions
condition-clear = clear
condition-mostly-clear = mostly clear
condition-partly-cloudy = partly cloudy
condition-cloudy = cloudy
condition-overcast = overcast
condition-mist = mist
condition-fog = fog
condition-freezing-fog = freezing fog
condition-haze = haze
condition-smoke = smoke
condition-dust = dust
condition-sand = blowing sand
condition-ash = volcanic ash
condition-drizzle = drizzle
condition-freezing-drizzle = freezing drizzle
condition-freezing-rain = freezing rain
condition-light-rain = light rain
condition-rain = rain
condition-heavy-rain = heavy rain
condition-very-heavy-rain = very heavy rain
condition-rain-showers = rain showers
condition-heavy-showers = heavy showers
condition-sleet = sleet
condition-rain-and-snow = rain and snow
condition-light-snow = light snow
condition-snow = snow
condition-heavy-snow = heavy snow
condition-snow-showers = snow showers
condition-heavy-snow-showers = heavy snow showers
condition-thunderstorm = thunderstorm
condition-heavy-thunderstorm = heavy thunderstorm
condition-hail = thunderstorm with hail
condition-heavy-hail = heavy thunderstorm with hail
condition-squall = squalls
condition-tornado = tornado

## Hazards, in full and as short names
hazard-tornado = Tornado
hazard-squall = Squalls
hazard-hurricane-gusts = Hurricane-force gusts up to { $gust }
hazard-heavy-hail = Severe thunderstorm with hail
hazard-hail = Thunderstorm with hail
hazard-heavy-thunderstorm = Severe thunderstorm
hazard-storm-gusts = Storm gusts up to { $gust }
hazard-ash = Volcanic ash
hazard-freezing-rain = Ice: freezing rain
hazard-freezing-drizzle = Ice: freezing drizzle
hazard-thunderstorm = Thunderstorm
hazard-very-heavy-rain = Very heavy rain
hazard-heavy-snow = Heavy snow
hazard-heavy-snow-showers = Heavy snow showers
hazard-heavy-showers = Heavy showers
hazard-heavy-rain = Heavy rain
hazard-strong-gusts = Strong gusts up to { $gust }
hazard-name-tornado = tornado
hazard-name-squall = squalls
hazard-name-hurricane-gusts = hurricane-force gusts
hazard-name-heavy-hail = severe thunderstorm with hail
hazard-name-hail = thunderstorm with hail
hazard-name-heavy-thunderstorm = severe thunderstorm
hazard-name-storm-gusts = storm gusts
hazard-name-ash = volcanic ash
hazard-name-freezing-rain = ice
hazard-name-freezing-drizzle = ice
hazard-name-thunderstorm = thunderstorm
hazard-name-very-heavy-rain = very heavy rain
hazard-name-heavy-snow = heavy snow
hazard-name-heavy-snow-showers = heavy snow showers
hazard-name-heavy-showers = heavy showers
hazard-name-heavy-rain = heavy rain
hazard-name-strong-gusts = strong gusts

## Hazards in a picture: one word each, at most ten letters
mark-tornado = tornado
mark-squall = squalls
mark-hurricane-gusts = hurricane
mark-heavy-hail = hail
mark-hail = hail
mark-heavy-thunderstorm = thunder
mark-storm-gusts = storm
mark-ash = ash
mark-freezing-rain = ice
mark-freezing-drizzle = ice
mark-thunderstorm = thunder
mark-very-heavy-rain = downpour
mark-heavy-snow = heavy snow
mark-heavy-snow-showers = heavy snow
mark-heavy-showers = heavy rain
mark-heavy-rain = heavy rain
mark-strong-gusts = gusts
mark-heat = heat
mark-frost = frost

## One report
feels-like = feels like { $temperature }
wind = wind { $speed }
wind-from = wind { $speed } { $direction }
calm = calm
gusts = gusts { $speed }
humidity = humidity { $percent }
pressure = pressure { $pressure }
pressure-at = pressure { $pressure } { $level }
clouds = clouds { $percent }
visibility = visibility { $distance }
visibility-or-more = visibility { $distance } or more
precipitation = precipitation { $rate }
age-minutes = { $minutes } min ago
age-hours = { $hours } h ago
age-hours-minutes = { $hours } h { $minutes } min ago
as-of = as of { $time }, { $age }
as-of-day = as of { $date }, { $time }
local-time = now { $time }

## The days to come
temperature-span = { $low } to { $high }
wind-brief = { $speed } { $direction }
day-unknown = no data
day-whole = whole day
day-rest = rest of the day
polar-day = Polar day
polar-night = Polar night
picture-dry = No rain or snow expected
picture-precipitation-unknown = Precipitation: no data
picture-now = now
picture-sun = ☀ { $rise }–{ $set }
picture-millimetres = Precipitation, mm/h
picture-inches = Precipitation, in/h
picture-likely = likely (from { $percent })
picture-unlikely = possible
picture-hour-am = { $hour }a
picture-hour-pm = { $hour }p
picture-wind = Wind, { $unit }
picture-wind-and-gusts = Wind and gusts (bold), { $unit }
picture-wind-unknown = Wind: no data
picture-busy = 🖼 Too many pictures are being drawn right now. Press { button-refresh } in a minute.
picture-origin = { $provider }, { $date }, { $time }
table-highest = max
table-lowest = min

## The answer to a question about one time or one quantity
when-now = now
when-day = { $day ->
        [yesterday] yesterday, { $date }
        [today] today, { $date }
        [tomorrow] tomorrow, { $date }
       *[other] { $date }
    }
when-rest = { $when }, from now on
when-hour = { $day ->
        [yesterday] yesterday at { $time }, { $date }
        [today] today at { $time }
        [tomorrow] tomorrow at { $time }, { $date }
       *[other] { $date } at { $time }
    }
when-next-hours = { $count ->
        [one] the next hour, until { $time }
       *[other] the next { $count } hours, until { $time }
    }
when-hours = { $day ->
        [yesterday] yesterday, { $start }–{ $end }, { $date }
        [today] today, { $start }–{ $end }
        [tomorrow] tomorrow, { $start }–{ $end }, { $date }
       *[other] { $date }, { $start }–{ $end }
    }
when-until-dawn = { $day ->
        [yesterday] last night, { $hours }
        [today] tonight, { $hours }
        [tomorrow] tomorrow night, { $date }, { $hours }
       *[other] the night of { $date }, { $hours }
    }
when-night = { $day ->
        [yesterday] last night, { $hours }
        [today] tonight, { $hours }
        [tomorrow] overnight, { $date }, { $hours }
       *[other] the night of { $date }, { $hours }
    }
when-morning = { $day ->
        [yesterday] yesterday morning, { $date }, { $hours }
        [today] this morning, { $hours }
        [tomorrow] tomorrow morning, { $date }, { $hours }
       *[other] { $date } in the morning, { $hours }
    }
when-evening = { $day ->
        [yesterday] yesterday evening, { $date }, { $hours }
        [today] tonight, { $hours }
        [tomorrow] tomorrow evening, { $date }, { $hours }
       *[other] { $date } in the evening, { $hours }
    }
when-part-day = { $day ->
        [yesterday] yesterday afternoon, { $date }, { $hours }
        [today] this afternoon, { $hours }
        [tomorrow] tomorrow afternoon, { $date }, { $hours }
       *[other] { $date } in the afternoon, { $hours }
    }
when-weekend = { $week ->
        [next] next weekend
       *[this] the weekend
    }
when-days = { $week ->
        [next] next week
       *[this] { $count ->
            [one] { $count } day
           *[other] { $count } days
        }
    }
gusts-up-to = gusts up to { $speed }
asked-about = about { $amount }
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
        [snow] snow
        [thunder] thunderstorm
        [hail] hail
        [fog] fog
        [ice] ice
        [frost] frost
        [storm] storm
        [driving] dangerous weather
       *[rain] rain
    }
asked-yes = { $what ->
        [driving] { asked-emoji } Be careful, { $details }
        [storm] { asked-emoji } Yes, { $details }
       *[other] { asked-emoji } Yes: { $details }
    }
asked-likely = { asked-emoji } Likely: { $details }
asked-maybe = { $what ->
        [rain] 🌂 Possibly: { $details }
        [driving] { asked-emoji } Be careful, { $details }
       *[other] { asked-emoji } Possibly: { $details }
    }
asked-no = { $percent ->
        [none] No { asked-name } expected
       *[other] { $what ->
            [thunder] No { asked-name } expected, chance of rain { $percent }
            [hail] No { asked-name } expected, chance of rain { $percent }
           *[other] No { asked-name } expected ({ $percent })
        }
    }
asked-none = { $what ->
        [rain] No, it did not rain
        [snow] No, it did not snow
        [thunder] No, there was no thunderstorm
        [storm] No, there was no storm
       *[other] No, there was no { asked-name }
    }
asked-other = { $past ->
        [true] No { asked-name }, but { $other }
       *[false] No { asked-name } expected, but { $other }
    }
asked-now = { $what ->
        [driving] { asked-emoji } Be careful, right now: { $kind }
       *[other] { asked-emoji } Yes: { $kind } right now
    }
asked-not-now = No { asked-name } right now
asked-not-soon = { $percent ->
        [none] No { asked-name } right now, and none expected in the next { $hours } hours
       *[other] { $what ->
            [thunder] No { asked-name } right now, and none expected in the next { $hours } hours (chance of rain { $percent })
            [hail] No { asked-name } right now, and none expected in the next { $hours } hours (chance of rain { $percent })
           *[other] No { asked-name } right now, and none expected in the next { $hours } hours ({ $percent })
        }
    }
asked-later = { $what ->
        [driving] { asked-emoji } Fine right now, but be careful later: { $details }
       *[other] { asked-emoji } Not right now, but later: { $details }
    }
asked-soon = { asked-emoji } Not right now, but soon: { $details }
asked-lasting = { $line }, for at least { $hours } more hours
asked-below-zero = below freezing
asked-down-to = down to { $temperature }
asked-slippery = slippery, frost after rain or snow
asked-extreme-day = { $what ->
        [colder] 🌡 The coldest: { $day }, { $temperature }
        [drier] ☀️ The driest: { $day }, { $temperature }
       *[warmer] 🌡 The warmest: { $day }, { $temperature }
    }
asked-than-today = { $answer ->
        [same] About the same as today: { $temperature }
        [yes] Yes: { $temperature }, today { $today }
       *[no] No: { $temperature }, today { $today }
    }
asked-limit = { $answer ->
    [yes] Yes: { $line }
    [gusts] Only in gusts: { $line }
   *[no] No: { $line }
}
asked-limit-days = Yes: { $days }
asked-limit-no-day = No, on none of these days
asked-no-such-date = there is no such date in the calendar. Which day do you mean?
asked-no-such-time = there is no such time. Which hour do you mean?
asked-unclear-time = which day do you mean? Send me a date or a weekday, such as “Saturday” or “5 December”.
asked-until = { $line }, until { $time }
asked-dry = { $past ->
        [true] dry
       *[false] { $percent ->
            [none] dry
           *[other] no rain or snow expected ({ $percent })
        }
    }
wear-hot = light clothes, and plenty to drink
wear-warm = a T-shirt will do
wear-mild = a light jacket or a sweater
wear-cool = a jacket
wear-chilly = a warm jacket
wear-cold = a winter coat and a hat
wear-frosty = a winter coat, hat and gloves
wear-freezing = hat, scarf and gloves
trend = { $direction ->
        [rising] rising
        [falling] falling
       *[steady] steady
    }
trend-since = { $direction ->
        [steady] steady
        [rising] rising ({ $change } in { $hours } hours)
       *[falling] falling ({ $change } in { $hours } hours)
    }
trend-until = { $direction ->
        [steady] no change ahead
        [rising] going to rise ({ $change } in { $hours } hours)
       *[falling] going to fall ({ $change } in { $hours } hours)
    }
uv-low = low
uv-moderate = moderate
uv-high = high
uv-very-high = very high
uv-extreme = extreme
asked-uv = 🧴 UV index { $index }, { $word }
asked-uv-at = 🧴 UV index up to { $index }, { $word }, around { $time }
asked-uv-protect = Use sun protection from { $start } to { $end }
air-good = good
air-fair = fair
air-moderate = moderate
air-poor = poor
air-very-poor = very poor
air-extremely-poor = extremely poor
air-us-good = good
air-us-moderate = moderate
air-us-sensitive = unhealthy for sensitive groups
air-us-unhealthy = unhealthy
air-us-very-unhealthy = very unhealthy
air-us-hazardous = hazardous
asked-air = { $dot } Air: { $word }, European index { $index }
asked-air-us = { $dot } Air: { $word }, US AQI { $index }
air-day = { $dot } { $word } ({ $index })
air-day-uv = UV { $index }
air-uv = 🧴 UV index { $when ->
        [today] today:
       *[tomorrow] tomorrow:
    } up to { $index }, { $word }
air-uv-none = 🧴 UV index 0, low
air-source = Copernicus CAMS via { $provider }
air-computed = Index computed from the values of { $provider }
notice-uv = 🧴 UV index up to { $index }, { $word }, { $start }–{ $end }
notice-uv-until = 🧴 UV index up to { $index }, { $word }, until { $end }
asked-pm2-5 = PM2.5 { $amount } µg/m³
asked-pm10 = PM10 { $amount } µg/m³
asked-ozone = ozone { $amount } µg/m³
asked-dust = desert dust { $amount } µg/m³
pollen = 🌾 Pollen: { $plants }
pollen-none = 🌾 Almost no pollen in the air
pollen-unknown = 🌾 { $reason ->
        [elsewhere] Pollen is only forecast in Europe
        [season] No pollen forecast there at this time of year
        [source] No pollen data right now
       *[time] No pollen forecast for that day
    }
pollen-of = { $plant } { $level }
pollen-level-none = none
pollen-level-low = low
pollen-level-moderate = moderate
pollen-level-high = high
pollen-level-very-high = very high
pollen-alder = alder
pollen-birch = birch
pollen-olive = olive
pollen-grass = grass
pollen-mugwort = mugwort
pollen-ragweed = ragweed
asked-no-sea = No sea data for that place.
asked-air-above = Air: { $line }
asked-sea = 🌊 Sea { $temperature } (from a model)
asked-waves = waves { $height }
asked-aurora = 🌌 I don’t know whether there will be an aurora; the sky: { $sky }
asked-unknown-quantity = { $what ->
        [aurora] 🌌 I don’t know whether there will be an aurora: the weather services don’t say.
        [tide] 🌊 I don’t know the tides: the weather services don’t say.
       *[magnetic] 🧲 I don’t know about geomagnetic storms: the weather services don’t say.
    }
asked-no-snow-depth = I don’t know how deep the snow is: the weather services don’t say.
asked-sunny = ☀️ Yes: { $condition }
asked-sunny-at-times = 🌤 Partly: { $details }
asked-sun-and-clouds = ⛅ Partly: sun and clouds
asked-not-sunny = ☁️ No: { $condition }
asked-no-sun = ☁️ No sun expected
asked-sun-down = The sun is down at that time
asked-sunny-days = ☀️ Sunny: { $days }
asked-no-sunny-day = ☁️ No really sunny day
sunny = sunny
asked-moon = { $emoji } { $phase }, { $percent } % lit
moon-new = New moon
moon-waxing-crescent = Waxing crescent
moon-first-quarter = First quarter
moon-waxing-gibbous = Waxing gibbous
moon-full = Full moon
moon-waning-gibbous = Waning gibbous
moon-last-quarter = Last quarter
moon-waning-crescent = Waning crescent
moon-next-full = full moon on { $date }
moon-next-new = new moon on { $date }
asked-sunrise = sunrise { $time }
asked-sunset = sunset { $time }
asked-twilight = Light from { $dawn } to { $dusk }
asked-polar = { $kind ->
        [day] ☀️ { $polar }: the sun does not set
       *[night] 🌌 { $polar }: the sun does not rise
    }
asked-colder = { $compared ->
        [same] The same: { $name } { $temperature }
        [two] { $name } is colder: { $temperature }
       *[several] { $name } is the coldest: { $temperature }
    }
asked-warmer = { $compared ->
        [same] The same: { $name } { $temperature }
        [two] { $name } is warmer: { $temperature }
       *[several] { $name } is the warmest: { $temperature }
    }
asked-no-further = No forecast after { $date } yet.
asked-too-far = the forecast reaches { $date } so far. Ask again closer to the day.
asked-past-unknown = Of past days, I only know yesterday.
asked-yesterday-unknown = I don’t know what it was like there: the weather service only gives forecasts.
asked-unknown = { $quantity ->
        [pressure] No pressure data for that time.
        [humidity] No humidity data for that time.
        [uv] No UV index for that place.
        [air] No air quality data for that place.
        [wind] No wind data for that time.
       *[other] No data for that time.
    }

## Official warnings
warning-more = and { $count ->
        [one] { $count } more warning
       *[other] { $count } more warnings
    }
warning-until = until { $end }
warning-from-to = from { $start } to { $end }
warning-issued = Issued by { $issuer }
warning-severity-minor = Minor danger
warning-severity-moderate = Moderate danger
warning-severity-severe = Severe danger
warning-severity-extreme = Extreme danger
warning-source = Source: { $source }
warning-none = No official warnings from the source I can see ({ $source })
warning-none-then = No official warnings for that time so far, from the source I can see ({ $source })
warning-unknown = official warnings are unknown, their source is not answering.
warning-off = official warnings are unknown, they are switched off.
warning-event-avalanche = avalanche danger
warning-event-blizzard = blizzard
warning-event-coastal-flood = coastal flooding
warning-event-cold = extreme cold
warning-event-fire = wildfire danger
warning-event-flash-flood = flash floods
warning-event-flood = flooding
warning-event-fog = fog
warning-event-freezing-fog = freezing fog
warning-event-freezing-rain = freezing rain
warning-event-frost = frost
warning-event-heat = extreme heat
warning-event-hurricane = hurricane
warning-event-ice-storm = ice storm
warning-event-rain = heavy rain
warning-event-snow = snow
warning-event-snow-or-ice = snow or ice
warning-event-storm = storm
warning-event-thunderstorm = thunderstorm
warning-event-tornado = tornado
warning-event-tropical-storm = tropical storm
warning-event-wind = strong wind
warning-event-winter-storm = winter storm

## Units, which stand after a number, and the times of a 12-hour clock
unit-celsius = °C
unit-fahrenheit = °F
unit-metres-per-second = m/s
unit-kilometres-per-hour = km/h
unit-miles-per-hour = mph
unit-knots = kn
unit-hectopascals = hPa
unit-millimetres-of-mercury = mmHg
unit-inches-of-mercury = inHg
unit-place = at ground level
unit-sea = at sea level
unit-kilometres = km
unit-metres = m
unit-millimetres = mm
unit-millimetres-per-hour = mm/h
unit-centimetres = cm
unit-inches = in
unit-inches-per-hour = in/h
unit-miles = mi
unit-feet = ft
unit-percent = %
am = AM
pm = PM
unit-hours-24 = 24-hour
unit-hours-12 = 12-hour
unit-light = light
unit-dark = dark
unit-text-only = text only
unit-with-picture = with a picture
unit-as-text = as text
unit-as-table = as a table

## Answers about several places as a table
rich-now = Now
rich-wind = Wind
rich-details = Details

## Settings
settings-title = <b>Settings of this chat</b>
settings-changed = ✅ Done
settings-unread = I don’t understand “{ $words }”. Choose with the buttons, or write for example: /settings fahrenheit, 12h
settings-for-admins = Only admins can change the settings of a group.
setting-language = 🌐 Language
setting-temperature = 🌡 Temperature
setting-wind = 💨 Wind
setting-pressure = 🧭 Pressure
setting-pressure_level = ⛰ Level of pressure
setting-clock = 🕒 Clock
setting-theme = 🎨 Pictures
setting-daily_picture = 🖼 Daily message
setting-layout = 📋 Several cities
settings-units-us = 🇺🇸 US units: °F, mph
settings-units-metric = 📏 Metric units
setting-by-default = By default: { $value }
setting-by-language = By language: { $value }
language-name = English
language-of-user = as in Telegram
toast-set = Done

## Wind directions
from-0 = N
from-1 = NE
from-2 = E
from-3 = SE
from-4 = S
from-5 = SW
from-6 = W
from-7 = NW

## Titles of places
capital = { $name }, { $country } (its capital)
stand-in = { $name } (for “{ $asked }”)
away = about { $distance } away

## Failures
no-such-place = no such place
no-such-place-choices = no such place. Did you mean one of these?
no-such-place-there = there is no place of that name there. Did you mean one of these?
which-one = which one do you mean?
failure-unavailable = { $status ->
        [0] the weather service is not answering
       *[other] the weather service is not answering ({ $status })
    }
failure-timed-out = the weather service is not answering (timed out)
failure-malformed = the weather service sent an unreadable answer
failure-refused = the weather service is not answering ({ $status ->
        [0] access refused
       *[other] { $status }
    })
failure-busy = the weather service is overloaded, try again later
failure-bad-request = no weather service covers this place
failure-late = the answer did not come in time
failure-share-spent =
    you have asked about many new places, try again in { $hours ->
            [0] { $minutes } min
           *[other] { $hours } h
        }
failure-too-many-names = too many unknown names in one message, send this one separately
left-out = At most { $limit } places a message; left out: { $names }
left-out-more = { $names } and { $more } more

## Buttons under answers, and their notices
button-refresh = 🔄 Refresh
button-retry = 🔁 Try again
button-others = 📍 Another { $name }?
button-which = 📍 Which { $name }?
button-doubts = 📍 Other places with these names?
button-days = 📅 5 days
button-ten-days = 📅 10 days
button-hours = 🕒 Hours
button-air = 🍃 Air
button-asked = ‹ My question
button-all-days = ‹ 5 days
button-now = 🌤 Now
button-back = ‹ Back
button-us-units = 🇺🇸 Use °F, mph, inches
button-location = 📍 Weather here
toast-renewed = Up to date
toast-chosen = I’ll remember that in this chat
toast-chosen-own = Remembered for you
toast-same = Nothing new yet
toast-failing = Still not answering
toast-refused = Not looked up: { $reason }
toast-day-over = That day is over. Press Refresh for the coming days.
toast-old = This message is too old. Please ask again.
toast-not-yours = Only the person who asked can change this answer. Ask your own with /weather.
toast-no-right = I may not send messages here. Please ask an admin.
toast-save-in-private = Places are saved in a private chat with me.
toast-daily-in-private = Daily forecasts are set up in a private chat with me.

## Inline mode
inline-here = 📍 Here: { $name }
inline-updated = Updated { $time }
inline-updated-at = at { $time }
inline-days = 📅 { $names }: 5 days
inline-comparison = 📅 5 days compared: { $names }
inline-comparison-hint = Highs, lows and rain, day by day
inline-hint = Type cities, such as { example-comma }
guest-hint = Write one or more cities after my name: <i>@{ $bot } { example-comma }</i>
button-share = ↗️ Share
button-add-to-group = ➕ Add me to a group
button-ask-again = 🔁 Ask again

## Saved places
places-title = <b>Saved places</b>
places-use = Send /weather alone to see the weather there. Tap a place to move, rename or remove it.
places-none = No saved places yet. Add some with <code>/places { example-comma }</code>, or with ⭐ under an answer. Then /weather alone shows them.
places-added = Saved: { $names }
places-full = { $name } was not added: a chat can have { $limit } places. Remove one first.
places-left-out = Too many for one message, left out: { $names }
places-gone = That place is not on the list.
places-add = Saved places
places-which = { $action ->
        [name] Which place do you want to rename?
       *[remove] Which place shall I remove?
    }
places-clear-sure = <b>Remove { $count ->
        [one] the saved place
       *[other] all { $count } saved places
    }?</b> Daily forecasts for saved places will have nothing to report.
button-clear = 🗑 Yes, remove
places-add-request =
    Which places? { $chat ->
            [private] Send me their names
           *[group] Reply to this message
        }, for example: { example-comma }
places-name-request =
    What do you call it? /weather will know that name in this chat. { $chat ->
            [private] Send me the name
           *[group] Reply to this message
        }, { $limit } characters at most.
places-name-empty = A name needs letters or digits, for example: <code>/places name 2 dacha</code>
places-name-long = That name is too long: { $limit } characters at most.
did-you-mean = no such place. Did you mean { $choices }?
not-there = there is no place of that name there. Did you mean { $choices }?
which-of = which one do you mean: { $choices }? Please add the country or region.
button-save = ⭐ Save
button-save-all = ⭐ Save all
button-saved = ⭐ Saved places
button-weather = 🌤 Weather there
button-add = ➕ Add
button-up = ⬆️ Up
button-down = ⬇️ Down
button-name = ✏️ Rename
button-unname = Call it { $name } again
button-remove = 🗑 Remove
toast-saved = Saved: /weather alone shows { $count ->
        [one] it
       *[other] them
    } from now on
toast-full = A chat can have { $limit } places. Remove one first: /places

## Daily pushes
daily-title = <b>Daily forecasts</b>
daily-legend = Tap one to pause it, delete it or change its time zone.
daily-none = Would you like a forecast every day? Choose a time for your saved places, or say which places: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 mon-fri</code>
daily-none-without-places = Would you like a forecast every day? Choose a time, and I will ask for the places. Or send both: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 mon-fri { example-one }</code>
daily-more = To add another, choose a time or send <code>/daily 7:30 mon-fri { example-one }</code>
daily-one = <b>{ $time }</b>, { $days } – { $places }
daily-next = next: { $when } ({ $zone })
daily-paused = paused
daily-saved-places = saved places
daily-set =
    ✅ <b>{ $time }</b>, { $days } – { $places }
    Next forecast: { $when } ({ $zone }). Change it or turn it off: { $command }.
daily-exists =
    Already set: <b>{ $time }</b>, { $days } – { $places }
    Next forecast: { $when } ({ $zone }). Change it or turn it off: { $command }.
daily-not-set = No forecast is scheduled yet: please correct this and send it again.
daily-usage = I didn’t understand the time. Send one time, in the first place’s local time, for example <code>/daily 08:00</code>, <code>/daily 8:00 { example-two }</code> or <code>/daily 7:30 mon-fri { example-one }</code>
daily-other-days = I can’t do that: I send one forecast a day, every day or on the same weekdays, by the first place’s clock. For example <code>/daily 08:00</code> or <code>/daily 7:30 mon-fri { example-one }</code>
daily-full = There are { $limit } daily forecasts here, and that is the limit. Delete one first: { $command }
daily-where =
    For which places? The time is the first one’s local time. { $chat ->
            [private] Send me their names
           *[group] Reply to this message
        }, for example: { example-comma }. You can change or stop it any time: /daily
daily-hours = UTC{ $offset }
daily-offer =
    { $names }: shall I send the forecast { $days } at { $time }?
    You can change or stop it any time: /daily
daily-offer-saved = Saved places
daily-off = No daily forecasts are set here. Set one with /daily.

## Pushes into channels
button-choose-channel = 📢 Choose a channel
channels-title = <b>Daily forecasts in your channels</b>
channels-none = No daily forecasts are set up in your channels.
channel-empty = no forecasts yet: choose the channel again to set one
channel-lost = switched off: I may not post there
channel-choose = In which channel? Tap the button below: Telegram shows the channels where you can add me, and gives me the right to post, nothing else.
channel-when = When, and for which places? Reply to this message, for example: <i>08:00 { example-two }</i>. The time is the first place’s local time.
channel-where = For which places? Reply with the time and the places, for example: <i>08:00 { example-two }</i>
channel-no-right = I may not post in { $title }. Make me an admin there with the right to post messages, then choose it again: /channel
channel-for-admins = Only an admin of { $title } who may post there can set this up.
channel-taken = Another admin has already set up forecasts in { $title }, and can change them.
channel-full = You have { $limit } channels with forecasts, and that is the limit. Remove one first: /channel
channel-gone = I don’t know that channel any more. Choose it again: /channel
channel-in-private = Forecasts in a channel are set up in a private chat with me: send /channel there.
channel-switched-off = 📢 { $title }: I may no longer post there, so the daily forecast is switched off. It starts again when I get back the right to post messages. To remove it: /channel
days-every = every day
day-0 = Mon
day-1 = Tue
day-2 = Wed
day-3 = Thu
day-4 = Fri
day-5 = Sat
day-6 = Sun
date-today = today at { $time }
date-tomorrow = tomorrow at { $time }
date-later = on { $date } at { $time }
button-pause = ⏸ Pause
button-resume = ▶️ Resume
button-zone = 🌍 Change the time zone
button-end = 🗑 Delete
button-at = ⏰ { $time }
button-offer-accept = Yes, at { $time }
button-offer-other = Another time
toast-paused = Paused
toast-resumed = Resumed
toast-zone = Now in { $zone } time
toast-one-zone = All these places are in one time zone. Save a place in the zone you need: /places
toast-removed = Deleted

## Daily forecast
push-tomorrow = tomorrow, { $date }
push-today = today, { $date }
push-all-day = { $kind } all day
push-rest-of-day = { $kind } for the rest of the day
push-from = { $kind } from { $start }
push-until = { $kind } until { $end }
push-between = { $kind } { $start }–{ $end }
push-broken = { $spell }, on and off
push-and = { $spells } and { $spell }
push-likely = { $spell } ({ $percent })
push-may-rain = may rain
push-may-snow = may snow
push-may-fall = may rain or snow
push-warmer = Warmer than { $before ->
        [today] today’s
       *[yesterday] yesterday’s
    } high of { $high }
push-colder = Colder than { $before ->
        [today] today’s
       *[yesterday] yesterday’s
    } high of { $high }
push-dry = { $before ->
        [today] Wet today, but dry tomorrow
       *[yesterday] Wet yesterday, but dry today
    }
push-no-places = No forecast today: no saved places are left. Add some: /places. Turn the forecast off: /daily.

## Alerts: the watched places and their settings
alert-name-precipitation = 🌧 Rain or snow soon
alert-name-frost = 🥶 Frost
alert-name-heat = 🥵 Heat
alert-name-gusts = 💨 Strong gusts
alert-name-heavy-rain = ☔️ Heavy rain
alert-name-heavy-snow = ❄️ Heavy snow
alert-name-uv = ☀️ UV
alert-name-warnings = ⚠️ Official warnings
alert-line-precipitation = 🌧 Rain or snow, shortly before it starts
alert-line-frost = 🥶 Frost: { $threshold } or colder
alert-line-heat = 🥵 Heat: { $threshold } or hotter
alert-line-gusts = 💨 Gusts: { $threshold } or more
alert-line-heavy-rain = ☔️ Heavy rain: { $threshold } or more over 24 hours
alert-line-heavy-snow = ❄️ Heavy snow: { $threshold } or more over 24 hours
alert-line-uv = ☀️ UV index: { $threshold } or more
alert-line-warnings = ⚠️ Official warnings: { $severity } or worse
alerts-title = <b>🔔 Alerts</b>
alerts-none = <b>🔔 Alerts</b>: a message when rain, snow, frost, heat, strong wind or an official warning is coming.
alerts-where =
    { alerts-none }

    For which places? { $chat ->
            [private] Send me their names
           *[group] Reply to this message
        }, for example: { example-comma }
alerts-where-saved =
    { alerts-none }

    For your saved places, or for others? Send for example <code>/alerts { example-one }</code>
alerts-add = Alerts
alerts-legend = Tap a place to choose what I tell you, to pause or to remove it. More places: <code>/alerts { example-one }</code>
alerts-all = everything
alerts-nothing = nothing is switched on
alerts-paused = paused
alerts-added = ✅ I’m watching { $names }
alerts-change = Change or stop it any time: /alerts
alerts-watch = 🔔 { $name }
alerts-watch-paused = ⏸ { $name } – paused
alerts-kinds = <b>I’ll tell you about</b>
alerts-no-kinds = Nothing is switched on: tap what I should tell you.
alerts-model = { $phrase } – by the model
alerts-none-seen = 🌤 The model shows no rain or snow until { $end }
alerts-precipitation-unknown = ❔ Rain: unknown right now, the weather service is not answering
alerts-warnings-off = ❔ Official warnings: switched off in this bot
alerts-warnings-unknown = ❔ Official warnings: unknown right now
alerts-muted = 🔕 Muted until { $time }
alerts-quiet = 🌙 Quiet hours: { $hours }
alerts-full = There { $limit ->
        [one] is { $limit } place
       *[other] are { $limit } places
    } with alerts here, and that is the limit. Remove one first: /alerts
alerts-refused = Not added: { $reason }
alerts-not-set = Nothing has changed yet: please correct this and send it again.
alerts-off = No alerts are set here. Set some with /alerts.
alerts-stop-sure = <b>Stop the alerts of this chat?</b> { $count ->
        [one] One place is watched.
       *[other] { $count } places are watched.
    }
alert-settings-title = <b>⚙️ Settings of the alerts</b>, for all places of this chat
alert-settings-legend = Tap what you want to change.
alert-settings-quiet = 🌙 Quiet hours: { $hours }
alert-settings-no-quiet = none
alert-settings-quiet-about = By the clock of each place. What is still of use comes when they end; only the most severe official warnings come at once.
alert-settings-end = 🌤 When rain or snow is over: { $choice ->
        [on] I tell you
       *[off] I say nothing
    }
alert-settings-threshold = Change it with the buttons. By default: { $default }
alert-settings-severity = <b>⚠️ From which severity on shall I pass on official warnings?</b>
alert-offer =
    { $names }: shall I tell you in advance?
    { $what }

    You can change or stop it any time: /alerts. For a forecast every day: /daily
button-alert = 🔔 Alerts
button-alerts = ⚙️ Alerts
button-alert-daily = 🔔 Rain and warnings too
button-alert-kinds = ✏️ Choose what
button-alert-settings = ⚙️ Thresholds, quiet hours
button-stop-alerts = 🗑 Remove all
button-default = By default: { $value }
button-severity = ⚠️ Severity
button-quiet = 🌙 Quiet hours
button-quiet-from = { $step ->
        [earlier] Begin 1 h earlier
       *[later] Begin 1 h later
    }
button-quiet-until = { $step ->
        [earlier] End 1 h earlier
       *[later] End 1 h later
    }
button-quiet-off = No quiet hours
button-tell-end = 🌤 Tell me when it is over
button-no-end = 🌤 Don’t tell me when it is over
button-mute = 🔕 Until tomorrow
button-unmute = 🔔 Unmute
button-offer-alert = 🔔 Yes, tell me
button-offer-alert-all = 🔔 Everything
toast-alerts-paused = Paused
toast-alerts-resumed = Alerts are on again
toast-alerts-on = On
toast-alerts-off = Off
toast-muted = No alerts until { $time }
toast-unmuted = Alerts are on again
toast-alerts-in-private = Alerts are set up in a private chat with me.

## Alerts as they are sent
form-rain = rain
form-rain-and-snow = rain and snow
form-snow = snow
form-thunderstorm = thunderstorm
form-freezing-rain = freezing rain
alert-coming = { $name } { $lead }
alert-falling = { $name } now
alert-ending = { $name } ends { $lead }, around { $time }
alert-over = { $form ->
        [thunderstorm] the thunderstorm seems to be over
        [rain-and-snow] the rain and snow seem to be over
        [freezing-rain] the freezing rain seems to be over
       *[other] the { $name } seems to be over
    }
alert-any-minute = any minute now
alert-in-minutes = in about { $minutes } minutes
alert-in-hours = { $minutes ->
        [0] { $hours ->
            [one] in about an hour
           *[other] in about { $hours } hours
        }
       *[other] in about { $hours } h { $minutes } min
    }
alert-from-to = from { $start } to { $end }
alert-from = from { $start }
alert-until = until { $end }
alert-tomorrow = { $time } tomorrow
alert-on-day = { $time } on { $date }
alert-peak = up to { $rate }
alert-total = total about { $amount }
alert-ice = icy roads
alert-snow-depth = about { $depth } of snow
alert-by-model = From a model, not radar.
alert-frost = frost expected, down to { $value }
alert-cold = cold expected, down to { $value }
alert-heat = heat expected, up to { $value }
alert-warm = up to { $value } expected
alert-gusts = gusts up to { $value } expected
alert-heavy-rain = heavy rain expected, about { $value } over 24 hours
alert-heavy-snow = heavy snow expected, about { $value } over 24 hours
alert-uv = UV index up to { $value }
alert-warning-raised = Now more severe than before.
alert-warning-cancelled = warning cancelled – { $event } ({ $issuer })
alert-more = … and { $count } more

## Privacy
privacy =
    <b>What I store about this chat</b>
    • its Telegram ID, and whether I can write here
    • its settings, saved places, daily forecasts and alerts (places, thresholds, quiet hours, and for three days what was sent){ $chat ->
        [group] { "" }
       *[private] {" "}(also those in channels that you set up), and whether US units were offered
    }
    • which place you chose for a name that several places share, in groups as well
    • for sixty days: long answers with buttons, so that the buttons work; for two days: which message of mine answers which of yours, and the rounded coordinates of a location or map link, so that I can follow your edits
    • for half an hour: the places, time and subject of the last question, and what I asked you, so that you can ask “and tomorrow?”
    I keep it until you delete it, and share it with no one. Weather services get coordinates and place names, never who asks.

    A message is kept until it is answered, usually for seconds; after a failure, for an hour at most, or thirty days if the message may have caused it. Logs hold no messages, and chats only as a code.

    /privacy export sends everything as a file.
privacy-sure =
    <b>Delete everything about this chat?</b>
    Settings, saved places, daily forecasts, alerts, choices, the last question and stored answers will be deleted. Old buttons may stop working. This cannot be undone.
privacy-for-admins = Only admins can delete a group’s data.
privacy-deleted = Everything about this chat is deleted. There will be no more daily forecasts or alerts.
privacy-export = Everything stored about this chat.
button-export = 📄 Get it as a file
button-delete = 🗑 Delete everything
button-sure = 🗑 Yes, delete everything
button-keep = ‹ No, keep it

## /stats, for admins

stats =
    <b>Last 24 hours</b>
    Answers: { $answers }
    Users: { $users }, groups: { $groups }

    <b>Stored</b>
    Chats: { $chats }
    Daily messages: { $subscriptions }

    <b>Process</b>
    Running for { $uptime }
    Memory: { $memory } MiB
    Longest delay of the last minute: { $lag } ms
    Version { $version }

    <b>Calls of weather services</b>
stats-budget = { $provider }: { $spent } of { $limit }
stats-queue =
    <b>Queue of updates</b>
    Waiting or in progress: { $length }
    The oldest has waited { $oldest } s
    Chats: { $leases }, processes: { $workers }
stats-days = { $count } days
stats-hours = { $count } hours
stats-minutes = { $count ->
    [one] { $count } minute
   *[other] { $count } minutes
}
