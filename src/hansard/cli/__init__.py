"""The command line: commands parse arguments, call one function and print."""

import os
import sys


def main() -> None:
    """Run the command line and leave with its exit code. Every HansardError is one sentence on stderr."""
    from hansard.cli.app import app
    from hansard.console import Console
    from hansard.errors import Exit, HansardError

    try:
        app()
    except HansardError as error:
        Console().error(str(error))
        sys.exit(error.exit)
    except BrokenPipeError:
        # The reader of our output has gone, as in `| head`: nothing is wrong.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    except OSError as error:
        Console().error(f"{error.filename or 'the system'}: {error.strerror or error}")
        sys.exit(Exit.FAILED)
