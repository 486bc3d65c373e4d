"""Processes that are killed and started again."""

import os
import subprocess
from collections.abc import Mapping, Sequence

from hotelmate.simulation.bench.server import hotelmate_command

STOP_SECONDS = 15


class Mortal:
    """One `hotelmate` process, which may be killed at any moment and always comes back."""

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str]) -> None:
        self.name = name
        self._command = hotelmate_command(*arguments)
        # What a killed process breaks is no news here.
        self._environment = {**os.environ, "HOTELMATE_LOG_LEVEL": "ERROR", **environment}
        self.process = self._start()

    def _start(self) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            self._command, env=self._environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL
        )

    def kill(self) -> None:
        """Kill it as `kill -9` does, and start it again."""
        self.process.kill()
        self.process.wait()
        self.process = self._start()

    def end(self) -> None:
        """End it politely, and otherwise all the same."""
        self.process.terminate()
        try:
            self.process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
