"""The messages about watched places, with their buttons: the list of places, and one place with its alerts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from html import escape

from aiogram.types import InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.alert_callbacks import AlertsAction, AlertsCallback, AlertSettingsCallback
from handlers.views.alert_phrases import moment_text, precipitation_emoji, precipitation_phrase
from handlers.views.alert_words import joined_kind_names, kind_line, kind_name
from handlers.views.callbacks import button, in_rows
from handlers.views.daily import time_text
from handlers.views.fitting import MAX_NAME_LENGTH, bold, fit, truncate
from handlers.views.hazards import capitalized
from handlers.views.names import distinct_names
from handlers.views.units import Units
from handlers.views.warnings import WarnedPlace, warning_lines
from services.alerts.checks import timezone_of_place
from services.alerts.precipitation import next_precipitation_alert
from services.alerts.spells import known_quarters
from services.errors import Failure
from services.places import Place
from services.storage.alert_models import ALL_KINDS, MAX_WATCHES_PER_CHAT, AlertKinds, AlertSettings, Watch
from services.warnings import PlaceWarnings
from services.weather.nowcast import Nowcast


@dataclass(frozen=True, slots=True, kw_only=True)
class NowcastAndWarnings:
    """The latest nowcast and the official warnings for a watched place."""

    nowcast: Nowcast | Failure
    """The nowcast, or the failure to fetch it."""
    warnings: PlaceWarnings | Failure
    """The official warnings, or the failure to fetch them."""

    @property
    def has_no_warning_source(self) -> bool:
        """True if the settings of the bot switch off official warnings, so that no chat gets alerts about them."""
        return isinstance(self.warnings, Failure) and not self.warnings.is_retryable

    def available_kinds(self, kinds: AlertKinds) -> AlertKinds:
        """Return the kinds of alerts among *kinds* that the bot sends: no official warnings if they are off."""
        return kinds & ~AlertKinds.WARNINGS if self.has_no_warning_source else kinds


def watches_added_text(
    places: Sequence[tuple[Watch, NowcastAndWarnings]], settings: AlertSettings, units: Units, now: datetime
) -> str:
    """Return the confirmation that *places* are watched, with their weather and the alerts that the chat gets."""
    names = "; ".join(
        truncate(watch.place.label or watch.place.place.full_name, MAX_NAME_LENGTH) for watch, _ in places
    )
    title = units.texts("alerts-added", names=f"<b>{escape(names, quote=False)}</b>")
    if len(places) == 1:
        ((watch, nowcast_and_warnings),) = places
        blocks = ["\n".join(_nowcast_and_warning_lines(nowcast_and_warnings, watch.place.place, units, now))]
    else:
        blocks = [
            "\n".join(
                [
                    bold(watch.place.title),
                    *_nowcast_and_warning_lines(nowcast_and_warnings, watch.place.place, units, now),
                ]
            )
            for watch, nowcast_and_warnings in places
        ]
    kinds = AlertKinds(0)
    for watch, nowcast_and_warnings in places:
        kinds |= nowcast_and_warnings.available_kinds(watch.kinds)
    promise = "\n".join(_kind_lines(kinds, settings, units))

    def text_with_blocks(shown_blocks: Sequence[str]) -> str:
        return "\n\n".join([title, *shown_blocks, promise, units.texts("alerts-change")])

    return fit(text_with_blocks(blocks), lambda: text_with_blocks([]))


def watches_added_keyboard(watches: Sequence[Watch], texts: Texts) -> InlineKeyboardMarkup:
    """Return the buttons under the confirmation that *watches* were added."""
    if len(watches) > 1:
        return InlineKeyboardMarkup(
            inline_keyboard=[[button(texts("button-alerts"), AlertsCallback(action=AlertsAction.LIST))]]
        )
    watch_id = watches[0].id
    row = [
        button(texts("button-alert-kinds"), AlertsCallback(action=AlertsAction.OPEN, watch=watch_id)),
        button(texts("button-remove"), AlertsCallback(action=AlertsAction.REMOVE, watch=watch_id)),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[row])


def watch_list_text(watches: Sequence[Watch], settings: AlertSettings, units: Units, now: datetime) -> str:
    """Return the list of *watches*, the mute and the quiet hours as HTML of at most 4,096 characters."""
    if not watches:
        return units.texts("alerts-none")
    lines = []
    for number, (watch, name) in enumerate(zip(watches, _place_names(watches), strict=True), 1):
        mark = "⏸ " if watch.paused else ""
        kinds = units.texts("alerts-paused") if watch.paused else _kinds_summary(watch.kinds, units)
        lines.append(f"{number}. {mark}{bold(name)} – {kinds}")
    blocks = [units.texts("alerts-title"), "\n".join(lines)]
    if choices := "\n".join(_mute_and_quiet_lines(settings, watches[0].place.place, units, now)):
        blocks.append(choices)
    blocks.append(units.texts("alerts-legend"))
    return fit("\n\n".join(blocks))


def watch_list_keyboard(
    watches: Sequence[Watch], settings: AlertSettings, texts: Texts, now: datetime
) -> InlineKeyboardMarkup:
    """Return a button for each of *watches*, and buttons that add a place and change the settings."""
    names = [
        button(f"⏸ {name}" if watch.paused else name, AlertsCallback(action=AlertsAction.OPEN, watch=watch.id))
        for watch, name in zip(watches, _place_names(watches), strict=True)
    ]
    rows = in_rows(names)
    last = []
    if len(watches) < MAX_WATCHES_PER_CHAT:
        last.append(button(texts("button-add"), AlertsCallback(action=AlertsAction.ADD)))
    if watches:
        last.append(button(texts("button-alert-settings"), AlertSettingsCallback()))
    rows.append(last)
    if is_muted(settings, now):
        rows.append([button(texts("button-unmute"), AlertsCallback(action=AlertsAction.UNMUTE))])
    return InlineKeyboardMarkup(inline_keyboard=rows)


def watch_text(
    watch: Watch, nowcast_and_warnings: NowcastAndWarnings, settings: AlertSettings, units: Units, now: datetime
) -> str:
    """Return the next precipitation and the warnings at the place of *watch*, and its kinds of alerts, as HTML."""
    place = watch.place.place
    name = bold(watch.place.labelled_place.full_name)
    title = units.texts("alerts-watch-paused" if watch.paused else "alerts-watch", name=name)
    kinds = list(_kind_lines(nowcast_and_warnings.available_kinds(watch.kinds), settings, units)) or [
        units.texts("alerts-no-kinds")
    ]
    blocks = [
        title,
        "\n".join(_nowcast_and_warning_lines(nowcast_and_warnings, place, units, now)),
        "\n".join(kinds),
        "\n".join(_mute_and_quiet_lines(settings, place, units, now)),
    ]
    return fit("\n\n".join(filter(None, blocks)))


def watch_keyboard(watch: Watch, units: Units) -> InlineKeyboardMarkup:
    """Return buttons that switch each kind of alerts of *watch* on or off, and that pause and remove *watch*."""
    texts = units.texts
    switches = []
    for kind in AlertKinds:
        is_on = bool(watch.kinds & kind)
        action = AlertsAction.OFF if is_on else AlertsAction.ON
        label = f"{'✅' if is_on else '▫️'} {kind_name(kind, units)}"
        switches.append(button(label, AlertsCallback(action=action, watch=watch.id, kind=kind.value)))
    pause = (AlertsAction.RESUME, "button-resume") if watch.paused else (AlertsAction.PAUSE, "button-pause")
    changes = [
        button(texts(label), AlertsCallback(action=action, watch=watch.id))
        for action, label in (pause, (AlertsAction.REMOVE, "button-remove"))
    ]
    ends = [
        button(texts("button-back"), AlertsCallback(action=AlertsAction.LIST)),
        button(texts("button-alert-settings"), AlertSettingsCallback()),
    ]
    return InlineKeyboardMarkup(inline_keyboard=[*in_rows(switches), changes, ends])


def stop_alerts_keyboard(watches: Sequence[Watch], texts: Texts) -> InlineKeyboardMarkup:
    """Return buttons that pause and remove all *watches*, and a button back to the list."""
    actions = [(AlertsAction.REMOVE_ALL, "button-stop-alerts"), (AlertsAction.LIST, "button-back")]
    if not all(watch.paused for watch in watches):
        actions.insert(0, (AlertsAction.PAUSE_ALL, "button-pause"))
    rows = [[button(texts(label), AlertsCallback(action=action))] for action, label in actions]
    return InlineKeyboardMarkup(inline_keyboard=rows)


def watch_saved_places_keyboard(texts: Texts) -> InlineKeyboardMarkup:
    """Return a button that watches the saved places of the chat."""
    saved = button(texts("button-saved"), AlertsCallback(action=AlertsAction.ADD_SAVED))
    return InlineKeyboardMarkup(inline_keyboard=[[saved]])


def is_muted(settings: AlertSettings, now: datetime) -> bool:
    """Return whether the alerts of a chat with *settings* are muted at the time *now*."""
    return settings.muted_until is not None and settings.muted_until > now


def quiet_hours_text(settings: AlertSettings, units: Units) -> str | None:
    """Return the quiet hours, "23:00–07:00"; None if the chat has none."""
    if settings.quiet_from is None or settings.quiet_until is None:
        return None
    return f"{time_text(settings.quiet_from, units)}–{time_text(settings.quiet_until, units)}"


def _nowcast_and_warning_lines(
    nowcast_and_warnings: NowcastAndWarnings, place: Place, units: Units, now: datetime
) -> Iterator[str]:
    """Yield a line about the next precipitation, and lines with the present and future official warnings."""
    timezone = timezone_of_place(place)
    yield _precipitation_line(nowcast_and_warnings.nowcast, units, now, timezone)
    if isinstance(nowcast_and_warnings.warnings, Failure):
        yield units.texts(
            "alerts-warnings-off" if nowcast_and_warnings.has_no_warning_source else "alerts-warnings-unknown"
        )
    elif warnings := nowcast_and_warnings.warnings.as_of(now).warnings:
        yield from warning_lines([WarnedPlace("", timezone, warnings)], units, now)
    else:
        yield units.texts("warning-none", source=escape(nowcast_and_warnings.warnings.source, quote=False))


def _precipitation_line(nowcast: Nowcast | Failure, units: Units, now: datetime, timezone: tzinfo) -> str:
    """Return a line about the next precipitation in *nowcast*; without any, until when it stays dry."""
    quarters = () if isinstance(nowcast, Failure) else known_quarters(nowcast.quarters, now)
    if isinstance(nowcast, Failure) or not quarters:
        return units.texts("alerts-precipitation-unknown")
    alert = next_precipitation_alert(nowcast, now)
    if alert is not None:
        phrase = capitalized(precipitation_phrase(alert, units, now, timezone))
        text = units.texts("alerts-model", phrase=phrase)
        return f"{precipitation_emoji(alert)} {text}"
    return units.texts("alerts-none-seen", end=moment_text(quarters[-1].end, units, now, timezone))


def _kind_lines(kinds: AlertKinds, settings: AlertSettings, units: Units) -> Iterator[str]:
    """Yield a heading and a line for each of *kinds*; yield nothing if *kinds* is empty."""
    if kinds:
        yield units.texts("alerts-kinds")
        for kind in AlertKinds:
            if kinds & kind:
                yield kind_line(kind, settings, units)


def _mute_and_quiet_lines(settings: AlertSettings, place: Place, units: Units, now: datetime) -> Iterator[str]:
    """Yield a line with the end of the mute, in the time zone of *place*, and a line with the quiet hours."""
    if settings.muted_until is not None and settings.muted_until > now:
        yield units.texts(
            "alerts-muted", time=moment_text(settings.muted_until, units, now, timezone_of_place(place))
        )
    if quiet_hours := quiet_hours_text(settings, units):
        yield units.texts("alerts-quiet", hours=quiet_hours)


def _kinds_summary(kinds: AlertKinds, units: Units) -> str:
    """Return *kinds* in words: "everything", "nothing" or names such as "🥶 Frost, ☀️ UV"."""
    if kinds == ALL_KINDS:
        return units.texts("alerts-all")
    return joined_kind_names(kinds, units) or units.texts("alerts-nothing")


def _place_names(watches: Sequence[Watch]) -> list[str]:
    return distinct_names([watch.place.labelled_place for watch in watches])
