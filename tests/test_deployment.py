"""The files in deploy/, as far as they can be checked without Docker, Kubernetes and Grafana."""

import json
import re
from pathlib import Path
from typing import Any

import yaml
from prometheus_client.parser import text_string_to_metric_families

from bot.config import Settings
from bot.metrics import Metrics

DEPLOY = Path(__file__).parents[1] / "deploy"
SETTINGS = {name.upper() for name in Settings.model_fields}


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((DEPLOY / name).read_text(encoding="utf-8")))


def test_the_compose_file_of_replicas_sets_only_existing_settings() -> None:
    (compose,) = documents("compose.replicas.yaml")
    bot = compose["services"]["bot"]
    assert bot["environment"].keys() <= SETTINGS
    assert bot["deploy"]["replicas"] == 3
    assert compose["services"].keys() == {"bot", "postgres", "redis", "proxy"}
    # The path of the webhook is the one that the proxy passes on.
    path = bot["environment"]["WEBHOOK_URL"].rpartition("/")[2]
    assert f"path /{path}\n" in compose["configs"]["caddyfile"]["content"]


def test_the_manifest_checks_the_health_pages_and_keeps_two_pods() -> None:
    by_kind = {document["kind"]: document for document in documents("kubernetes.yaml")}
    (container,) = by_kind["Deployment"]["spec"]["template"]["spec"]["containers"]
    assert {variable["name"] for variable in container["env"]} <= SETTINGS
    paths = {probe: container[probe]["httpGet"]["path"] for probe in container if probe.endswith("Probe")}
    assert paths == {"startupProbe": "/healthz", "livenessProbe": "/healthz", "readinessProbe": "/readyz"}
    pod = by_kind["Deployment"]["spec"]["template"]["metadata"]["labels"]
    budget = by_kind["PodDisruptionBudget"]["spec"]
    assert budget["minAvailable"] < by_kind["Deployment"]["spec"]["replicas"]
    assert budget["selector"]["matchLabels"] == by_kind["Service"]["spec"]["selector"] == pod


async def test_the_dashboard_shows_only_metrics_that_the_bot_has() -> None:
    dashboard = json.loads((DEPLOY / "grafana.json").read_text(encoding="utf-8"))
    expressions = [target["expr"] for panel in dashboard["panels"] for target in panel["targets"]]
    used = set(re.findall(r"\b(?:weather_bot|process)_\w+", " ".join(expressions)))
    page = await Metrics().on_metrics(None)  # type: ignore[arg-type]
    assert isinstance(page.body, bytes)
    families = list(text_string_to_metric_families(page.body.decode()))
    known = {
        f"{family.name}{ending}" for family in families for ending in ("", "_total", "_bucket", "_count", "_sum")
    }
    assert used - known == set()
    own = {family.name for family in families if family.name.startswith("weather_bot_")}
    shown = {name for name in own if any(name in expression for expression in expressions)}
    # The duration of calls to Telegram is for closer looks; the version labels the list of jobs.
    assert own - shown <= {"weather_bot_info", "weather_bot_telegram_call_seconds"} | {
        name for name in own if name.endswith("_created")
    }
