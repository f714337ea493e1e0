"""Learning-rate schedules: every module of this package that defines ``SCHEDULE`` adds one."""

from typing import Final

from momentum_lab.core.registry import Registry, constants_of_modules
from momentum_lab.core.schedule import AnySchedule, Schedule

CONSTANT: Final = "constant"
"""The schedule that is none."""


def _found() -> dict[str, AnySchedule]:
    found = [s for s in constants_of_modules(__name__, "SCHEDULE") if isinstance(s, Schedule)]
    found.sort(key=lambda schedule: schedule.name != CONSTANT)
    return {schedule.name: schedule for schedule in found}


SCHEDULES: Final[Registry[AnySchedule]] = Registry("schedule", _found())

__all__ = ["CONSTANT", "SCHEDULES"]
