#!/bin/sh
# Makes this machine an instance: install.sh [--root DIR]. Carries out the manifest beside it; needs curl, tar and root.
# All downloads are checked before anything is changed. A second run changes nothing; the last line says which it was.
# With --root the files go below DIR instead, and what needs a running system or root (packages, users) is left out.
set -eu

die() {
  echo "install.sh: $*" >&2
  exit 1
}

root=
case $# in
  0) [ "$(id -u)" -eq 0 ] || die 'must run as root, or with --root DIR' ;;
  2)
    if [ "$1" != --root ] || [ ! -d "$2" ]; then die 'usage: install.sh [--root DIR]'; fi
    root=$(cd "$2" && pwd)
    ;;
  *) die 'usage: install.sh [--root DIR]' ;;
esac
umask 022
kit=$(cd "$(dirname "$0")" && pwd)
installed=$root/opt/agent-fleet
records=$installed/installed
staging=$installed.staging
policy=$root/usr/sbin/policy-rc.d
changed=unchanged

cleanup() {
  rm -rf "$staging"
  [ ! -e "$staging.policy" ] || rm -f "$policy" "$staging.policy"
}
trap cleanup EXIT

manifest() { # KIND: what the manifest says about it, a line each
  sed -n "s/^$1 //p" "$kit/manifest"
}

changes() { # says what it was and remembers that there was something
  echo "install.sh: $*"
  changed=changed
}

checksum() {
  if command -v sha256sum >/dev/null; then sha256sum "$1"; else shasum -a 256 "$1"; fi | cut -d ' ' -f 1
}

mode_of() {
  stat -c %a "$1" 2>/dev/null || stat -f %Lp "$1"
}

is_installed() { # ITEM SHA256
  [ "$(cat "$records/$1" 2>/dev/null)" = "$2" ]
}

fetch() { # ITEM SHA256 URL
  curl --fail --silent --show-error --location --retry 5 --retry-delay 2 --connect-timeout 10 --max-time 600 \
    --output "$staging/$1" "$3" || die "cannot download $1 from $3"
  found=$(checksum "$staging/$1")
  [ "$found" = "$2" ] || die "$1 from $3 has the SHA-256 $found, not $2: it is not what was pinned"
}

# Puts a new folder where the old one was; PART is a place in the staging folder.
replace() { # PART PATH
  rm -rf "$2.old"
  mkdir -p "$(dirname "$2")"
  [ ! -e "$2" ] || mv "$2" "$2.old"
  mv "$1" "$2"
  rm -rf "$2.old"
}

unpack() { # ITEM URL
  archive=$staging/$1
  part=$staging/unpacked
  rm -rf "$part"
  mkdir "$part"
  case $1 in
    node)
      # The supervisor needs neither npm nor headers.
      top=$(basename "$2" .tar.gz)
      tar -xzf "$archive" -C "$part" --strip-components 1 --no-same-owner "$top/bin/node" "$top/LICENSE"
      replace "$part" "$installed/node"
      ;;
    agent)
      tar -xzf "$archive" -C "$part" --no-same-owner agent
      chmod 0755 "$part/agent"
      replace "$part" "$installed/agent"
      ;;
    toolbox)
      tar -xf "$archive" -C "$part" --strip-components 1 --no-same-owner
      chmod -R go-w,a+rX "$part"
      replace "$part" "$installed/toolbox"
      ;;
    yq)
      mkdir -p "$root/usr/local/bin"
      chmod 0755 "$archive"
      mv "$archive" "$root/usr/local/bin/yq"
      ;;
    awsCli)
      case $2 in
        *.zip)
          unzip -q "$archive" -d "$part"
          "$part/aws/install" --update --install-dir "$root/usr/local/aws-cli" --bin-dir "$root/usr/local/bin" >/dev/null
          ;;
        *) installer -pkg "$archive" -target / ;;
      esac
      ;;
    cloudWatchAgent | ssmAgent)
      case $2 in
        *.deb) dpkg --install "$archive" >/dev/null ;;
        *) installer -pkg "$archive" -target / ;;
      esac
      ;;
    *) die "does not know how to unpack $1" ;;
  esac
}

# Semaphore's commands are on everybody's PATH. "when" comes once for each version of Erlang.
link_commands() {
  for command in cache artifact test-results retry spc sem-context; do
    [ ! -e "$installed/toolbox/$command" ] || link "/usr/local/bin/$command" "/opt/agent-fleet/toolbox/$command"
  done
  if [ -z "$root" ] && command -v erl >/dev/null; then
    otp=$(erl -noshell -eval 'io:format("~s", [erlang:system_info(otp_release)]), halt().')
    [ ! -e "$installed/toolbox/when_otp_$otp" ] || link /usr/local/bin/when "/opt/agent-fleet/toolbox/when_otp_$otp"
  fi
}

