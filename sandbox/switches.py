"""The faults and the delay that a person switches on, by the names that a person writes."""

from collections.abc import Callable
from datetime import timedelta
from http import HTTPStatus

from sandbox.faults import Fault, FaultKind
from sandbox.telegram import ApiError, TelegramServer
from sandbox.weather import WeatherServer

TELEGRAM = "telegram"
RAIN_RATE = 3.0
"""Rate of the precipitation that a person adds, in millimetres per hour."""
FAULT_KINDS = (FaultKind.HANG, FaultKind.DROP, FaultKind.TRUNCATED, FaultKind.SLOW_BODY)
"""The faults that have a name; any other fault is the status of a response."""

# A broken Telegram still delivers messages to the bot; only the methods that answer them fail.
_ANSWER_METHODS = (
    *("sendMessage", "sendPhoto", "sendDocument", "editMessageText", "editMessageMedia", "editMessageReplyMarkup"),
    *("answerCallbackQuery", "sendChatAction"),
)


class SwitchError(Exception):
    """A fault or a target that does not exist; the text says which."""


class Switches:
    """The faults and the delay that are on. `on_change` is called after each change."""

    def __init__(self, telegram: TelegramServer, weather: WeatherServer, on_change: Callable[[], None]) -> None:
        self._telegram = telegram
        self._weather = weather
        self._on_change = on_change
        self.faults: dict[str, str] = {}
        """The name of the fault of each broken target."""
        self.delay_seconds = 0.0

    def break_(self, target: str, fault_name: str) -> None:
        """Make a service, the weather of a city, or Telegram fail; replace the target's earlier fault.

        `fault_name` is a status or one of FAULT_KINDS. Raises SwitchError when there is no such fault or target.
        """
        if target == TELEGRAM:
            refusal = _refusal(fault_name)
            self._telegram.mend()
            self._telegram.break_(refusal, *_ANSWER_METHODS)
        else:
            fault = _fault(fault_name)
            self._weather.mend(target)
            try:
                self._weather.break_(target, fault)
            except ValueError as error:
                raise SwitchError(f"there is neither a service nor a city {target!r}") from error
        self.faults[target] = fault_name
        self._on_change()

    def mend(self, target: str | None = None) -> None:
        """Remove the fault of `target`, or all faults if `target` is None."""
        if target in (None, TELEGRAM):
            self._telegram.mend()
        if target != TELEGRAM:
            self._weather.mend(target)
        self.faults = {name: fault for name, fault in self.faults.items() if target not in (None, name)}
        self._on_change()

    def delay(self, seconds: float) -> None:
        """Delay the answers of the weather services by `seconds` seconds."""
        self._weather.delay("weather", seconds)
        self.delay_seconds = seconds
        self._on_change()

    def bring(self, kind: str, minutes: int, length: int) -> None:
        """Let precipitation of the kind *kind* begin everywhere in *minutes* minutes and last *length* minutes."""
        self._weather.bring(kind, timedelta(minutes=minutes), timedelta(minutes=length), RAIN_RATE)

    def warn(self, city: str, severity: str) -> None:
        """Issue a sample warning for a city; raises SwitchError when there is no such city."""
        try:
            self._weather.warn(city, severity.capitalize())
        except ValueError as error:
            raise SwitchError(f"there is no city {city!r}") from error


def _fault(fault_name: str) -> Fault:
    if fault_name in FAULT_KINDS:
        return Fault(FaultKind(fault_name))
    return Fault(FaultKind.STATUS, _status(fault_name))


def _refusal(fault_name: str) -> Fault:
    """Return the fault with which Telegram refuses a call, in Telegram's own format."""
    if fault_name in FAULT_KINDS:
        return Fault(FaultKind(fault_name))
    status = _status(fault_name)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return ApiError(status, "Too Many Requests: retry after 1", retry_after=1).fault()
    return ApiError(status, status.phrase).fault()


def _status(fault_name: str) -> HTTPStatus:
    try:
        return HTTPStatus(int(fault_name))
    except ValueError as error:
        raise SwitchError(f"{fault_name!r} is neither a status nor one of {', '.join(FAULT_KINDS)}") from error
