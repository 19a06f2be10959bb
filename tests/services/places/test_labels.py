import pytest

from services.places import Match, Place, label_keys
from services.places.labels import by_labels

DACHA, HOME, WORK = (Place(name, latitude, 37.0) for latitude, name in enumerate(("дача", "дом", "дома")))


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("погода на даче", DACHA),
        ("на Дачу", DACHA),
        ("с дачи", DACHA),
        ("погода дома", HOME),
        ("в новом доме", HOME),
        ("у бабушки", None),
    ],
)
def test_a_chats_own_word_is_found_in_its_cases(text: str, place: Place | None) -> None:
    pieces = by_labels(text, label_keys({"Дача": DACHA, "дом": HOME}))
    assert next((piece.place for piece in pieces if isinstance(piece, Match)), None) == place


def test_a_word_as_it_was_given_goes_before_a_case_of_another() -> None:
    labels = label_keys({"дома": WORK, "дом": HOME})
    assert (labels["дома"], labels["доме"]) == (WORK, HOME)


def test_words_of_other_alphabets_have_no_cases() -> None:
    assert label_keys({"My Dacha": DACHA}) == {"my dacha": DACHA}