link() { # PATH TARGET
  [ "$(readlink "$root$1" 2>/dev/null)" != "$2" ] || return 0
  changes "links $1 to $2"
  mkdir -p "$(dirname "$root$1")"
  ln -sfn "$2" "$root$1"
}

packages() {
  missing=
  for package in $(manifest package); do
    dpkg-query --show --showformat '${db:Status-Abbrev}' "$package" 2>/dev/null | grep -q '^ii' || missing="$missing $package"
  done
  [ -n "$missing" ] || return 0
  changes "installs$missing"
  # Services are not to start while they are installed.
  if [ ! -e "$policy" ]; then
    : >"$staging.policy"
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 0755 "$policy"
  fi
  export DEBIAN_FRONTEND=noninteractive
  set -- -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=5
  apt-get "$@" update
  # shellcheck disable=SC2086 # a list of names
  apt-get "$@" install --yes --no-install-recommends $missing >/dev/null
}

user_linux() { # NAME [GROUP...]
  if ! id "$1" >/dev/null 2>&1; then
    changes "adds the user $1"
    useradd --create-home --shell /bin/bash "$1"
  fi
  user=$1
  shift
  for group; do
    if ! id -nG "$user" | grep -qw "$group"; then
      changes "puts $user into the group $group"
      usermod -aG "$group" "$user"
    fi
  done
}

user_macos() { # NAME
  id "$1" >/dev/null 2>&1 && return 0
  changes "adds the user $1"
  uid=$(dscl . -list /Users UniqueID | awk '$2 > highest { highest = $2 } END { print highest + 1 }')
  dscl . -create "/Users/$1"
  dscl . -create "/Users/$1" UniqueID "$uid"
  dscl . -create "/Users/$1" PrimaryGroupID 20
  dscl . -create "/Users/$1" UserShell /bin/bash
  dscl . -create "/Users/$1" NFSHomeDirectory "/Users/$1"
  createhomedir -c -u "$1" >/dev/null
}

folder() { # MODE PATH
  [ "0$(mode_of "$root$2")" != "$1" ] || return 0
  changes "makes $2"
  mkdir -p "$root$2"
  chmod "$1" "$root$2"
}

remove() { # PATH
  if [ ! -e "$root$1" ] && [ ! -L "$root$1" ]; then return 0; fi
  changes "removes $1"
  rm -f "$root$1"
}

copy() { # NAME MODE PATH
  to=$root$3
  if ! cmp -s "$kit/$1" "$to" || [ "0$(mode_of "$to")" != "$2" ]; then
    changes "writes $3"
    mkdir -p "$(dirname "$to")"
    cp "$kit/$1" "$to.new"
    chmod "$2" "$to.new"
    mv "$to.new" "$to"
  fi
}

downloads() {
  rm -rf "$staging"
  mkdir -p "$staging"
  if [ -n "$root" ]; then
    # Packages of an operating system install themselves into a running one.
    manifest download | grep -vE '\.(deb|pkg)$' >"$staging/list"
  else
    manifest download >"$staging/list"
  fi
  # All at once: one after the other they would be most of a boot.
  fetching=
  while read -r item sha256 url; do
    is_installed "$item" "$sha256" && continue
    fetch "$item" "$sha256" "$url" &
    fetching="$fetching $!"
  done <"$staging/list"
  failed=0
  for process in $fetching; do wait "$process" || failed=1; done
  [ $failed -eq 0 ] || exit 1
}

unpack_all() {
  while read -r item sha256 url; do
    is_installed "$item" "$sha256" && continue
    changes "installs $item from $url"
    unpack "$item" "$url"
    mkdir -p "$records"
    echo "$sha256" >"$records/$item"
  done <"$staging/list"
  link_commands
}

files() {
  while read -r kind first second third; do
    case $kind in
      folder) folder "$first" "$second" ;;
      copy) copy "$first" "$second" "$third" ;;
      link) link "$first" "$second" ;;
      remove) remove "$first" ;;
    esac
  done <"$kit/manifest"
}

accounts() {
  # shellcheck disable=SC2046 # a name and its groups
  case $(manifest target) in
    linux-*) user_linux $(manifest user) ;;
    macos-*) user_macos $(manifest user) ;;
  esac
}

downloads
if [ -z "$root" ]; then
  case $(manifest target) in linux-*) packages ;; esac
fi
unpack_all
[ -n "$root" ] || accounts
files
echo "$changed"
