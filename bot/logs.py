"""How the gateway logs: one JSON object per line, ids and facts, never what somebody wrote.

An error's own text may quote a message, so of errors only the kind and the places they passed are logged.
"""

from __future__ import annotations

import logging
import sys
import threading

import structlog

PLACES = 6  # the last places that an error passed


def configure(level: str) -> None:
    """Send logs of ours and of libraries to standard error. Libraries only speak from WARNING on: they log addresses."""
    number = getattr(logging, level)
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_WithoutErrorText("%(levelname)s %(name)s %(message)s"))
    logging.basicConfig(level=max(number, logging.WARNING), handlers=[handler], force=True)
    sys.excepthook = lambda kind, error, trace: _log_uncaught(error)
    threading.excepthook = lambda args: _log_uncaught(args.exc_value)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _error_without_text,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


class _WithoutErrorText(logging.Formatter):
    """Lines of libraries. One that comes with an error is cut to its first line, which must not quote the error."""

    def format(self, record: logging.LogRecord) -> str:
        error = record.exc_info[1] if record.exc_info else None
        if error is None:
            return super().format(record)
        lines = record.getMessage().replace(str(error) or "\0", "...").splitlines() or [""]
        return f"{record.levelname} {record.name} {lines[0]} ({type(error).__name__} at {_places(error)})"


def _error_without_text(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    given = event.pop("exc_info", None)
    if given:
        error = given if isinstance(given, BaseException) else sys.exc_info()[1]
        event["error"] = type(error).__name__
        event["at"] = _places(error)
    return event


def _places(error: BaseException | None) -> str:
    """The files and lines that an error passed, the last ones."""
    places, trace = [], error.__traceback__ if error else None
    while trace:
        places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
        trace = trace.tb_next
    return " > ".join(places[-PLACES:])


def _log_uncaught(error: BaseException | None) -> None:
    structlog.get_logger().error("uncaught", exc_info=error)
