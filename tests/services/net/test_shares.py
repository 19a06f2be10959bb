"""The look-ups that one user may use in an hour."""

import asyncio

import pytest

from sandbox.faults import Fault, FaultKind
from sandbox.weather import WeatherServer
from services.answers import AnswerService
from services.errors import Failure, Reason
from services.net.shares import LOOK_UPS_PER_HOUR, Shares
from services.places import LookupFailed, Match, Resolver
from services.questions import Question
from services.weather import Forecast, Report, WeatherService
from tests.services.conftest import LONDON, MOSCOW, PARIS, Clock, around
from tests.services.net.look_ups import ALICE, BOB, count_reports, count_requested_places


@pytest.fixture
def answers(resolver: Resolver, keyless: WeatherService) -> AnswerService:
    return AnswerService(resolver, keyless)


async def test_a_users_look_ups_in_an_hour_are_limited(
    keyless: WeatherService, sandbox: WeatherServer, shares: Shares, clock: Clock
) -> None:
    places = around(LOOK_UPS_PER_HOUR + 3)

    assert count_reports(await keyless.reports(places[:100], share=shares.of(ALICE))) == 100
    clock.advance(minutes=20)
    results = await keyless.reports(places[100:], share=shares.of(ALICE))

    assert count_reports(results) == 20
    assert results[20:] == [Failure(Reason.SHARE_SPENT, retry_after=2400.0)] * 3
    assert count_requested_places(sandbox) == LOOK_UPS_PER_HOUR
    clock.advance(minutes=40)
    assert count_reports(await keyless.reports(places[120:], share=shares.of(ALICE))) == 3


async def test_each_user_has_a_separate_share(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    await keyless.reports([MOSCOW], share=shares.of(ALICE))

    assert count_reports(await keyless.reports([LONDON], share=shares.of(ALICE))) == 0
    assert count_reports(await keyless.reports([LONDON], share=shares.of(BOB))) == 1


async def test_fresh_and_saved_places_are_free(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    for _ in range(3):
        assert count_reports(await keyless.reports([MOSCOW], share=shares.of(ALICE))) == 1

    saved = shares.of(ALICE, {LONDON.key})
    assert count_reports(await keyless.reports([MOSCOW, LONDON, PARIS], share=saved)) == 2


async def test_joining_a_running_look_up_is_free(
    keyless: WeatherService, sandbox: WeatherServer, clock: Clock
) -> None:
    shares = Shares(1, clock=clock)
    sandbox.delay("weather", 0.1)
    first = asyncio.create_task(keyless.reports([MOSCOW], share=shares.of(BOB)))
    await sandbox.until(lambda: sandbox.running("open-meteo") == 1)

    assert count_reports(await keyless.reports([MOSCOW, LONDON], share=shares.of(ALICE))) == 2
    await first


async def test_an_older_report_is_used_when_the_share_is_spent(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)
    await keyless.reports([MOSCOW], share=shares.of(ALICE))
    clock.advance(minutes=30)

    (report,) = await keyless.reports([MOSCOW], share=shares.of(ALICE))

    assert isinstance(report, Report)
    assert report.age is not None
    assert report.observed_at is not None
    assert report.age == clock.utc() - report.observed_at


async def test_forecasts_are_charged_too(keyless: WeatherService, clock: Clock) -> None:
    shares = Shares(1, clock=clock)

    moscow, london = await keyless.forecasts([MOSCOW, LONDON], share=shares.of(ALICE))

    assert isinstance(moscow, Forecast)
    assert london == Failure(Reason.SHARE_SPENT, retry_after=3600.0)


async def test_a_limit_of_0_disables_shares() -> None:
    assert Shares(0).of(ALICE) is None


async def test_no_look_up_is_charged_during_a_cooldown(
    keyless: WeatherService, sandbox: WeatherServer, shares: Shares
) -> None:
    sandbox.break_("open-meteo", Fault(FaultKind.STATUS, 429, body="{}"))

    for _ in range(3):
        await keyless.reports([MOSCOW, LONDON], share=shares.of(ALICE))

    assert shares.usage(ALICE).budget.spent == 0


async def test_places_over_the_share_keep_their_lines(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)

    answer = await answers.answer(Question("Moscow, London, Paris"), "en", share=shares.of(ALICE))

    moscow, london, paris = answer.entries
    assert isinstance(moscow.result, Report)
    assert isinstance(london.result, Report)
    assert paris.failure == answer.refusal == Failure(Reason.SHARE_SPENT, retry_after=3600.0)
    assert answer.worth_retrying


async def test_try_again_is_charged_to_the_user_who_presses(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)
    answer = await answers.answer(Question("Moscow, London, Paris"), "en", share=shares.of(ALICE))

    assert await answers.renewed(answer, failed_only=True, share=shares.of(ALICE)) == answer

    renewed = await answers.renewed(answer, failed_only=True, share=shares.of(BOB))
    assert renewed.refusal is None


async def test_saving_a_place_is_charged_once(answers: AnswerService, clock: Clock) -> None:
    shares = Shares(2, clock=clock)

    found = await answers.find("Moscow, London, Paris", "en", share=shares.of(ALICE))

    spent = Failure(Reason.SHARE_SPENT, retry_after=3600.0)
    assert [entry.item for entry in found.entries[2:]] == [LookupFailed("Paris", spent)]
    saved = [entry.item.place for entry in found.entries if isinstance(entry.item, Match)]
    assert len(saved) == 2
    again = await answers.find("Moscow", "en", share=shares.of(ALICE, [place.key for place in saved]))
    assert isinstance(again.entries[0].item, Match)
    assert (await answers.answer_about(saved, "en")).refusal is None
