## Commands, as Telegram lists them
command-weather = Weather now: /weather Moscow London
command-forecast = Five days and a picture: /forecast Moscow
command-places = Saved places, for /weather without a name
command-daily = The day ahead, every morning: /daily 08:00
command-settings = Language, units, clock, colours
command-privacy = What is stored, and how to delete it
command-help = What I can do

## Talking
start =
    <b>Hello! I tell you the weather in many cities at once.</b>

    Send me their names, any language will do: <i>{ example-two }</i> – or your location.

    { help-groups }
help =
    <b>Weather now</b>
    /weather Moscow London – one city or up to { $limit }. Add a country or region if you like: <i>Paris, Texas</i>. Coordinates work too.
    Here in private the names alone are enough: <i>{ example-comma }</i>. A location pin works too.
    /forecast Moscow – the next five days, with a picture; up to { $compared } cities are compared.

    <b>Under an answer</b>
    🔄 brings it up to date, 📅 shows the days to come, 🔁 asks once more for what failed, 📍 shows other places of the same name, ⭐ saves the place.

    <b>Every day</b>
    /places – saved places; /weather and /forecast without a name show these.
    /daily 08:00 – the day ahead, sent to you every morning.
    /privacy – what is stored, and how to delete it.

    <b>This chat</b>
    /settings – its language, units, clock and colours; in a group for admins.

    { help-groups }

    <i>Weather: { $credits }. Names of places: <a href="https://www.geonames.org">GeoNames</a> (CC BY 4.0) and these services.</i>
help-groups = In a group, send /weather and the names.
ask-city = Which city? Write it after the command: <code>{ $command } { example-two }</code>
ask-place = Which city? Send its name, or your location.
talk-greeting = Hello! Send me a city, or your location.
talk-thanks = You’re welcome!
talk-farewell = See you!
no-name = I found no name of a place in that. Write it after the command: <code>{ $command } { example-two }</code>
unknown-command = I do not know this command. Ask for the weather with <code>/weather { example-two }</code>; see /help for the rest.
hint = I understand names of cities, such as <i>{ example-comma }</i>, and locations. /help tells more.
error = Something went wrong on my side, and it is noted. Please try again in a minute.
too-many-waiting = Too many questions are waiting here, so I have not read the latest. Please ask again once the others are answered.
too-old = I was away for a while and have not answered what is older than an hour. Please ask again.
storage-away = What this chat has stored cannot be read or changed right now: please try again in a minute.
slow-down = That was a lot at once: I answer { $limit } { $limit ->
        [one] message
       *[other] messages
    } a minute. Please wait a little and ask again; several cities fit into one message.

## Examples to tap; each at most 60 bytes
example-one = Moscow
example-two = Moscow London
example-comma = New York, Tokyo

## Conditions
condition-clear = clear sky
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
condition-sand = sand in the air
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

## Hazards: in full, and as a list of them has room for
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
danger-tornado = tornado
danger-squall = squalls
danger-hurricane-gusts = hurricane-force gusts
danger-heavy-hail = severe thunderstorm with hail
danger-hail = thunderstorm with hail
danger-heavy-thunderstorm = severe thunderstorm
danger-storm-gusts = storm gusts
danger-ash = volcanic ash
danger-freezing-rain = ice
danger-freezing-drizzle = ice
danger-thunderstorm = thunderstorm
danger-very-heavy-rain = very heavy rain
danger-heavy-snow = heavy snow
danger-heavy-snow-showers = heavy snow showers
danger-heavy-showers = heavy showers
danger-heavy-rain = heavy rain
danger-strong-gusts = strong gusts

## One report
feels-like = feels like { $temperature }
wind = wind { $speed }
wind-from = wind { $speed } { $direction }
calm = no wind
gusts = gusts { $speed }
humidity = humidity { $percent }
pressure = pressure { $pressure }
pressure-at = pressure { $pressure } { $level }
clouds = clouds { $percent }
visibility = visibility { $distance }
visibility-or-more = visibility { $distance } or more
precipitation = precipitation { $rate }
age-minutes = { $minutes } min ago
age-hours = { $hours } h ago
age-hours-minutes = { $hours } h { $minutes } min ago
as-of = as of { $time }, { $age }
as-of-day = as of { $date }, { $time }
local-time = now { $time }

