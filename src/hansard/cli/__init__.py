"""The command line: commands parse arguments, call one function and print."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code. Every HansardError is one sentence on stderr."""
    import click

    from hansard.cli.app import app
    from hansard.console import Console
    from hansard.errors import Exit, HansardError

    console = Console()
    try:
        code = app(standalone_mode=False)
    except HansardError as error:
        console.error(str(error))
        code = error.exit
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except BrokenPipeError:
        # The reader of our output has gone, as in `| head`: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = Exit.DONE
    except OSError as error:
        console.error(f"{error.filename or 'the system'}: {error.strerror or error}")
        code = Exit.FAILED
    sys.exit(code)
