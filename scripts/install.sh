#!/usr/bin/env bash
# Installs one part of what agent-fleet needs: install.sh npm, or install.sh python FOLDER REQUIREMENTS.
# The stamp file is written last, so that an interrupted installation is repeated. Two installations of one part wait for
# each other.
set -euo pipefail
cd "$(dirname "$0")/.."

if [ "${AGENT_FLEET_INSTALL_LOCKED:-}" != "$$" ]; then
  scripts/check-prerequisites.sh
  # The lock is an open file: it goes with the process that holds it, however that ends.
  exec python3 - "$0" "$@" <<'PYTHON'
import fcntl, os, sys

part = sys.argv[3] if len(sys.argv) > 3 else ".npm"
lock = os.open(f".install{part}.lock", os.O_CREAT | os.O_RDWR, 0o644)
fcntl.flock(lock, fcntl.LOCK_EX)
os.set_inheritable(lock, True)
# exec keeps the process id.
os.execve("/usr/bin/env", ["env", "bash", *sys.argv[1:]], {**os.environ, "AGENT_FLEET_INSTALL_LOCKED": str(os.getpid())})
PYTHON
fi

case "$1" in
  npm)
    stamp=node_modules/.installed source=package-lock.json ;;
  python)
    stamp=$2/.installed source=$3 ;;
esac
# Another make may have done it while this one waited.
if [ "$stamp" -nt "$source" ]; then exit 0; fi

echo "Installing ${2:-npm packages}"
case "$1" in
  npm)
    # Not npm ci: it fails where the registry lacks a package of some other platform, which is optional (npm/cli#4828 and
    # its kin). With a lock file and --no-save, npm install installs the locked versions as well and writes neither file.
    # Development packages also where NODE_ENV says production: Node 22 is one of them.
    rm -rf node_modules
    npm install --no-save --include=dev --no-audit --no-fund --loglevel=error </dev/null
    ;;
  python)
    rm -rf "$2"
    python3 -m venv "$2"
    "$2/bin/pip" install --quiet --disable-pip-version-check -r "$3" </dev/null
    ;;
esac
touch "$stamp"
