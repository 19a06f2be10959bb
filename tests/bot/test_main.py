import pytest

from bot.__main__ import USAGE, main


@pytest.mark.parametrize("arguments", [["nonsense"], ["check", "all"], ["--help"]])
def test_other_arguments_get_the_usage(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err == USAGE + "\n"
