"""The schemas that are served: as their files say, and as the flags of the server say over them."""

import pickle
from dataclasses import replace
from pathlib import Path

import httpx

from mockcraft.api import load
from mockcraft.clock import read_clock
from mockcraft.server.config import ServerConfig
from mockcraft.server.tables.worlds import load_worlds

from ..conftest import running
from .test_reading import plain

AGED = """
locale: fr_FR
now: 2001-02-03
tables: {t: {count: 20, columns: {name: first_name, at: {generator: past_date}}}}
"""


def test_clock_and_locale_of_the_server_go_over_those_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "aged.yaml").write_text(AGED)
    flags = ("aged.yaml", "--now", "2030-01-01", "--locale", "de", "--log-level", "warning")
    with running(*flags, folder=tmp_path) as (address, _):
        rows = httpx.get(f"{address}/api/tables/aged/t").json()

    own = plain(load(tmp_path / "aged.yaml"), "t")
    expected = plain(load(tmp_path / "aged.yaml", now="2030-01-01", locale="de_DE"), "t")
    assert expected == rows
    assert all(a["name"] != b["name"] or a["at"] != b["at"] for a, b in zip(own, rows, strict=True))


def test_each_alone_goes_over_the_file_and_without_them_its_own_count(tmp_path: Path) -> None:
    path = tmp_path / "aged.yaml"
    path.write_text(AGED)
    for given, locale, now in (
        ({}, None, None),
        ({"locale": "de_DE"}, "de_DE", None),
        ({"locale": "en_US"}, "en_US", None),
        ({"now": read_clock("2030-01-01")}, None, "2030-01-01"),
    ):
        world = load_worlds(ServerConfig(schemas=(str(path),), **given)).world("aged")
        assert load(path, now=now, locale=locale)._plan.digest == world.digest


def test_all_processes_of_a_server_have_the_clock_of_its_start(tmp_path: Path) -> None:
    path = tmp_path / "aged.yaml"
    path.write_text(AGED.replace("2001-02-03", "now"))
    config = replace(ServerConfig(schemas=(str(path),)), started=2_000_000_123)
    today = replace(config, now=read_clock("today"))

    assert [2_000_000_123, 1_999_987_200] == [
        load_worlds(pickle.loads(pickle.dumps(each))).world("aged").plan.now
        for each in (config, today)
    ]
