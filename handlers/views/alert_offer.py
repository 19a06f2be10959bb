"""The offer of alerts as a message, for a user who requests alerts in a sentence."""

from collections.abc import Sequence
from html import escape

from aiogram.types import InlineKeyboardMarkup

from handlers.texts import Texts
from handlers.views.alert_callbacks import AlertOfferCallback
from handlers.views.alert_words import kind_name
from handlers.views.callbacks import button
from handlers.views.fitting import MAX_NAME_LENGTH, truncate
from handlers.views.place_choice import NAME_SEPARATOR
from handlers.views.units import Units
from services.storage.alert_models import ALL_KINDS, AlertKinds


def alert_offer_text(names: Sequence[str], kinds: AlertKinds, units: Units) -> str:
    """Return the offer of alerts of *kinds* as HTML; without *names*, the alerts are about the saved places."""
    names_text = NAME_SEPARATOR.join(truncate(name, MAX_NAME_LENGTH) for name in names) or units.texts(
        "daily-offer-saved"
    )
    kind_names = "\n".join(kind_name(kind, units) for kind in AlertKinds if kinds & kind)
    return units.texts("alert-offer", names=f"<b>{escape(names_text, quote=False)}</b>", what=kind_names)


def alert_offer_keyboard(kinds: AlertKinds, texts: Texts) -> InlineKeyboardMarkup:
    """Return a button that accepts alerts of *kinds*, and a second button that accepts alerts of all kinds."""
    row = [button(texts("button-offer-alert"), AlertOfferCallback(kinds=kinds.value))]
    if kinds != ALL_KINDS:
        row.append(button(texts("button-offer-alert-all"), AlertOfferCallback(kinds=ALL_KINDS.value)))
    return InlineKeyboardMarkup(inline_keyboard=[row])


def kinds_title(kinds: AlertKinds, units: Units) -> str:
    """Return the names of *kinds*, from which `read_alert_request` reads the kinds again: "🥶 Frost, 🥵 Heat"."""
    return ", ".join(kind_name(kind, units) for kind in AlertKinds if kinds & kind)
