"""Official warnings of weather services, in the format of the Common Alerting Protocol (CAP)."""

from services.warnings.models import (
    FALLBACK_LANGUAGE,
    AlertList,
    CapMessage,
    Certainty,
    MessageType,
    OfficialWarning,
    PlaceWarnings,
    Severity,
    Urgency,
    WarningText,
)
from services.warnings.reading import WarningProvider
from services.warnings.service import WarningService

__all__ = [
    "FALLBACK_LANGUAGE",
    "AlertList",
    "CapMessage",
    "Certainty",
    "MessageType",
    "OfficialWarning",
    "PlaceWarnings",
    "Severity",
    "Urgency",
    "WarningProvider",
    "WarningService",
    "WarningText",
]
