"""Recreate the vendored browser assets from their npm packages.

    python tools/vendor_assets.py            write src/programme/web/static/vendor anew
    python tools/vendor_assets.py --check    say whether what is committed is what the packages give

Each package is fetched with the npm client at an exact version and refused unless its sha512 is the one
written here. Marks of the government that are not ours to show are taken out on the way: the GDS Transport typeface,
the crown and the crest are licensed for gov.uk services only, so the stylesheets are turned to Arial and lose their
crest, and none of those files is copied.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import re
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

VENDOR = Path(__file__).resolve().parents[1] / "src" / "programme" / "web" / "static" / "vendor"

MIT = """\
The MIT License (MIT)

{holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of
this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to
use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies
of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.
"""


@dataclass(frozen=True)
class Package:
    """One npm package: what it is, its fingerprint, which files of it we take, and under which licence."""

    name: str
    version: str
    sha512: str
    folder: str
    files: tuple[tuple[str, str], ...]
    licence: str
    licence_text: str | None = None
    """Its text where the package itself carries none."""


PACKAGES = (
    Package(
        name="govuk-frontend",
        version="6.6.0",
        sha512="xctkWrQvLnvQt7fyjQ3MGX9S0wz0x0RQuLxCeoXF+s8EjGICG81/DYQGKN5qgO+0KVT12UAaRwUsGY6fulRcRg==",
        folder="govuk-frontend-6.6.0",
        files=(
            ("dist/govuk/govuk-frontend.min.css", "govuk-frontend.min.css"),
            ("dist/govuk/govuk-frontend.min.js", "govuk-frontend.min.js"),
        ),
        licence="MIT",
        licence_text=MIT.format(holder="Copyright (C) 2017 Crown Copyright (Government Digital Service)"),
    ),
    Package(
        name="@ministryofjustice/frontend",
        version="11.1.0",
        sha512="1bkUbm2M4DpcpX/pOmumQRBsbJco9W2RwmJv5h/ZC/ZqrAOn2/FjpF+A7vS0gs7oMXBizr9O5huDrSYbLx73Nw==",
        folder="moj-frontend-11.1.0",
        files=(
            ("moj/moj-frontend.min.css", "moj-frontend.min.css"),
            ("moj/moj-frontend.min.js", "moj-frontend.min.js"),
            ("moj/assets/images/icon-*.svg", "images"),
        ),
        licence="MIT",
        licence_text=MIT.format(holder="Copyright (c) 2021 dxw\nCopyright (c) Crown Copyright (Ministry of Justice)"),
    ),
    Package(
        name="htmx.org",
        version="4.0.1",
        sha512="oF7JgXhDW9UXCy/k1ZYFUQgzu/rm19ORWPSPNL91vPluB2PB9+MV55tyQdH/w7o2EAbTYUG5SDW1R60mdkdqGg==",
        folder="htmx-4.0.1",
        files=(("dist/htmx.min.js", "htmx.min.js"), ("LICENSE", "LICENSE")),
        licence="0BSD",
    ),
)


def fetch(package: Package, into: Path) -> Path:
    """The package unpacked under `into`. Exits where the npm client fails or the fingerprint differs."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{package.name}@{package.version}"],
        cwd=into,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        sys.exit(f"npm pack {package.name}: {done.stderr.strip()}")
    tarball = into / done.stdout.strip().splitlines()[-1]
    found = base64.b64encode(hashlib.sha512(tarball.read_bytes()).digest()).decode()
    if found != package.sha512:
        sys.exit(f"{package.name} {package.version}: sha512 is {found}, not the one written here")
    unpacked = into / package.folder
    with tarfile.open(tarball) as archive:
        archive.extractall(unpacked, filter="data")
    return unpacked / "package"


def without_government_marks(css: str) -> str:
    """The stylesheet with Arial for GDS Transport, no crest, relative image urls and no source map."""
    css = re.sub(r"@font-face\{[^}]*GDS Transport[^}]*\}", "", css)
    css = css.replace("GDS Transport,arial,sans-serif", "Arial,Helvetica,sans-serif")
    css = re.sub(r"url\([\"']?/assets/images/govuk-crest\.svg[\"']?\)", "none", css)
    css = re.sub(r"url\([\"']?/assets/images/([\w.-]+)[\"']?\)", r"url(images/\1)", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    for left in ("GDS Transport", "/assets/", "govuk-crest"):
        if left in css:
            sys.exit(f"a stylesheet still says {left!r}")
    return css.rstrip() + "\n"


def contents(package: Package, unpacked: Path) -> dict[str, bytes]:
    """The files that we keep of a package, by path under its folder, rewritten where it must be."""
    kept: dict[str, bytes] = {}
    for pattern, target in package.files:
        sources = sorted(unpacked.glob(pattern))
        if not sources:
            sys.exit(f"{package.name}: nothing matches {pattern}")
        for source in sources:
            where = f"{target}/{source.name}" if "*" in pattern else target
            data = source.read_bytes()
            if source.suffix == ".css":
                data = without_government_marks(data.decode()).encode()
            elif source.suffix == ".js":
                data = re.sub(rb"\n?//# sourceMappingURL=\S*\s*$", b"\n", data)
            kept[where] = data
    if package.licence_text is not None:
        kept["LICENSE"] = package.licence_text.encode()
    return kept


def everything() -> dict[str, bytes]:
    """Every file that belongs under `vendor/`, by its path there."""
    files: dict[str, bytes] = {}
    versions = ["Vendored by tools/vendor_assets.py; do not edit by hand.", ""]
    with tempfile.TemporaryDirectory() as scratch:
        for package in PACKAGES:
            for path, data in contents(package, fetch(package, Path(scratch))).items():
                files[f"{package.folder}/{path}"] = data
            versions.append(f"{package.name} {package.version} {package.licence} sha512-{package.sha512}")
    files["VERSIONS"] = ("\n".join(versions) + "\n").encode()
    return files


def main() -> None:
    """Write the vendored files, or with --check compare them."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--check", action="store_true", help="compare, write nothing")
    wanted = everything()
    present = {str(p.relative_to(VENDOR)): p for p in VENDOR.rglob("*") if p.is_file()}
    if arguments.parse_args().check:
        differing = sorted(
            path
            for path in wanted.keys() | present.keys()
            if path not in wanted or path not in present or present[path].read_bytes() != wanted[path]
        )
        sys.exit("differs: " + ", ".join(differing) if differing else 0)
    for path in present.keys() - wanted.keys():
        present[path].unlink()
    for path, data in wanted.items():
        target = VENDOR / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)
    print(f"{len(wanted)} files, {sum(map(len, wanted.values())) // 1024} kB")


if __name__ == "__main__":
    main()
