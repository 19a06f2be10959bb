"""The index at the bot's start: opened where it is, made where there is none."""

import asyncio
import signal
from asyncio.subprocess import Process
from pathlib import Path
from typing import Any

import pytest

from services.errors import IndexNotMade
from services.places.index import find_index, open_index
from services.places.index.schema import INDEX_FILE


@pytest.fixture
def nowhere(monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let there be no index beside the packages; return where it is in truth."""
    path = find_index()
    assert path is not None, "make install makes the place index"
    monkeypatch.setattr("services.places.index.schema.default_index_path", lambda: Path("/nowhere") / INDEX_FILE)
    return path


def leftovers(directory: Path) -> list[Path]:
    return list(directory.iterdir())


class Builder:
    """A Python that does what a test has it do when it is told to make the index."""

    def __init__(self, directory: Path) -> None:
        self.executable = directory / "python"
        self.started = directory / "started"

    def does(self, script: str) -> None:
        """Have it note how it is called, and run *script* with the path of the index as $3."""
        self.executable.write_text(f'#!/bin/sh\necho "$@" >> "{self.started}"\n{script}\n', encoding="utf-8")
        self.executable.chmod(0o700)

    @property
    def calls(self) -> list[str]:
        """How it has been called."""
        return self.started.read_text(encoding="utf-8").splitlines() if self.started.exists() else []


@pytest.fixture
def builder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Builder:
    """A builder outside the state directory."""
    (tmp_path / "bin").mkdir()
    builder = Builder(tmp_path / "bin")
    builder.does("exit 1")
    monkeypatch.setattr("sys.executable", str(builder.executable))
    return builder


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """The bot's own directory."""
    (tmp_path / "state").mkdir()
    return tmp_path / "state"


async def test_an_existing_index_is_opened(builder: Builder, state: Path) -> None:
    index = await open_index(state)

    assert index.candidates("moscow")[0].country == "RU"
    index.close()
    assert builder.calls == []


async def test_a_missing_index_is_made_once_in_the_bots_own_directory(
    builder: Builder, state: Path, nowhere: Path
) -> None:
    builder.does(f'ln -s "{nowhere}" "$3"')

    for _ in range(2):
        index = await open_index(state)
        assert index.candidates("moscow")[0].country == "RU"
        index.close()

    assert builder.calls == [f"-m services.places.index.build {state / INDEX_FILE}"]


@pytest.mark.usefixtures("nowhere")
async def test_an_index_of_another_version_is_made_anew(builder: Builder, state: Path) -> None:
    (state / INDEX_FILE).write_bytes(b"no index")

    with pytest.raises(IndexNotMade):
        await open_index(state)

    assert len(builder.calls) == 1


@pytest.mark.usefixtures("nowhere")
async def test_a_failed_build_raises_the_reason_after_printing_the_progress(
    builder: Builder, state: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    builder.does(
        'echo Making it >&2; echo "the place index could not be made in $3: the disk is full" >&2; exit 2'
    )

    with pytest.raises(IndexNotMade, match=r"^the place index could not be made in /.*: the disk is full$"):
        await open_index(state)

    assert capsys.readouterr().err == "Making it\n"


@pytest.mark.usefixtures("nowhere")
async def test_a_builder_that_fails_silently_is_an_error(builder: Builder, state: Path) -> None:
    builder.does("exit 3")

    with pytest.raises(IndexNotMade, match=r"^the place index could not be made$"):
        await open_index(state)


@pytest.mark.usefixtures("nowhere")
async def test_a_killed_builder_leaves_no_files_and_its_needs_are_printed(builder: Builder, state: Path) -> None:
    builder.does('touch "$3.$$.tmp"; kill -KILL $$')

    with pytest.raises(IndexNotMade, match=r"killed \(signal 9\).*220 MB"):
        await open_index(state)

    assert leftovers(state) == []


@pytest.mark.usefixtures("nowhere")
async def test_the_builder_gets_a_directory_for_its_files_and_no_settings(
    builder: Builder, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOT_TOKEN", "42:secret")
    builder.does(f'env > "{state}/environment"; exit 2')

    with pytest.raises(IndexNotMade):
        await open_index(state)

    environment = (state / "environment").read_text()
    assert "secret" not in environment
    assert f"SQLITE_TMPDIR={state}\n" in environment


@pytest.mark.usefixtures("nowhere")
async def test_the_error_names_the_missing_packages(
    builder: Builder, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("services.places.index.can_make_index", lambda: False)

    with pytest.raises(IndexNotMade, match="pip install"):
        await open_index(state)

    assert builder.calls == []


@pytest.mark.usefixtures("nowhere")
async def test_a_stop_while_the_index_is_made_ends_the_builder(
    builder: Builder, state: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    builder.does(f'mkfifo "{tmp_path / "fifo"}"; exec cat "{tmp_path / "fifo"}"')  # which never ends
    processes: asyncio.Queue[Process] = asyncio.Queue()
    start = asyncio.create_subprocess_exec

    async def start_and_tell(*command: str, **options: Any) -> Process:  # noqa: ANN401 - asyncio's
        process = await start(*command, **options)
        processes.put_nowait(process)
        return process

    monkeypatch.setattr("asyncio.create_subprocess_exec", start_and_tell)
    opening = asyncio.create_task(open_index(state))
    process = await processes.get()

    opening.cancel()

    async with asyncio.timeout(10):
        assert await process.wait() == -signal.SIGKILL
    with pytest.raises(asyncio.CancelledError):
        await opening
