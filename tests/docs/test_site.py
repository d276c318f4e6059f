"""The documentation is a site: mkdocs, which is strict, finds no link that leads nowhere."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    done = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--config-file", ROOT / "mkdocs.yml", "--site-dir", folder],
        capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_is_in_the_site(site: Path) -> None:
    pages = {each.stem for each in (ROOT / "docs").glob("*.md")}

    assert {*pages, "changelog", "security", "contributing"} <= {
        each.parent.name for each in site.rglob("index.html")
    }


def test_links_lead_to_pages_of_the_site(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")

    assert 'href="databases/"' in start
    assert 'href="packaging/"' in start
    assert [] == re.findall(r'href="([^"]+\.md[^"]*)"', start)


def test_nothing_is_fetched_from_others(site: Path) -> None:
    start = (site / "index.html").read_text("utf-8")

    assert not [part for part in start.split('src="')[1:] if part.startswith("http")]
    assert "fonts.googleapis" not in start
