"""hansard.toml, environment and typed flags, read once into one frozen object that knows where each value came from."""

import difflib
import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PrivateAttr,
    StringConstraints,
    ValidationError,
)

from hansard.errors import UsageError

FILE = "hansard.toml"
# Keys of one meaning: whatever place names repositories names all of them, and weaker places none.
ABOUT = {"repository", "repositories"}
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]+)*")
"""A language's code: zh, en, pt-BR."""
TABLES = ("focus", "headings")
"""Settings that only the file can hold."""


class SettingsError(UsageError):
    """A setting that cannot be used; the sentence names the place and the key."""


def _repository(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9-]+/[A-Za-z0-9._-]+", name):
        raise ValueError(f"{name!r} is no repository; write OWNER/NAME, such as vllm-project/vllm")
    return name


def _listed(value: Any) -> Any:
    """Names as a list; a variable of the environment has commas or spaces between them."""
    names = [name for name in re.split(r"[\s,]+", value) if name] if isinstance(value, str) else value
    if not names:
        raise ValueError("an empty list; name at least one OWNER/NAME, or leave the key out")
    return names


Repository = Annotated[str, AfterValidator(_repository)]


def _text(text: str) -> str:
    if not text.isprintable():
        raise ValueError(f"{text!r} has characters that cannot be printed; leave them out")
    return text


Text = Annotated[str, AfterValidator(_text)]


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (OSError, ValueError, ZoneInfoNotFoundError):
        raise ValueError(f"{name!r} is no time zone; write one such as Asia/Shanghai or UTC") from None
    return name


def _language(name: str) -> str:
    if not LANGUAGE.fullmatch(name):
        raise ValueError(f"{name!r} is no language code; write one such as zh or en")
    return name


def _folder(path: Path | None) -> Path | None:
    try:
        if path:
            next(path.iterdir(), None)
    except OSError as error:
        why = str(error.strerror).lower()
        raise ValueError(f"{path} is no folder that can be read ({why}); name another") from None
    return path


SECTIONS = ("summary", "focus", "discussions", "trends", "changes", "activity", "attention")


def _headings(texts: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    for name in {name for language in texts.values() for name in language} - set(SECTIONS):
        raise ValueError(f"{name!r} is no section; the sections are {', '.join(SECTIONS)}")
    return texts


Headings = Annotated[dict[str, dict[str, str]], AfterValidator(_headings)]


class Focus(BaseModel):
    """A subject that the report follows on its own, such as one vendor's hardware.

    An item belongs to it by a label, by a word in its title or text (a regular expression, whole words), or by its
    author's login (`*` stands for anything). Upper and lower case are the same.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: Annotated[str, StringConstraints(strip_whitespace=True, min_length=1)]
    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    logins: tuple[str, ...] = ()


def _apart(focuses: tuple[Focus, ...]) -> tuple[Focus, ...]:
    names = [focus.name.casefold() for focus in focuses]
    if twice := next((focus.name for focus in focuses if names.count(focus.name.casefold()) > 1), None):
        raise ValueError(f"two are named {twice!r}; give each a name of its own")
    return focuses


Focuses = Annotated[tuple[Focus, ...], AfterValidator(_apart)]
AMD = Focus(
    name="AMD/ROCm",
    labels=("rocm", "amd"),
    words=(
        r"rocm\d*(\.\d+)*",
        "rocblas",
        "amd",
        "amdgpu",
        "hip",
        "hipify",
        "hipcc",
        r"hipblas\w*",
        "aiter",
        "quark",
        r"mi[23]\d\d\w*",
        r"gfx\d+\w*",
        r"rdna\d*",
        "instinct",
    ),
    logins=("*-amd", "amd-*"),
)


class Settings(BaseModel):
    """Every setting; the key of hansard.toml is the field's name, its variable HANSARD_ and the name."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    repository: Repository = Field(
        "vllm-project/vllm", description="The repository to archive and to report on, OWNER/NAME."
    )
    repositories: Annotated[tuple[Repository, ...], BeforeValidator(_listed)] = Field(
        (), description="Several to archive into one warehouse; what is about one is about the first of them."
    )
    project: Text | None = Field(None, description="What reports call the project; the repository's name by default.")
    warehouse: Path = Field(Path("warehouse"), description="Folder of the warehouse.")
    reports: Path = Field(Path("reports"), description="Folder that reports are written below.")
    timezone: Annotated[str, AfterValidator(_zone)] = Field(
        "Asia/Shanghai", description="Time zone of reports, and of times typed without an offset."
    )
    language: Annotated[str, AfterValidator(_language)] = Field(
        "zh", description="Language of reports: zh, en, or one that `templates` holds."
    )
    templates: Annotated[Path | None, AfterValidator(_folder)] = Field(
        None, description="Folder of your own templates: a folder in it for each language."
    )
    front_matter: bool = Field(False, description="Whether reports begin with front matter, as Jekyll reads it.")
    api_url: str = Field(
        "https://api.github.com/graphql", description="GraphQL endpoint. GITHUB_GRAPHQL_URL sets it as well."
    )
    headings: Headings = Field(
        {},
        description="Headings of reports, a [headings.zh] table by language: summary, focus, discussions, and so on.",
    )
    focus: Focuses = Field((AMD,), description="Subjects that reports follow, each a [[focus]] table.")

    _origins: dict[str, str] = PrivateAttr(default_factory=dict)

    @property
    def all_repositories(self) -> tuple[str, ...]:
        """Every repository to archive, each once: upper and lower case are the same."""
        names: dict[str, str] = {}
        for name in (*self.repositories, self.repository):
            names.setdefault(name.lower(), name)
        return tuple(names.values())

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def project_name(self) -> str:
        """What reports call the project: vLLM writes itself in a way that its repository's name does not show."""
        name = self.repository.partition("/")[2]
        return self.project or ("vLLM" if self.repository.lower() == "vllm-project/vllm" else name)

    def origin(self, key: str) -> str:
        """Where a value came from: 'flag', the variable's name, the file, or 'default'."""
        return self._origins.get(key, "default")


