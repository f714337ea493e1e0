"""Learning-rate schedules: every module of this package that defines ``SCHEDULE`` adds one."""

from typing import Final

from momentum_lab.core.messages import message
from momentum_lab.core.registry import NameRefusals, Registry, constants_of_modules
from momentum_lab.core.schedule import AnySchedule, Schedule

CONSTANT: Final = "constant"
"""The schedule that is none."""


def _found() -> dict[str, AnySchedule]:
    found = [s for s in constants_of_modules(__name__, "SCHEDULE") if isinstance(s, Schedule)]
    found.sort(key=lambda schedule: schedule.name != CONSTANT)
    return {schedule.name: schedule for schedule in found}


SCHEDULES: Final[Registry[AnySchedule]] = Registry(
    NameRefusals(
        message("unknown schedule {name}"),
        message("found {found} as the name of a schedule; {allowed}"),
        message("there is another schedule that is named {name!r}"),
        message("the schedule {name!r} is left out: {problem}"),
    ),
    _found(),
)

__all__ = ["CONSTANT", "SCHEDULES"]
