"""Look-ups of names and answers, charged to the user who asks."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.answers import AnswerService
from services.errors import Failure, Reason
from services.net.shares import MAX_CONCURRENT_GEOCODER_CALLS, MAX_NAMES_PER_MESSAGE, Shares
from services.places import LookupFailed, Match, Resolver, Unknown
from services.questions import Question
from services.weather import Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, Clock, asked, invented
from tests.services.net.users import ALICE, BOB, reported


@pytest.fixture
def answers(resolver: Resolver, keyless: WeatherService) -> AnswerService:
    return AnswerService(resolver, keyless)


async def test_a_message_has_a_limited_number_of_geocoder_calls(
    resolver: Resolver, sandbox: WeatherServer, shares: Shares
) -> None:
    names = invented(MAX_NAMES_PER_MESSAGE)
    triples = ", ".join(f"{name} {name}a {name}b" for name in names)

    reading = await resolver.resolve(f"Moscow, {triples}", "en", share=shares.share_for(ALICE))

    assert asked(sandbox, "geocoding") <= MAX_NAMES_PER_MESSAGE
    assert isinstance(reading.items[0], Match)
    too_many = Failure(Reason.TOO_MANY_NAMES)
    assert all(isinstance(item, LookupFailed) and item.failure == too_many for item in reading.items[1:])


async def test_names_are_charged_to_the_same_share_but_unknown_ones_only_once(
    resolver: Resolver, sandbox: WeatherServer, keyless: WeatherService, clock: Clock
) -> None:
    shares = Shares(4, clock=clock)
    names = invented(3)
    for _ in range(2):
        reading = await resolver.resolve(", ".join(names), "en", share=shares.share_for(ALICE))
        assert reading.items == [Unknown(name) for name in names]

    assert asked(sandbox, "geocoding") == 3
    assert reported(await keyless.reports([MOSCOW, LONDON], share=shares.share_for(ALICE))) == 1
    reading = await resolver.resolve("Zuqwixuq", "en", share=shares.share_for(ALICE))
    assert reading.items == [LookupFailed("Zuqwixuq", Failure(Reason.SHARE_SPENT, retry_after=3600.0))]


async def test_joining_a_running_look_up_of_a_name_is_free(
    resolver: Resolver, sandbox: WeatherServer, clock: Clock
) -> None:
    shares = Shares(1, clock=clock)
    sandbox.delay("geocoding", 0.1)
    first = asyncio.create_task(resolver.resolve("Zuqwixuq", "en", share=shares.share_for(BOB)))
    await sandbox.until(lambda: sandbox.running("geocoding") == 1)

    for name in ("Zuqwixuq", "Auqwixuq"):
        assert (await resolver.resolve(name, "en", share=shares.share_for(ALICE))).items == [Unknown(name)]
    await first


async def test_one_user_never_fills_the_geocoder_slots(
    resolver: Resolver, sandbox: WeatherServer, shares: Shares
) -> None:
    sandbox.break_("geocoding", Fault(FaultKind.HANG), times=20)
    crowd = [
        asyncio.create_task(
            resolver.resolve(", ".join(invented(20)[start::2]), "en", share=shares.share_for(ALICE))
        )
        for start in range(2)
    ]
    await sandbox.until(lambda: sandbox.running("geocoding") == MAX_CONCURRENT_GEOCODER_CALLS)
    sandbox.mend()

    reading = await resolver.resolve("Zuqwixuq", "en", share=shares.share_for(BOB))

    assert reading.items == [Unknown("Zuqwixuq")]
    assert sandbox.peak("geocoding") == MAX_CONCURRENT_GEOCODER_CALLS + 1
    for asking in crowd:
        asking.cancel()


async def test_places_over_the_share_keep_their_lines(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)

    answer = await answers.answer(Question("Moscow, London, Paris"), "en", share=shares.share_for(ALICE))

    moscow, london, paris = answer.entries
    assert isinstance(moscow.result, Report)
    assert isinstance(london.result, Report)
    assert paris.failure == answer.limit_failure == Failure(Reason.SHARE_SPENT, retry_after=3600.0)
    assert answer.is_worth_retrying


async def test_trying_again_is_charged_to_who_presses(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)
    answer = await answers.answer(Question("Moscow, London, Paris"), "en", share=shares.share_for(ALICE))

    assert await answers.refetch(answer, failed_only=True, share=shares.share_for(ALICE)) == answer

    renewed = await answers.refetch(answer, failed_only=True, share=shares.share_for(BOB))
    assert renewed.limit_failure is None


async def test_saving_a_place_is_charged_once(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)

    found = await answers.resolver.find_places("Moscow, London, Paris", "en", share=shares.share_for(ALICE))

    spent = Failure(Reason.SHARE_SPENT, retry_after=3600.0)
    assert [entry.resolution for entry in found.entries[2:]] == [LookupFailed("Paris", spent)]
    saved = [entry.resolution.place for entry in found.entries if isinstance(entry.resolution, Match)]
    assert len(saved) == 2
    again = await answers.resolver.find_places(
        "Moscow", "en", share=shares.share_for(ALICE, [place.key for place in saved])
    )
    assert isinstance(again.entries[0].resolution, Match)
    assert (await answers.answer_about(saved, "en")).limit_failure is None
