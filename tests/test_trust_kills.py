"""A few of the trials of tests/trials/kills.py; all of them: `python -m tests.trials.kills`."""

import subprocess
import sys


def test_whoever_is_killed_while_writing_loses_nothing_acknowledged():
    # In a process of its own: it forks, which one with threads must not.
    command = [sys.executable, "-m", "tests.trials.kills", "--trials", "7", "--seed", "1"]
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "faults=0" in done.stdout
