"""Colours of charts, based on the palette of Okabe and Ito, which is safe for colour-blind people."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours of a chart."""

    background: str
    night: str
    text: str
    muted: str
    grid: str
    warm: str
    cold: str
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
    warm="#c4420a",
    cold="#0068b3",
    rain="#1f78c8",
    unlikely_rain="#cfe4f7",
    wind="#41546a",
    gusts="#dde3ea",
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
    warm="#ff9a56",
    cold="#63bdf5",
    rain="#57aef2",
    unlikely_rain="#234566",
    wind="#b7c7d8",
    gusts="#2b3b4b",
    sun="#ffc23d",
    moon="#c3cde0",
    cloud="#7c8b9b",
    dark_cloud="#5a6878",
)
