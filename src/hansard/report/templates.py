"""The templates of each language: built in, or a user's own; and what is told of one that cannot be used."""

from collections.abc import Iterator
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from traceback import walk_tb

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError

from hansard import assets
from hansard.errors import UsageError
from hansard.report import words
from hansard.report.environment import environment
from hansard.settings import LANGUAGE

PAGE = "report.md.j2"
# What reading a template, its own expressions and their filters raise.
_FAULTS = (
    TemplateError, ArithmeticError, AttributeError, LookupError, MemoryError, OSError, RuntimeError, SyntaxError,
    TypeError, ValueError,
)  # fmt: skip


class NoLanguage(UsageError):
    """There are no templates for the language."""

    def __init__(self, language: str, known: list[str]) -> None:
        self.language, self.known = language, known
        super().__init__(
            f"no report is written in {language!r}. Choose one of {', '.join(known)}; or copy {_built_in('en')} "
            "into a folder of your own under the language's code, translate it, and name that folder with --templates"
        )


class NotALanguage(UsageError):
    """A folder with templates is not named like a language."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        super().__init__(
            f"{folder} holds templates, but {folder.name!r} is no language whose plurals and numbers are known. "
            "Name it by the language's code, such as fr or pt-BR"
        )


class NoTemplate(UsageError):
    """A language lacks a template."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name = folder, name
        super().__init__(f"{folder} has no {name}. Copy {_built_in('en') / name} there and translate it")


class BadTemplate(UsageError):
    """A template cannot be read or does something that cannot be; `place` is its file and line."""

    def __init__(self, place: str, why: str) -> None:
        self.place, self.why = place, why
        super().__init__(f"{place}: {why}")


class Templates:
    """The built-in ones, and those of a user's own folder, whose files take the place of the built-in ones.

    `own` holds a folder for each language. What is asked first may raise NotALanguage.
    """

    def __init__(self, own: Path | None = None) -> None:
        self.own = own
        self._environments: dict[str, Environment] = {}

    def languages(self) -> list[str]:
        """Those that a report can be written in."""
        found = (path.parent.name for path in assets.folder("reports").glob(f"*/{PAGE}"))
        return sorted({*found, *(name for name, folder in self._own.items() if (folder / PAGE).is_file())})

    def check(self, language: str, name: str = PAGE) -> None:
        """Raises NoLanguage where there are no templates for the language, NoTemplate where it lacks this one.

        Raises BadTemplate where it cannot be read; what it does wrong is found when it is rendered.
        """
        if language not in self._own and language not in self.languages():
            raise NoLanguage(language, self.languages())
        folders = self._folders(language)
        if not any((folder / name).is_file() for folder in folders):
            raise NoTemplate(folders[0], name)
        try:
            self._environment(language).get_template(name)
        except _FAULTS as error:
            raise BadTemplate(self._place(error, language, name), _why(error)) from error

    def render(self, language: str, name: str, **values: object) -> str:
        """What a template of the language makes of the values. Raises as `check` does, and BadTemplate."""
        self.check(language, name)
        try:
            return self._environment(language).get_template(name).render(values)
        except _FAULTS as error:
            raise BadTemplate(self._place(error, language, name), _why(error)) from error

    def digest(self, language: str) -> str | None:
        """The SHA-256 of the user's own templates of the language, by name and content; None where there are none.

        Raises BadTemplate for one that cannot be read.
        """
        if language not in self._own:
            return None
        folder, whole = self._own[language], sha256()
        for path in sorted(_files(folder)):
            try:
                content = sha256(path.read_bytes()).hexdigest()
            except OSError as error:
                raise BadTemplate(str(path), _why(error)) from None
            whole.update(f"{content} {path.relative_to(folder).as_posix()}\n".encode())
        return whole.hexdigest()

    def _environment(self, language: str) -> Environment:
        if language not in self._environments:
            self._environments[language] = environment(language, self._folders(language))
        return self._environments[language]

    @cached_property
    def _own(self) -> dict[str, Path]:
        """The user's folders that hold templates, by language."""
        if self.own is None:
            return {}
        found = {path.name: path for path in sorted(self.own.iterdir()) if path.name[0] != "." and any(_files(path))}
        for name, folder in found.items():
            if not LANGUAGE.fullmatch(name) or not words.is_known(name):
                raise NotALanguage(folder)
        return found

    def _folders(self, language: str) -> list[Path]:
        own = [self._own[language]] if language in self._own else []
        return own + [folder for folder in (_built_in(language),) if folder.is_dir()]

    def _place(self, error: Exception, language: str, name: str) -> str:
        """The file and the line of the innermost template that had a part in it."""
        if isinstance(error, TemplateSyntaxError) and error.filename:
            return f"{error.filename}:{error.lineno}"
        folders = self._folders(language)
        places = [
            f"{frame.f_code.co_filename}:{line}"
            for frame, line in walk_tb(error.__traceback__)
            if any(Path(frame.f_code.co_filename).is_relative_to(folder) for folder in folders)
        ]
        return places[-1] if places else str(folders[0] / name)


BUILT_IN = Templates()


def _why(error: Exception) -> str:
    if isinstance(error, TemplateNotFound):
        return f"there is no template {error.name!r}"
    if isinstance(error, OSError):
        return f"cannot be read ({str(error.strerror).lower()})"
    said = str(error.message if isinstance(error, TemplateSyntaxError) else error)
    return said if isinstance(error, TemplateError) else f"{type(error).__name__}: {said}"


def _built_in(language: str) -> Path:
    return assets.folder("reports") / language


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*.j2") if path.is_file())
