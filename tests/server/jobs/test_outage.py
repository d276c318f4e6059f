"""What is logged of a store that is away."""

import time

import pytest

from mockcraft.server.jobs import outage


def test_an_outage_is_told_at_its_begin_now_and_then_and_at_its_end(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    seconds = iter([0.25 * number for number in range(100)])
    monkeypatch.setattr(time, "monotonic", lambda: next(seconds))
    one = outage.Outage()
    one.over()
    for _ in range(100):
        one.met(OSError("away"))
    one.over()
    one.over()

    assert caplog.messages == ["away"] * 3 + ["the store of the jobs answers again"]
