"""The example proxy as it is shipped, in front of a server of ours: other ports, a certificate of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.ending import with_its_parent
from tests.support.postgres import CHECKOUT
from tests.support.server_processes import free_ports

EXAMPLE = CHECKOUT / "deploy" / "nginx.conf.example"
NAME = "courses.example.org"


class NginxMissing(Exception):
    """There is no nginx to test with; the text says how to get one."""


def find_nginx() -> Path:
    """The program. Raises NginxMissing: the example that people copy is never silently left untried."""
    found = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin")
    if found is None:
        raise NginxMissing("nginx is not on this machine.\nOn Debian, as root:  apt-get install nginx-light")
    return Path(found)


@contextmanager
def in_front_of(port: int, directory: Path) -> Iterator[int]:
    """Start the example in front of the server at `port`; gives the port of its TLS side."""
    plain, secure = free_ports(2)
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={NAME}"),
            *("-keyout", str(directory / "programme.key"), "-out", str(directory / "programme.pem")),
        ],
        check=True,
        capture_output=True,
    )
    text = EXAMPLE.read_text()
    for there, here in {
        "127.0.0.1:8000": f"127.0.0.1:{port}",
        "listen 80;": f"listen 127.0.0.1:{plain};",
        "listen 443 ssl;": f"listen 127.0.0.1:{secure} ssl;",
        "/etc/ssl/": f"{directory}/",
        "/var/log/nginx/": f"{directory}/",
    }.items():
        assert there in text
        text = text.replace(there, here)
    (directory / "site.conf").write_text(text)
    temporary = "".join(
        f"  {kind}_temp_path {directory}/{kind};\n" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    main = directory / "nginx.conf"
    main.write_text(
        f"pid {directory}/pid;\nerror_log {directory}/error.log;\ndaemon off;\nevents {{}}\n"
        f"http {{\n{temporary}  include {directory}/site.conf;\n}}\n"
    )
    process = subprocess.Popen(
        [str(find_nginx()), "-c", str(main), "-p", str(directory)],
        stderr=subprocess.DEVNULL,
        preexec_fn=with_its_parent,
    )
    try:
        until = time.monotonic() + 20
        while not (directory / "pid").exists():
            assert process.poll() is None, (directory / "error.log").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        yield secure
    finally:
        process.terminate()
        process.wait(20)
