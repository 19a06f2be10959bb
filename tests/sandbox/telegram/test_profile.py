"""The bot's menus, name and descriptions in the sandbox."""

import pytest

from tests.sandbox.telegram.conftest import Call


@pytest.mark.parametrize(
    ("method", "parameter", "longest"),
    [
        ("MyName", "name", 64),
        ("MyDescription", "description", 512),
        ("MyShortDescription", "short_description", 120),
    ],
)
async def test_each_language_has_its_text_and_falls_back_to_the_default(
    call: Call, method: str, parameter: str, longest: int
) -> None:
    assert (await call(f"set{method}", **{parameter: "Sky"}))["ok"]
    assert (await call(f"get{method}", language_code="ru"))["result"] == {parameter: "Sky"}
    await call(f"set{method}", **{parameter: "Небо"}, language_code="ru")
    assert (await call(f"get{method}", language_code="ru"))["result"] == {parameter: "Небо"}
    assert (await call(f"get{method}"))["result"] == {parameter: "Sky"}
    await call(f"set{method}", language_code="ru")
    assert (await call(f"get{method}", language_code="ru"))["result"] == {parameter: "Sky"}
    assert not (await call(f"set{method}", **{parameter: "x" * (longest + 1)}))["ok"]
