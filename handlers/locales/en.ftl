## Commands, as Telegram lists them
command-weather = Weather now: /weather Moscow London
command-settings = Language, units, clock
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

    <b>Under an answer</b>
    🔄 brings it up to date, 🔁 asks once more for what failed, 📍 shows other places of the same name.

    <b>This chat</b>
    /settings – its language, units and clock; in a group for admins.

    { help-groups }

    <i>Weather: <a href="https://openweathermap.org">OpenWeather</a> and <a href="https://open-meteo.com">Open-Meteo</a> (CC BY 4.0). Names of places: Open-Meteo, <a href="https://www.geonames.org">GeoNames</a> (CC BY 4.0), OpenWeather.</i>
help-groups = In a group, send /weather and the names.
ask-city = Which city? Write it after the command: <code>/weather { example-two }</code>
unknown-command = I do not know this command. Ask for the weather with <code>/weather { example-two }</code>; see /help for the rest.
hint = I understand names of cities, such as <i>{ example-comma }</i>, and locations. /help tells more.
error = Something went wrong on my side, and it is noted. Please try again in a minute.
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
condition-fog = fog
condition-haze = haze
condition-dust = dust
condition-drizzle = drizzle
condition-freezing-rain = freezing rain
condition-light-rain = light rain
condition-rain = rain
condition-heavy-rain = heavy rain
condition-rain-showers = rain showers
condition-sleet = sleet
condition-light-snow = light snow
condition-snow = snow
condition-heavy-snow = heavy snow
condition-snow-showers = snow showers
condition-thunderstorm = thunderstorm
condition-hail = thunderstorm with hail
condition-squall = squalls
condition-tornado = tornado

## One report
feels-like = feels like { $temperature }
wind = wind { $speed }
wind-from = wind { $speed } { $direction }
calm = no wind
gusts = gusts { $speed }
humidity = humidity { $percent }
pressure = pressure { $pressure }
clouds = clouds { $percent }
visibility = visibility { $distance }
precipitation = { $amount } in the last hour
age-minutes = { $minutes } min ago
age-hours = { $hours } h { $minutes } min ago

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
unit-kilometres = km
unit-metres = m
unit-millimetres = mm
unit-percent = %
am = AM
pm = PM
unit-hours-24 = 24 hours
unit-hours-12 = 12 hours

## Settings
settings-title = <b>Settings of this chat</b>
settings-for-admins = Only admins can change the settings of a group.
setting-language = 🌐 Language
setting-temperature = 🌡 Temperature
setting-wind = 💨 Wind
setting-pressure = 🧭 Pressure
setting-clock = 🕒 Clock
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
capital = { $name }, capital of { $country }
away = about { $distance } away

## What failed
no-such-place = no such place
no-such-place-choices = no such place. Did you mean one of these?
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
left-out = At most { $limit } places a message; left out: { $names }
left-out-more = { $names } and { $more } more

## Buttons, and what pressing them says
button-refresh = 🔄 Refresh
button-retry = 🔁 Try again
button-others = 📍 Another { $name }?
button-back = ‹ Back
toast-renewed = Up to date
toast-chosen = I will remember that here
toast-same = Nothing new yet
toast-failing = Still not answering
toast-old = I no longer remember this question. Please ask it again.
