"""Russian names in their cases."""

import pytest

from services.places.index.declension import ACCUSATIVE, GENITIVE, PREPOSITIONAL, forms


@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("Москва", "Москве"),
        ("Лондон", "Лондоне"),
        ("Казань", "Казани"),
        ("Ярославль", "Ярославле"),
        ("Россия", "России"),
        ("Химки", "Химках"),
        ("Мытищи", "Мытищах"),
        ("Афины", "Афинах"),
        ("Иваново", "Иванове"),
        ("Орёл", "Орле"),
        ("Елец", "Ельце"),
        ("Череповец", "Череповце"),
        ("Вышний Волочёк", "Вышнем Волочке"),
        ("Грозный", "Грозном"),
        ("Видное", "Видном"),
        ("Жуковский", "Жуковском"),
        ("Нижний Новгород", "Нижнем Новгороде"),
        ("Набережные Челны", "Набережных Челнах"),
        ("Белая Церковь", "Белой Церкви"),
        ("Сергиев Посад", "Сергиевом Посаде"),
        ("Санкт-Петербург", "Санкт-Петербурге"),
        ("Ростов-на-Дону", "Ростове-на-Дону"),
        ("Каменск-Уральский", "Каменске-Уральском"),
        ("Орехово-Зуево", "Орехово-Зуеве"),
        ("Нью-Йорк", "Нью-Йорке"),
        ("Саратов", "Саратове"),
        ("Стрый", "Стрые"),
        ("Молодечно", "Молодечне"),
        ("Ла-Пас", "Ла-Пасе"),
    ],
)
def test_a_name_has_the_form_of_being_there(name: str, form: str) -> None:
    assert form in forms(name, [PREPOSITIONAL])


@pytest.mark.parametrize(
    ("name", "case", "form"),
    [
        ("Москва", ACCUSATIVE, "Москву"),
        ("Россия", ACCUSATIVE, "Россию"),
        ("Белая Церковь", ACCUSATIVE, "Белую Церковь"),
        ("Рига", GENITIVE, "Риги"),
        ("Москва", GENITIVE, "Москвы"),
        ("Великие Луки", GENITIVE, "Великих Лук"),
    ],
)
def test_a_name_has_the_forms_of_going_there_and_from(name: str, case: int, form: str) -> None:
    assert form in forms(name, [case])


@pytest.mark.parametrize("name", ["Баку", "Осло", "Торонто", "Актау", "Уэ", "Рио", "London", "X"])
def test_some_names_do_not_change(name: str) -> None:
    assert forms(name) == set()


def test_a_name_is_not_among_its_forms() -> None:
    assert "Казань" not in forms("Казань")
