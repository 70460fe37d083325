"""Where settings come from, which one wins, and what a wrong one says."""

from pathlib import Path
from typing import Any

import pytest

from hansard.settings import AMD, SettingsError, load, of_flags

FILE = """
repository = "o/r"
warehouse = "archive"
timezone = "Europe/Berlin"

[[focus]]
name = "TPU"
labels = ["tpu"]
words = ['v5[ep]?']
"""


def test_flags_win_over_environment_over_file_over_defaults(tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text(FILE)
    environment = {"HANSARD_TIMEZONE": "UTC", "HANSARD_LANGUAGE": "en", "GITHUB_GRAPHQL_URL": "https://ghe/graphql"}
    found = load(environment, folder=tmp_path, language="zh", repository=None)
    assert (found.repository, found.timezone, found.language) == ("o/r", "UTC", "zh")
    assert (found.api_url, found.zone.key) == ("https://ghe/graphql", "UTC")
    assert {key: found.origin(key) for key in ("repository", "timezone", "language", "api_url", "reports")} == {
        "repository": str(tmp_path / "hansard.toml"),
        "timezone": "HANSARD_TIMEZONE",
        "language": "flag",
        "api_url": "GITHUB_GRAPHQL_URL",
        "reports": "default",
    }


def test_of_flags_nothing_else_counts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "hansard.toml").write_text(FILE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HANSARD_LANGUAGE", "en")
    found = of_flags(warehouse=Path("w"), reports=None)
    assert (found.repository, found.language, found.focus) == ("vllm-project/vllm", "zh", (AMD,))
    assert (found.warehouse, found.origin("warehouse"), found.origin("reports")) == (Path("w"), "flag", "default")
    with pytest.raises(SettingsError, match=r"templates \(flag\): .*is no folder"):
        of_flags(templates=tmp_path / "none")


def test_the_nearest_file_wins_and_its_folders_are_meant_from_there(tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text(FILE)
    (tmp_path / "deep" / "er").mkdir(parents=True)
    found = load({}, folder=tmp_path / "deep" / "er")
    assert found.warehouse == tmp_path / "archive"
    assert found.focus[0].name == "TPU"


def test_templates_are_a_folder_beside_the_file_or_of_the_environment(tmp_path: Path) -> None:
    (tmp_path / "deep" / "mine").mkdir(parents=True)
    (tmp_path / "hansard.toml").write_text('templates = "deep/mine"\nlanguage = "pt-BR"')
    found = load({}, folder=tmp_path / "deep")
    assert (found.templates, found.language) == (tmp_path / "deep" / "mine", "pt-BR")
    found = load({"HANSARD_TEMPLATES": str(tmp_path)}, folder=tmp_path)
    assert (found.templates, found.origin("templates")) == (tmp_path, "HANSARD_TEMPLATES")
    with pytest.raises(
        SettingsError, match=r"templates \(flag\): .*hansard.toml is no folder that can be read \(not a d"
    ):
        load({}, folder=tmp_path, templates=tmp_path / "hansard.toml")


def test_without_any_file_vllm_and_amd_are_meant(tmp_path: Path) -> None:
    found = load({}, folder=tmp_path)
    assert (found.repository, found.project_name, found.focus) == ("vllm-project/vllm", "vLLM", (AMD,))
    assert load({}, folder=tmp_path, repository="a/b").project_name == "b"
    assert load({}, folder=tmp_path, project="Beta").project_name == "Beta"


SEVERAL = 'repositories = ["a/b", "c/d", "A/B"]\n'


@pytest.mark.parametrize(
    ("text", "environment", "flags", "one", "every"),
    [
        (SEVERAL, {}, {}, "a/b", ("a/b", "c/d")),
        (SEVERAL + 'repository = "c/d"', {}, {}, "c/d", ("a/b", "c/d")),
        (SEVERAL + 'repository = "e/f"', {}, {}, "e/f", ("a/b", "c/d", "e/f")),
        (SEVERAL, {"HANSARD_REPOSITORY": "e/f"}, {}, "e/f", ("e/f",)),
        (FILE, {"HANSARD_REPOSITORIES": "e/f, g/h"}, {}, "e/f", ("e/f", "g/h")),
        (SEVERAL, {"HANSARD_REPOSITORIES": "e/f g/h"}, {"repository": "i/j"}, "i/j", ("i/j",)),
        (FILE, {}, {"repositories": ("e/f", "g/h")}, "e/f", ("e/f", "g/h")),
    ],
)
def test_whatever_place_names_repositories_names_all_of_them(
    text: str, environment: dict[str, str], flags: dict[str, Any], one: str, every: tuple[str, ...], tmp_path: Path
) -> None:
    (tmp_path / "hansard.toml").write_text(text)
    found = load(environment, folder=tmp_path, **flags)
    assert (found.repository, found.all_repositories) == (one, every)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('repositry = "a/b"', r"unknown key 'repositry'; did you mean 'repository'\?"),
        ("zzz = 1", "unknown key 'zzz'; known are repository, repositories, project"),
        ('repository = "vllm"', r"repository \(.*hansard.toml\): 'vllm' is no repository; write OWNER/NAME"),
        ('repositories = ["a/b", "cd"]', r"repositories\.1 \(.*hansard.toml\): 'cd' is no repository"),
        ("repositories = []", "name at least one OWNER/NAME, or leave the key out"),
        ('timezone = "Mars"', "'Mars' is no time zone"),
        ('language = "../zh"', "is no language code"),
        ('project = "a\\nb"', "has characters that cannot be printed"),
        ('templates = "mine"', r"templates \(.*hansard.toml\): .*/mine is no folder that can be read"),
        ('[[focus]]\nname = " "', r"focus\.0\.name .*at least 1 character"),
        ('[[focus]]\nname = "x"\n[[focus]]\nname = "X"', r"focus .*two are named 'x'; give each a name of its own"),
        ('[[focus]]\nname = "x"\nword = ["a"]', r"focus\.0\.word .*not permitted"),
        ("repository = ", "not valid TOML"),
        ("[[focus]]\nlabels = ['x']", r"focus\.0\.name .*required"),
    ],
)
def test_what_is_wrong_is_named_with_its_place(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "hansard.toml").write_text(text)
    with pytest.raises(SettingsError, match=told):
        load({}, folder=tmp_path)


def test_a_file_that_was_named_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"missing\.toml: cannot be read"):
        load({}, config=tmp_path / "missing.toml")


def test_settings_cannot_be_changed(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="frozen"):
        load({}, folder=tmp_path).language = "en"
