"""The colours of charts.

The colours are based on the palette of Okabe and Ito, which colour-blind people can distinguish.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours in which a chart is drawn."""

    background: str
    night: str
    text: str
    muted: str
    grid: str
    day_line: str
    """Colour of the lines between days."""
    warm: str
    cold: str
    danger: str
    rain: str
    unlikely_rain: str
    wind: str
    gusts: str
    sun: str
    moon: str
    cloud: str
    dark_cloud: str


LIGHT = Theme(
    background="#ffffff",
    night="#eef1f6",
    text="#1c2733",
    muted="#5b6875",
    grid="#d5dbe3",
    day_line="#a9b4c0",
    warm="#c4420a",
    cold="#0068b3",
    danger="#b3005e",
    rain="#1f78c8",
    unlikely_rain="#a5cdf0",
    wind="#41546a",
    gusts="#ccd5df",
    sun="#f0a30a",
    moon="#8f9bb3",
    cloud="#b9c4d0",
    dark_cloud="#8291a3",
)
DARK = Theme(
    background="#17212b",
    night="#101820",
    text="#eef3f8",
    muted="#9db0c3",
    grid="#304050",
    day_line="#55677a",
    warm="#ff9a56",
    cold="#63bdf5",
    danger="#ff8fc6",
    rain="#57aef2",
    unlikely_rain="#2f6391",
    wind="#b7c7d8",
    gusts="#3b4d60",
    sun="#ffc23d",
    moon="#c3cde0",
    cloud="#c2ccd7",
    dark_cloud="#8a99a9",
)
