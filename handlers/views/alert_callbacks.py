"""The callback data of the buttons of alerts. Each value is bounded, because users can forge callback data.

Old messages keep their buttons, so the prefixes, the order of fields and the values of actions never change.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Annotated, Self

from aiogram.filters.callback_data import CallbackData
from pydantic import Field, NonNegativeInt

from services.schedule import MINUTES_PER_DAY
from services.storage.alert_models import ALL_KINDS

MAX_BUTTON_WATCHES = 5
"""Maximum number of watches whose ids fit into the callback data of a button."""

MAX_THRESHOLD_INCREMENTS = 5
"""Maximum number of increments by which a button changes a threshold."""


class AlertsAction(StrEnum):
    """Actions of the buttons that show and change the watched places."""

    LIST = "list"
    SEND = "send"
    """Sends the list as a new message."""
    OPEN = "open"
    ON = "on"
    OFF = "off"
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"
    ADD = "add"
    ADD_SAVED = "saved"
    """Watches the saved places of the chat."""
    PAUSE_ALL = "pause-all"
    REMOVE_ALL = "remove-all"
    UNMUTE = "unmute"


class AlertsCallback(CallbackData, prefix="al"):
    """The callback data of a button that shows or changes watched places."""

    action: AlertsAction
    watch: Annotated[int, Field(ge=0, lt=2**31)] = 0
    """The id of a watch; 0 if the action is about no single watch."""
    kind: Annotated[int, Field(ge=0, le=ALL_KINDS.value)] = 0
    """The kinds of alerts that the actions ON and OFF are about, as the integer value of `AlertKinds`."""


class AlertChoiceCallback(CallbackData, prefix="ac"):
    """The callback data of a button that chooses a place to watch among namesakes."""

    position: NonNegativeInt
    """The index of the ambiguous name among the names in the message."""
    choice: NonNegativeInt
    """The index of the button; without it, all buttons would have the same callback data."""
    kinds: Annotated[int, Field(ge=1, le=ALL_KINDS.value)]
    """The kinds of alerts for the place, as the integer value of `AlertKinds`."""


class AlertOfferCallback(CallbackData, prefix="ao"):
    """The callback data of a button that accepts the alerts that the message offers."""

    kinds: Annotated[int, Field(ge=1, le=ALL_KINDS.value)]
    """The kinds of the offered alerts, as the integer value of `AlertKinds`."""


class SettingsAction(StrEnum):
    """Actions of the buttons that show and change the settings of a chat's alerts."""

    SHOW = "show"
    THRESHOLD = "limit"
    """Shows the threshold of a kind of alerts, and moves the threshold by a number of increments."""
    DEFAULT = "default"
    """Sets the threshold of a kind of alerts to the default."""
    QUIET = "quiet"
    """Shows the quiet hours."""
    QUIET_SET = "hours"
    QUIET_OFF = "loud"
    SEVERITY = "severity"
    """Shows the severities to choose from, and sets the lowest severity of which the chat gets alerts."""
    TELL_END = "end"
    """Turns on or off the alerts that say that precipitation is ending."""


class AlertSettingsCallback(CallbackData, prefix="as"):
    """The callback data of a button that shows or changes the settings of alerts."""

    action: SettingsAction = SettingsAction.SHOW
    kind: Annotated[int, Field(ge=0, le=ALL_KINDS.value)] = 0
    """The kind of the threshold, as the integer value of `AlertKinds`."""
    value: Annotated[int, Field(ge=-MAX_THRESHOLD_INCREMENTS, lt=MINUTES_PER_DAY**2)] = 0
    """A value whose meaning depends on the action.

    The value of a threshold button is the number of increments. The value of a severity button is the position in
    SELECTABLE_MIN_SEVERITIES, from 1 on. The value of a switch is 1 or 0. The value of a button for quiet hours is
    MINUTES_PER_DAY times their beginning, plus their end, both in minutes after midnight.
    """


class AlertMessageAction(StrEnum):
    """Actions of the buttons under a message with alerts."""

    WEATHER = "weather"
    MUTE = "mute"
    UNMUTE = "unmute"


class AlertMessageCallback(CallbackData, prefix="am"):
    """The callback data of a button under a message with alerts."""

    action: AlertMessageAction
    watches: Annotated[str, Field(pattern=r"^\d{1,9}(-\d{1,9}){0,4}$")]
    """The ids of the watches of the alerts, at most MAX_BUTTON_WATCHES."""

    @classmethod
    def for_watches(cls, action: AlertMessageAction, watch_ids: Sequence[int]) -> Self:
        """Return the data of a button about the first MAX_BUTTON_WATCHES of the watches *watch_ids*."""
        shown = list(dict.fromkeys(watch_ids))[:MAX_BUTTON_WATCHES]
        return cls(action=action, watches="-".join(map(str, shown)))

    @property
    def watch_ids(self) -> list[int]:
        """The ids in `watches` as numbers."""
        return [int(watch_id) for watch_id in self.watches.split("-")]
