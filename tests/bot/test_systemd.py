import os
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.systemd import notify


@pytest.fixture(params=["file", "abstract"])
def systemd(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[socket.socket]:
    """The address of a socket on which systemd listens: a file, or an abstract socket."""
    path = str(tmp_path / "notify")
    if request.param == "abstract":
        if sys.platform != "linux":
            pytest.skip("only Linux has them")
        path = "@" + path
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as listener:
        listener.bind(path.replace("@", "\0"))
        listener.setblocking(False)
        monkeypatch.setenv("NOTIFY_SOCKET", path)
        yield listener


def test_systemd_gets_each_state_on_a_line_of_its_own(systemd: socket.socket) -> None:
    notify("READY=1", "STATUS=@bot is at work")
    assert systemd.recv(1000) == b"READY=1\nSTATUS=@bot is at work"


def test_a_systemd_that_does_not_read_does_not_block(systemd: socket.socket) -> None:
    for _ in range(2000):
        notify("WATCHDOG=1")
    assert systemd.recv(1000) == b"WATCHDOG=1"


def test_without_systemd_nothing_happens(
    systemd: socket.socket, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.delenv("NOTIFY_SOCKET")
    notify("READY=1")
    with pytest.raises(BlockingIOError):
        systemd.recv(1000)
    assert caplog.text == ""


def test_a_failed_notification_is_logged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "nobody"))
    notify("READY=1")
    assert "could not notify systemd of READY=1" in caplog.text


def test_each_notification_touches_the_heartbeat_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    heartbeat = tmp_path / "heartbeat"
    monkeypatch.setenv("HEARTBEAT_FILE", str(heartbeat))
    notify("READY=1")
    os.utime(heartbeat, (0, 0))
    notify("WATCHDOG=1")
    assert heartbeat.stat().st_mtime > 0
    monkeypatch.setenv("HEARTBEAT_FILE", str(tmp_path / "nowhere" / "heartbeat"))
    notify("WATCHDOG=1")
    assert "could not touch HEARTBEAT_FILE" in caplog.text
