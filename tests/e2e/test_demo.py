"""`hansard demo`: the seed's hour from nothing, the same bytes every time."""

import json
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.conftest import ROOT
from tests.e2e.conftest import rows

Hansard = Callable[..., subprocess.CompletedProcess[str]]
GOLDEN = ROOT / "tests" / "golden"
NAME = "report-2025-12-10T1935_to_2025-12-10T2035"
SECTIONS_ZH = ["📊", "🎯", "💬", "🔥", "🛠️", "📈", "💡"]


def test_the_demo_gives_the_seeds_frame_and_twice_the_same(hansard_from_nothing: Hansard, tmp_path: Path) -> None:
    hansard = hansard_from_nothing
    first = hansard("demo", env={"GITHUB_TOKEN": ""})
    assert first.returncode == 0, first.stderr
    reports = {path.name: path.read_bytes() for path in (tmp_path / "demo" / "reports").iterdir()}
    assert sorted(reports) == [f"{NAME}.en.md", f"{NAME}.md"]
    text = reports[f"{NAME}.md"].decode()
    assert text.startswith((GOLDEN / "seed-header.md").read_text("utf-8"))
    body, _, _ = text.rpartition("\n\n<!-- hansard\n")
    assert body.endswith((GOLDEN / "seed-appendix.md").read_text("utf-8"))
    second = hansard("demo", env={"GITHUB_TOKEN": ""})
    assert (second.returncode, second.stdout) == (0, first.stdout)
    assert {path.name: path.read_bytes() for path in (tmp_path / "demo" / "reports").iterdir()} == reports


def test_the_demo_says_in_three_lines_where_things_are_and_what_to_try(hansard: Hansard, tmp_path: Path) -> None:
    done = hansard("demo", "--folder", "try it", "-q")
    where, without, with_token = done.stdout.splitlines()
    assert done.stderr == ""
    assert f"try it/reports/{NAME}.md" in where
    assert (tmp_path / "try it/warehouse/hansard.duckdb").exists()
    assert "GITHUB_TOKEN" in with_token
    command = re.search(r'hansard sql "(.*)" --warehouse', without)
    assert command
    assert hansard("sql", command[1], "--warehouse", "try it/warehouse").returncode == 0
    (tmp_path / "file").touch()
    done = hansard("demo", "--folder", "file")
    assert (done.returncode, done.stderr) == (2, "hansard: file is no folder: name another with --folder\n")


def test_the_demo_is_written_by_templates_of_ones_own(hansard: Hansard, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "tests" / "report" / "templates" / "de", tmp_path / "mine" / "de")
    (tmp_path / "mine" / "en").mkdir()
    (tmp_path / "mine" / "en" / "report.md.j2").write_text("# {{ facts.counts.all.window }} entries")
    (tmp_path / "hansard.toml").write_text('templates = "elsewhere"')
    done = hansard("demo", "--templates", "mine", "--json")
    assert done.returncode == 0, done.stderr
    names = [Path(path).name for path in json.loads(done.stdout)["reports"]]
    assert names == [f"{NAME}.md", f"{NAME}.en.md", f"{NAME}.de.md"]
    texts = {name: (tmp_path / "demo" / "reports" / name).read_text("utf-8") for name in names}
    assert texts[f"{NAME}.en.md"].startswith("# 5 entries\n")
    assert texts[f"{NAME}.md"].startswith((GOLDEN / "seed-header.md").read_text("utf-8"))
    assert [name for name, text in texts.items() if "\ntemplates: sha256:" in text] == names[1:]


def test_bad_templates_for_the_demo_are_told_and_no_report_is_written(hansard: Hansard, tmp_path: Path) -> None:
    (tmp_path / "mine" / "en").mkdir(parents=True)
    (tmp_path / "mine" / "en" / "report.md.j2").write_text("{{ facts.nothing }}")
    for folder, told in (("nowhere", "nowhere is no folder"), ("mine", "en/report.md.j2:1: ")):
        done = hansard("demo", "--templates", folder)
        assert (done.returncode, done.stdout) == (2, ""), done.stderr
        assert told in done.stderr
        assert "Traceback" not in done.stderr
    assert not list(tmp_path.rglob("report-*"))


def test_the_queries_of_the_readme_run(hansard: Hansard) -> None:
    hansard("demo")
    queries = re.findall(r'"(select [^"]+)"', (ROOT / "README.md").read_text("utf-8"))
    assert len(queries) > 1
    for query in queries:
        done = hansard("sql", query, "--warehouse", "demo/warehouse")
        assert done.returncode == 0, f"{query}: {done.stderr}"


def test_every_section_has_something_to_show(hansard: Hansard, tmp_path: Path) -> None:
    hansard("demo")
    text = (tmp_path / "demo" / "reports" / f"{NAME}.md").read_text("utf-8")
    sections = dict(re.findall(r"^### (\S+) .*\n((?:(?!^#|^---).*\n)+)", text, re.MULTILINE))
    assert [name for name in sections if name in SECTIONS_ZH] == SECTIONS_ZH
    for name in SECTIONS_ZH:
        assert re.search(r"\d", sections[name]), name
    assert "#26701" in sections["🎯"]


def test_nothing_invented_is_in_the_mouth_of_a_real_account(hansard: Hansard, tmp_path: Path) -> None:
    hansard("demo")
    directory = tmp_path / "demo" / "warehouse"
    people = rows(directory, "select login from people where not login like 'sandbox-%' order by login")
    assert [row["login"] for row in people] == ["googs1025", "gronsti-amd", "hmellor", "markmc", "youngze0016"]
    said = rows(directory, "select * from comments where author not like 'sandbox-%'")
    assert said == []
    numbers = rows(directory, "select number from item where number < 9000000 order by number")
    assert [row["number"] for row in numbers] == [26701, 30348, 30387, 30388, 30389]
    bodies = rows(directory, "select distinct body from items_at(now()) where number < 9000000")
    assert bodies == [{"body": ""}]