## The days to come
wind-brief = { $speed } { $direction }
day-unknown = no data
day-whole = whole day
day-rest = rest of the day
polar-day = Polar day
polar-night = Polar night
picture-dry = No rain or snow to come
picture-wind = Wind and gusts, { $unit }
picture-busy = 🖼 Too many pictures are being drawn right now. Press { button-refresh } in a minute and this one will come.
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
when-night = { $day ->
        [yesterday] yesterday in the night, { $date }, { $hours }
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
asked-rain-yes = ☂️ Yes: { $details }
asked-rain-likely = ☂️ Likely: { $details }
asked-rain-maybe = 🌂 Possibly: { $details }
asked-rain-no = { $percent ->
        [none] No rain expected
       *[other] No rain expected ({ $percent })
    }
asked-rain-none = No, it did not rain
asked-rain-other = { $past ->
        [true] No rain, but { $other }
       *[false] No rain expected, but { $other }
    }
asked-rain-now = ☂️ Yes: { $kind } right now
asked-rain-not-now = No rain right now
asked-rain-not-soon = { $percent ->
        [none] No rain right now, and none expected in the next { $hours } hours
       *[other] No rain right now, and none expected in the next { $hours } hours ({ $percent })
    }
asked-rain-later = ☂️ Not right now, but later: { $details }
asked-snow-yes = ❄️ Yes: { $details }
asked-snow-likely = ❄️ Likely: { $details }
asked-snow-maybe = ❄️ Possibly: { $details }
asked-snow-no = { $percent ->
        [none] No snow expected
       *[other] No snow expected ({ $percent })
    }
asked-snow-none = No, it did not snow
asked-snow-other = { $past ->
        [true] No snow, but { $other }
       *[false] No snow expected, but { $other }
    }
asked-snow-now = ❄️ Yes: { $kind } right now
asked-snow-not-now = No snow right now
asked-snow-not-soon = { $percent ->
        [none] No snow right now, and none expected in the next { $hours } hours
       *[other] No snow right now, and none expected in the next { $hours } hours ({ $percent })
    }
asked-snow-later = ❄️ Not right now, but later: { $details }
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
asked-uv-protect = Sun protection from { $start } to { $end }
air-good = good
air-fair = fair
air-moderate = moderate
air-poor = poor
air-very-poor = very poor
air-extremely-poor = extremely poor
asked-air = 🌫 Air: { $word }, European index { $index }
asked-air-us-too = { $air }, US AQI { $index }
asked-air-us = 🌫 Air: US AQI { $index }
asked-pm2-5 = PM2.5 { $amount } µg/m³
asked-pm10 = PM10 { $amount } µg/m³
asked-no-sea = I do not know the sea there.
asked-sea = 🌊 Sea { $temperature } (from a model)
asked-waves = waves { $height } m
asked-sunrise = sunrise { $time }
asked-sunset = sunset { $time }
asked-twilight = Light from { $dawn } to { $dusk }
asked-polar = { $kind ->
        [day] ☀️ { $polar }: the sun does not set
       *[night] 🌌 { $polar }: the sun does not rise
    }
asked-warmer = { $same ->
        [true] The same: { $name } { $temperature }
       *[false] { $name } is warmer: { $temperature }
    }
asked-no-further = No forecast yet past { $date }.
asked-too-far = the forecast reaches to { $date } so far. Ask again closer to the day.
asked-past-unknown = Of days gone by I only know yesterday.
asked-yesterday-unknown = I do not know how it was there: the weather service only tells what is to come.
asked-unknown = { $what ->
        [pressure] The weather service does not tell the pressure for that time.
        [humidity] The weather service does not tell the humidity for that time.
        [uv] The weather service does not tell the UV index there.
        [air] Nobody tells the quality of the air there.
        [wind] The weather service does not tell the wind for that time.
       *[other] The weather service does not tell anything about that time.
    }

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
unit-place = at the place
unit-sea = at sea level
unit-kilometres = km
unit-metres = m
unit-millimetres = mm
unit-millimetres-per-hour = mm/h
unit-percent = %
am = AM
pm = PM
unit-hours-24 = 24 hours
unit-hours-12 = 12 hours
unit-light = light
unit-dark = dark

## Settings
settings-title = <b>Settings of this chat</b>
settings-for-admins = Only admins can change the settings of a group.
setting-language = 🌐 Language
setting-temperature = 🌡 Temperature
setting-wind = 💨 Wind
setting-pressure = 🧭 Pressure
setting-pressure_level = ⛰ Which pressure
setting-clock = 🕒 Clock
setting-theme = 🎨 Pictures
setting-by-default = By default: { $value }
setting-by-language = By language: { $value }
language-name = English
language-of-user = as in Telegram
toast-set = Done

## Where the wind comes from
from-0 = N
from-1 = NE
from-2 = E
from-3 = SE
from-4 = S
from-5 = SW
from-6 = W
from-7 = NW

## Which place
capital = { $name }, { $country } (its capital)
stand-in = { $name } (for “{ $asked }”)
away = about { $distance } away

## What failed
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
failure-bad-request = the weather services know nothing about this place
failure-late = the answer did not come in time
failure-share-spent = you have asked for many new places, try again in { $hours ->
        [0] { $minutes } min
       *[other] { $hours } h
    }
failure-too-many-names = too many unknown names in one message, send this one separately
left-out = At most { $limit } places a message; left out: { $names }
left-out-more = { $names } and { $more } more

## Buttons, and what pressing them says
button-refresh = 🔄 Refresh
button-retry = 🔁 Try again
button-others = 📍 Another { $name }?
button-days = 📅 5 days
button-ten-days = 📅 10 days
button-hours = 🕒 Hours
button-asked = ‹ My question
button-all-days = ‹ 5 days
button-now = 🌤 Now
button-back = ‹ Back
button-location = 📍 Weather here
toast-renewed = Up to date
toast-chosen = I will remember that here
toast-same = Nothing new yet
toast-failing = Still not answering
toast-refused = Not looked up: { $reason }
toast-old = I no longer remember this question. Please ask it again.

## Saved places
places-title = <b>Saved places</b>
places-use = /weather without a name shows the weather there. Tap a place to move, name or remove it.
places-none = No places are saved here yet. Add some with <code>/places { example-comma }</code>, or with ⭐ under the weather of a city: then /weather alone is enough.
places-added = Saved: { $names }
places-full = { $name } was not added: I keep { $limit } places for a chat. Remove one first.
places-left-out = Too many for one message, left out: { $names }
places-gone = That place is not on the list.
places-add = Saved places
places-add-request = Which ones shall I add? Reply to this message, for example: { example-comma }
places-name-request = What do you call it? /weather will know that name here. Reply to this message, with at most { $limit } characters.
places-name-long = That name is too long: at most { $limit } characters, please.
did-you-mean = no such place. Did you mean { $choices }?
not-there = there is no place of that name there. Did you mean { $choices }?
which-of = which one do you mean: { $choices }? Add the country or region, please.
button-save = ⭐ Save
button-saved = ⭐ Saved places
button-weather = 🌤 Weather there
button-add = ➕ Add
button-up = ⬆️ Up
button-down = ⬇️ Down
button-name = ✏️ Give it a name
button-unname = Call it { $name } again
button-remove = 🗑 Remove
toast-saved = Saved: /weather without a name shows it from now on
toast-full = I keep { $limit } places for a chat. Remove one first: /places

## Daily pushes
daily-title = <b>Daily forecasts</b>
daily-legend = ⏸ pause, 🌍 change the time zone, 🗑 delete.
daily-wish = I can write by myself, every day. Send this to set it up: <code>{ $command }</code>
daily-none = Would you like a forecast every day? Choose a time for your saved places, or say which places: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 mon-fri</code>
daily-more = To add another, choose a time or send <code>/daily 7:30 mon-fri { example-one }</code>
daily-one = <b>{ $time }</b>, { $days } – { $places }
daily-next = next: { $when } ({ $zone })
daily-paused = paused
daily-saved-places = saved places
daily-set =
    ✅ <b>{ $time }</b>, { $days } – { $places }
    Next forecast: { $when } ({ $zone }). Change it or turn it off: /daily.
daily-not-set = No forecast is scheduled yet: please correct this and send it again.
daily-usage = I did not understand the time. Give one time, in the first place’s local time, for example <code>/daily 08:00</code>, <code>/daily 8:00 { example-two }</code> or <code>/daily 7:30 mon-fri { example-one }</code>
daily-full = There are { $limit } daily forecasts here already, and that is the limit. Delete one first: /daily
daily-where = For which places? The time is the first one’s local time. Reply to this message, for example: { example-comma }
daily-hours = UTC{ $offset }
daily-offer = { $names }: shall I send the forecast { $days } at { $time }?
daily-offer-saved = Saved places
daily-off = No messages come here by themselves. /daily sets one.
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
button-pause = ⏸ { $number }. { $time }
button-resume = ▶️ { $number }. { $time }
button-zone = 🌍 { $number }
button-end = 🗑 { $number }. { $time }
button-at = ⏰ { $time }
button-offer-accept = Yes, at { $time }
button-offer-other = Another time
toast-paused = Paused
toast-resumed = Resumed
toast-zone = Now in { $zone } time
toast-one-zone = These places and the saved ones share one time zone. Save a place in the zone you need: /places
toast-removed = Deleted

## The day ahead, by itself
push-tomorrow = tomorrow, { $date }
push-today = today, { $date }
push-all-day = { $kind } all day
push-rest-of-day = { $kind } for the rest of the day
push-from = { $kind } from { $start }
push-until = { $kind } until { $end }
push-between = { $kind } { $start }–{ $end }
push-broken = { $spell }, on and off
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
push-no-places = No forecast today: there are no saved places here any more. Add some: /places. Turn these messages off: /daily.

## Privacy
privacy =
    <b>What I store of this chat</b>
    • its number, and whether I may write here
    • its settings, saved places and daily messages
    • which place a name means here, where somebody has chosen
    • for half an hour, the places, time and subject of the last question, so that you can ask “and tomorrow?”
    It is kept until you delete it, and given to nobody. Weather services are told coordinates and names of places, never who asks.

    A message is kept until it is answered, in seconds; after a breakdown for an hour at most, and for thirty days if it may have caused the breakdown. The last answers are in memory so that their buttons work, and gone after a restart. Logs hold no messages, and chats only as a code.

    /privacy export sends all that is stored as a file.
privacy-sure =
    <b>Delete everything about this chat?</b>
    Settings, saved places, daily messages, choices and the last question will be gone. That cannot be undone.
privacy-for-admins = Only admins can delete what is stored of a group.
privacy-deleted = Everything about this chat is deleted. No daily messages will come any more.
privacy-export = All that is stored about this chat.
button-export = 📄 Send it as a file
button-delete = 🗑 Delete everything about this chat
button-sure = 🗑 Yes, delete everything
button-keep = ‹ No, keep it
