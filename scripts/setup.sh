#!/usr/bin/env bash
# Makes this folder ready: `scripts/setup.sh python` (virtual environment from the locks) and
# `scripts/setup.sh system` (programs that the tests run). Both do nothing, at once, the second time.
set -euo pipefail
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }

find_python() {
    local candidate
    for candidate in "${PYTHON:-}" python3.11 python3 python3.12 python3.13 python3.14; do
        [ -n "$candidate" ] && command -v "$candidate" >/dev/null 2>&1 || continue
        if "$candidate" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            command -v "$candidate"
            return
        fi
    done
    say "Probity needs Python 3.11 or newer; install it, for instance with: apt-get install python3 python3-venv"
    exit 1
}

setup_python() {
    local wanted stamp=.venv/.installed
    wanted="$(sha256sum requirements-dev.txt | cut -d' ' -f1)"
    if [ -x .venv/bin/python ] && [ "$(cat "$stamp" 2>/dev/null)" = "$wanted" ]; then return; fi
    if [ ! -x .venv/bin/python ] || ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
        rm -rf .venv
        if ! "$(find_python)" -m venv .venv; then
            rm -rf .venv
            say "Python could not make a virtual environment; on Debian: apt-get install python3-venv"
            exit 1
        fi
    fi
    .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes \
        -r requirements-dev.txt
    printf '%s' "$wanted" >"$stamp"
}

# The verify page reads QR codes without it only in browsers that can do so themselves.
setup_decoder() {
    if [ -s chalicelib/web/static/verify/decoder/licences.txt ]; then return; fi
    .venv/bin/python -m infra.decoder || say "The verify page goes without its own QR decoder."
}

setup_reading() {
    .venv/bin/python -m infra.reading_models >/dev/null || say "Papers are not read here; a person looks at each."
    .venv/bin/python -m infra.face_network >/dev/null || say "Photos are not read here; a person looks at each."
}

# Which program proves that a Debian package is there.
PROGRAMS="pdfsig:poppler-utils pdftoppm:poppler-utils zbarimg:zbar-tools qpdf:qpdf openssl:openssl mutool:mupdf-tools exiftool:libimage-exiftool-perl"

missing_packages() {
    local pair
    for pair in $PROGRAMS; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || printf '%s\n' "${pair##*:}"
    done | sort -u
}

# Without it the local stack's virus scanner is a fake that says so, and the tests of the real one are left out.
setup_scanner() {
    if command -v clamd >/dev/null 2>&1 || [ -x /usr/sbin/clamd ] || ! may_install; then return; fi
    if ! install_packages clamav-daemon; then say "ClamAV could not be installed: the local scanner is a fake."; return; fi
    # The stack starts a daemon of its own, and nothing is to be fetched from outside.
    as_root systemctl disable --now clamav-freshclam clamav-daemon >/dev/null 2>&1 || true
}

find_browser() {
    local name path
    for name in chromium google-chrome google-chrome-stable chrome chromium-browser; do
        path="$(command -v "$name" 2>/dev/null)" || continue
        case "$(readlink -f "$path")" in */snap) continue ;; esac
        # Ubuntu's package is a script that asks for a snap.
        grep -qs 'snap install chromium' "$path" && continue
        printf '%s' "$path"
        return
    done
    path="$(.venv/bin/python - <<'PROGRAM' 2>/dev/null || true
from playwright.sync_api import sync_playwright

with sync_playwright() as p:
    print(p.chromium.executable_path, end="")
PROGRAM
)"
    if [ -x "$path" ]; then printf '%s' "$path"; fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}

may_install() {
    command -v apt-get >/dev/null 2>&1 && { [ "$(id -u)" = 0 ] || sudo -n true 2>/dev/null; }
}

is_ubuntu() { grep -qs '^ID=ubuntu' /etc/os-release; }

install_packages() {
    say "Installing $* ..."
    as_root env DEBIAN_FRONTEND=noninteractive sh -c \
        'apt-get update -qq && apt-get install -y -qq --no-install-recommends "$@" >/dev/null' sh "$@"
}

setup_system() {
    local stamp=.local/browser lacking browser packages
    mkdir -p .local
    setup_scanner
    lacking="$(missing_packages)"
    if [ -z "$lacking" ] && [ -s "$stamp" ] && [ -x "$(cat "$stamp")" ]; then return; fi
    browser="$(find_browser)"
    packages="$lacking"
    if [ -z "$browser" ] && ! is_ubuntu; then packages="$packages chromium"; fi
    # shellcheck disable=SC2086 # a list of words
    if [ -n "${packages// /}" ] && may_install; then install_packages $packages || true; fi
    browser="$(find_browser)"
    if [ -z "$browser" ]; then
        .venv/bin/python -m playwright install chromium >/dev/null 2>&1 || true
        browser="$(find_browser)"
    fi
    if [ -n "$browser" ]; then printf '%s' "$browser" >"$stamp"; fi
    lacking="$(missing_packages) $([ -n "$browser" ] || echo chromium)"
    if [ -n "${lacking// /}" ]; then
        say "The tests also need these Debian packages, which could not be installed here: $(echo $lacking)."
        exit 1
    fi
}

case "${1:-all}" in
python) setup_python && setup_decoder ;;
system) setup_python && setup_system ;;
all) setup_python && setup_decoder && setup_reading && setup_system ;;
*) say "usage: scripts/setup.sh [python|system|all]" && exit 2 ;;
esac
