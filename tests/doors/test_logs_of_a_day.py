"""The service's logs tell operators how it does, and nothing about anybody."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.support.canary_flow import CANARIES

ROOT = Path(__file__).resolve().parents[2]


def test_a_whole_day_leaves_nobodys_data_in_the_logs(database_url: str) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "tests.support.canary_flow", database_url],
        cwd=ROOT,
        env={**os.environ, "PROGRAMME_ENVIRONMENT": "test"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    output = ran.stdout + ran.stderr

    assert ran.returncode == 0, output[-3000:]
    for name, canary in CANARIES.items():
        for written in (canary, canary.upper(), canary.lower(), canary.replace("-", "")):
            assert written not in output, f"{name}: {[line for line in output.splitlines() if written in line][:2]}"
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    assert {line["event"] for line in lines} >= {"request", "refused", "job", "job_failed", "notification_refused"}
    assert all(line.get("route", "/").count("{") == line.get("route", "/").count("}") for line in lines)
