"""Lines of logs: whatever stands in one is its text and no second line, and steers no terminal that shows it.

`guard_log_lines` is called once by each process that Foothold starts: both kinds of log that there are, Foothold's own
events and the messages of what it is built on, go through it.
"""

import logging
import sys
import traceback
from types import TracebackType
from typing import Any

import structlog

from foothold.printable import continued, escaped


class LogLine(logging.LogRecord):
    """A message of the standard library's log. Formatters take the text of an exception from here if there is one."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        if self.exc_info and self.exc_info[0]:
            self.exc_text = continued("".join(traceback.format_exception(*self.exc_info)))

    def getMessage(self) -> str:  # noqa: N802 # As the standard library has it.
        return escaped(super().getMessage())


def guard_log_lines() -> None:
    """From now on, in this process and in its forks."""
    logging.setLogRecordFactory(LogLine)
    sys.excepthook = _unexpected
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.StackInfoRenderer(),
            structlog.dev.set_exc_info,
            structlog.processors.TimeStamper(fmt="%Y-%m-%d %H:%M:%S", utc=False),
            structlog.processors.format_exc_info,
            printable_event,
            structlog.dev.ConsoleRenderer(
                colors=sys.stdout.isatty(), exception_formatter=structlog.dev.plain_traceback
            ),
        ]
    )


def printable_event(logger: Any, method: str, event: Any) -> dict[str, Any]:
    """An event of structlog with fields that can be shown; only an exception's text has several lines."""
    return {
        escaped(str(name)): continued(value) if name == "exception" else _shown(value)
        for name, value in event.items()
    }


def _shown(value: object) -> object:
    if value is None or isinstance(value, bool | int | float):
        return value
    return escaped(value if isinstance(value, str) else repr(value))


def _unexpected(kind: type[BaseException], error: BaseException, frames: TracebackType | None) -> None:
    """What ended the process; an exception's message may quote a stranger."""
    sys.stderr.write(continued("".join(traceback.format_exception(kind, error, frames))) + "\n")
