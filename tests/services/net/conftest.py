import pytest

from services.net.shares import Shares
from tests.services.conftest import Clock


@pytest.fixture
def shares(clock: Clock) -> Shares:
    return Shares(clock=clock)
