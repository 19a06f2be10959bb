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

## The days to come
wind-brief = { $speed } { $direction }
day-unknown = nothing is known
polar-day = Polar day
polar-night = Polar night
picture-dry = No rain or snow to come
picture-wind = Wind and gusts, { $unit }
picture-busy = 🖼 Too many pictures are being drawn right now. Press { button-refresh } in a minute and this one will come.
picture-origin = { $provider }, { $date }, { $time }
table-highest = max
table-lowest = min

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
unit-light = light
unit-dark = dark

## Settings
settings-title = <b>Settings of this chat</b>
settings-for-admins = Only admins can change the settings of a group.
setting-language = 🌐 Language
setting-temperature = 🌡 Temperature
setting-wind = 💨 Wind
setting-pressure = 🧭 Pressure
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
daily-title = <b>Daily messages</b>
daily-legend = ⏸ pauses a message, 🌍 has it go by another place’s clock, 🗑 removes it.
daily-none = Shall I write by myself, every day? Choose a time for your saved places, or say which: <code>/daily 08:00 { example-two }</code>, <code>/daily 7:30 mon-fri</code>
daily-more = One more: choose a time, or <code>/daily 7:30 mon-fri { example-one }</code>
daily-one = <b>{ $time }</b>, { $days } – { $places }
daily-next = next: { $when } ({ $zone })
daily-paused = paused
daily-saved-places = saved places
daily-set =
    ✅ <b>{ $time }</b>, { $days } – { $places }
    The next one comes { $when } ({ $zone }). /daily shows, pauses and removes.
daily-not-set = Nothing is set yet: please correct this and send it again.
daily-usage = I did not understand when. Give one time a command, by the clock of the first place, for example <code>/daily 08:00</code>, <code>/daily 8:00 { example-two }</code> or <code>/daily 7:30 mon-fri { example-one }</code>
daily-full = There are { $limit } daily messages here already, as many as I keep. Remove one first: /daily
daily-where = For which places? It goes by the first one’s clock. Reply to this message, for example: { example-comma }
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
toast-resumed = It comes again
toast-zone = By the clocks of { $zone } from now on
toast-one-zone = Its places and the saved ones have no other time zone. Save a place that is in yours: /places
toast-removed = Removed

## The day ahead, by itself
push-tomorrow = Tomorrow, { $date }
push-range = { $low } to { $high }
push-all-day = { $kind } all day
push-from = { $kind } from { $start }
push-until = { $kind } until { $end }
push-between = { $kind } { $start }–{ $end }
push-broken = { $spell }, on and off
push-likely = { $spell } ({ $percent })
push-warmer = Warmer than { $before ->
        [today] today’s
       *[yesterday] yesterday’s
    } { $high }
push-colder = Colder than { $before ->
        [today] today’s
       *[yesterday] yesterday’s
    } { $high }
push-dry = Dry, unlike { $before ->
        [today] today
       *[yesterday] yesterday
    }
push-no-places = This would be the day ahead, but no places are saved here any more. /places adds some, /daily ends these messages.

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
