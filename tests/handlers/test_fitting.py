"""Messages without a version that fits lose their last lines."""

from handlers.views.fitting import MAX_MESSAGE_LENGTH, fit, utf16_length
from sandbox.telegram.html import parse_html


def test_a_message_without_a_version_that_fits_loses_its_last_lines() -> None:
    lines = [f"<b>{number}</b> " + "&amp;" * 90 for number in range(100)]
    shown, _ = parse_html(fit("\n".join(lines)))
    assert shown.splitlines()[-2:] == ["42 " + "&" * 90, "…"]
    assert 4000 < utf16_length(shown) <= MAX_MESSAGE_LENGTH

    table, entities = parse_html(fit("<pre>" + "\n".join(lines) + "</pre>"))
    assert table.endswith("\n…")
    assert entities[0]["type"] == "pre"

    assert fit("x" * 5000) == "…"


def test_a_message_that_fits_without_its_markup_stays_as_it_is() -> None:
    html = "\n".join(f"<b>{'&amp;' * 40}</b>" for _ in range(99))
    assert len(html) > MAX_MESSAGE_LENGTH
    assert fit(html) == html
