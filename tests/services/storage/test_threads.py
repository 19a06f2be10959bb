"""The threads in which queries of SQLite run."""

import subprocess
import sys
import threading

import pytest

from services.storage.threads import DaemonThreads

HANGING = """
import time
from services.storage.threads import DaemonThreads
DaemonThreads(1, "hanging").submit(time.sleep, 600)
"""


def test_calls_run_at_once_up_to_the_number_of_threads() -> None:
    threads = DaemonThreads(2, "test")
    both = threading.Barrier(2)
    calls = [threads.submit(both.wait, 30) for _ in range(2)]
    assert sorted(call.result(30) for call in calls) == [0, 1]
    assert threads.submit(lambda: threading.current_thread().name).result(30) in {"test-0", "test-1"}
    threads.close()


def test_one_idle_thread_is_enough_for_calls_one_after_the_other() -> None:
    threads = DaemonThreads(3, "test")
    for number in range(20):
        assert threads.submit(lambda value: value, number).result(30) == number
    assert len(threads._threads) <= 2  # a thread counts as idle shortly after its result is set
    threads.close()


def test_an_error_of_a_call_is_raised_by_its_future_and_the_thread_goes_on() -> None:
    threads = DaemonThreads(1, "test")
    failed = threads.submit(int, "no number")
    with pytest.raises(ValueError, match="no number"):
        failed.result(30)
    assert threads.submit(int, "7").result(30) == 7
    threads.close()


def test_a_call_that_hangs_does_not_keep_the_process_from_ending() -> None:
    subprocess.run([sys.executable, "-c", HANGING], check=True, timeout=30)  # noqa: S603 - our own code