def load(
    environment: Mapping[str, str], *, config: Path | None = None, folder: Path | None = None, **flags: Any
) -> Settings:
    """The settings: a typed flag (not None) wins over the environment, that over hansard.toml, that over defaults.

    Whatever place names repositories, by either key, names all of them: weaker places are not asked for any.
    `config` names the file; without it the nearest hansard.toml from `folder` (the working folder) upwards counts.
    Relative folders in a file are meant from that file on. Raises SettingsError.
    """
    path = config or _nearest(folder or Path.cwd())
    values, origins = _from_file(path) if path else ({}, {})
    typed = {key: (value, "flag") for key, value in flags.items() if value is not None}
    for stronger in (_from_environment(environment), typed):
        if ABOUT & stronger.keys():
            for key in ABOUT & values.keys():
                del values[key], origins[key]
        for key, (value, origin) in stronger.items():
            values[key], origins[key] = value, origin
    settings = _made(values, origins)
    if settings.repositories and "repository" not in values:
        settings = settings.model_copy(update={"repository": settings.repositories[0]})
        origins["repository"] = origins["repositories"]
        settings._origins.update(origins)
    return settings


def of_flags(**flags: Any) -> Settings:
    """The settings of typed flags (not None) alone: no file and no environment counts. Raises SettingsError."""
    values = {key: value for key, value in flags.items() if value is not None}
    return _made(values, dict.fromkeys(values, "flag"))


def _made(values: Mapping[str, Any], origins: Mapping[str, str]) -> Settings:
    try:
        settings = Settings(**values)
    except ValidationError as error:
        raise SettingsError(_told(error, origins)) from None
    settings._origins.update(origins)
    return settings


def _from_environment(environment: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Values and the variables that they come from."""
    found = {}
    for key in Settings.model_fields:
        names = [f"HANSARD_{key.upper()}"] + (["GITHUB_GRAPHQL_URL"] if key == "api_url" else [])
        name = next((name for name in names if environment.get(name)), None)
        if name and key not in TABLES:
            found[key] = environment[name], name
    return found


def _nearest(folder: Path) -> Path | None:
    return next((place / FILE for place in (folder, *folder.parents) if (place / FILE).is_file()), None)


def _from_file(path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    try:
        values = tomllib.loads(path.read_text("utf-8"))
    except OSError as error:
        raise SettingsError(f"{path}: cannot be read ({error.strerror}). Name another file with --config") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsError(f"{path}: not valid TOML ({error})") from None
    known = list(Settings.model_fields)
    for key in values:
        if key not in known:
            near = difflib.get_close_matches(key, known, n=1)
            hint = f"did you mean {near[0]!r}?" if near else f"known are {', '.join(known)}"
            raise SettingsError(f"{path}: unknown key {key!r}; {hint}")
    for key in ("warehouse", "reports", "templates"):
        if isinstance(values.get(key), str):
            values[key] = path.parent / values[key]
    return values, dict.fromkeys(values, str(path))


def _told(error: ValidationError, origins: Mapping[str, str]) -> str:
    """The first thing that is wrong, with its place."""
    first = error.errors(include_url=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    origin = origins.get(str(first["loc"][0]), "default") if first["loc"] else "settings"
    told = str(first["msg"]).removeprefix("Value error, ")
    return f"{where} ({origin}): {told}"
