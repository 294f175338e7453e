"""The compose file: what can be told of it without an engine for containers."""

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.main import get_command

from jobs.cli import cli

ROOT = Path(__file__).parent.parent
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = {"init", "scheduler", "web"}
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")


def test_there_are_a_database_its_setup_a_scheduler_and_a_web_page() -> None:
    assert set(SERVICES) == {"database", *OURS}
    assert SERVICES["init"]["profiles"] == ["setup"]


@pytest.mark.parametrize("service", sorted(OURS))
def test_what_a_service_runs_is_a_command_of_ours_with_options_it_has(service: str) -> None:
    words = SERVICES[service]["command"]
    command: Any = get_command(cli)
    while words and words[0] in getattr(command, "commands", {}):
        command, words = command.commands[words[0]], words[1:]
    options = {name for parameter in command.params for name in parameter.opts}

    assert not hasattr(command, "commands")
    assert {word for word in words if word.startswith("--")} <= options


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_ports_are_open_on_this_machine_only(service: str) -> None:
    ports = SERVICES[service].get("ports", [])

    assert all(port.startswith("127.0.0.1:") for port in ports)


@pytest.mark.parametrize("service", sorted(SERVICES))
def test_no_service_runs_as_root_or_gains_rights(service: str) -> None:
    told = SERVICES[service]
    user = told.get("user") or re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)[-1]

    assert user not in {"root", "0"}
    assert told["cap_drop"] == ["ALL"]
    assert "no-new-privileges:true" in told["security_opt"]


@pytest.mark.parametrize("service", sorted(set(SERVICES) - {"init"}))
def test_a_service_that_stays_tells_whether_it_is_well(service: str) -> None:
    assert SERVICES[service]["healthcheck"]["test"][0] == "CMD"


def test_no_password_stands_in_the_file() -> None:
    values = {
        f"{service}.{name}": value
        for service, told in SERVICES.items()
        for name, value in told.get("environment", {}).items()
        if "PASSWORD" in name
    }

    assert values
    assert all(re.fullmatch(r"\$\{SVITLO_\w+_PASSWORD:\?[^}]+\}", value) for value in values.values())


def test_every_volume_that_is_mounted_is_declared() -> None:
    mounted = {mount.split(":")[0] for told in SERVICES.values() for mount in told.get("volumes", [])}

    assert mounted == set(COMPOSE["volumes"])


def test_what_the_image_copies_is_there() -> None:
    sources = [
        word for line in re.findall(r"^COPY (?!--)(.+)$", DOCKERFILE, re.MULTILINE) for word in line.split()[:-1]
    ]
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text(encoding="utf-8").split() if line.startswith("!")}

    assert all((ROOT / source).exists() for source in sources)
    assert set(sources) == let_in


def test_no_file_of_the_containers_names_a_registry_host() -> None:
    images = [told["image"] for told in SERVICES.values()] + re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)

    assert [image for image in images if "." in image.split("/")[0].split(":")[0]] == []
