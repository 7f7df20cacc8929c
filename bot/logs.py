"""How the gateway logs: one JSON object per line, ids and facts, never what somebody wrote."""

from __future__ import annotations

import logging
import sys

import structlog


def configure(level: str) -> None:
    """Send logs of ours and of libraries to standard error. Libraries only speak from WARNING on: they log addresses."""
    number = getattr(logging, level)
    logging.basicConfig(level=max(number, logging.WARNING), stream=sys.stderr, format="%(levelname)s %(name)s %(message)s")
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _traceback_without_text,
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )


def _traceback_without_text(_: object, __: str, event: structlog.types.EventDict) -> structlog.types.EventDict:
    """The places an error passed, without its own text: that may quote a message."""
    if event.pop("exc_info", None):
        kind, _error, trace = sys.exc_info()
        places = []
        while trace:
            places.append(f"{trace.tb_frame.f_code.co_filename.rsplit('/', 2)[-1]}:{trace.tb_lineno}")
            trace = trace.tb_next
        event["error"] = kind.__name__ if kind else ""
        event["at"] = " > ".join(places[-6:])
    return event
