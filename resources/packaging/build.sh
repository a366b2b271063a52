# shellcheck shell=bash
# SPDX-License-Identifier: GPL-3.0-or-later
# What app/run and tests/run share, sourced by both: install what is missing, configure, build.
# Everything is said on stderr, so that the program's own output can be piped.

project_root=$(readlink -f "$(dirname "${BASH_SOURCE[0]}")/../..")

# By the names of Debian 12, the same on Ubuntu 24.04. Of Boost only headers are used
# (Boost.Describe, which Debian 12's libboost-dev, 1.74, does not have).
common_packages=(
  g++ cmake ninja-build ccache
  qt6-base-dev qt6-svg-dev libqcustomplot-dev
  libfmt-dev libexpected-dev
  fonts-dejavu-core
)
debian_12_packages=("${common_packages[@]}" libboost1.81-dev)
ubuntu_24_04_packages=("${common_packages[@]}" libboost1.83-dev) # untried
# What tests/run needs beside these, and gives to ensure_packages.
# shellcheck disable=SC2034
test_packages=(librapidcheck-dev erlang-base)

say() { printf '%s\n' "$*" >&2; }
fail() { say "$*"; exit 1; }

as_root() {
  if [[ $EUID -eq 0 ]]; then
    "$@"
  else
    sudo "$@"
  fi
}

# missing_packages <package...>: prints those that dpkg does not have installed.
missing_packages() {
  local package
  declare -A installed=()
  while read -r package status; do
    [[ $status == installed ]] && installed[$package]=1
  done < <(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null || true)
  for package in "$@"; do
    [[ -v installed[$package] ]] || printf '%s\n' "$package"
  done
}

# say_what_to_install <ID VERSION_ID ID_LIKE> [package...]
say_what_to_install() {
  local id version
  read -r id version _ <<<"$1"
  shift
  say "This is ${id:-an unknown system} $version. Packages are installed from here on Debian 12"
  say "and, untried, Ubuntu 24.04 only."
  say "What is needed: g++ 12 or clang 14, CMake 3.25, Ninja, Qt 6.4 (Core, Gui, Widgets,"
  say "PrintSupport, Svg, Test), QCustomPlot 2.1 for Qt 6, fmt 9, tl::expected and Boost 1.81 (headers);"
  say "for the tests also rapidcheck, and Erlang to compare with."
  say "  Debian 12:               apt-get install ${debian_12_packages[*]} $*"
  say "  Ubuntu 24.04 (untried):  apt-get install ${ubuntu_24_04_packages[*]} $*"
  say "With these there:          cmake --preset release && cmake --build --preset release"
}

# True if apt knows all of the packages from lists that are at most a day old.
apt_lists_will_do() {
  local known
  find /var/lib/apt/lists -maxdepth 1 -name '*_Packages*' -mtime -1 2>/dev/null | grep -q . ||
    return 1
  known=$(apt-cache policy "$@" | grep -c 'Candidate: [^(]' || true)
  [[ $known -eq $# ]]
}

# libboost1.81-dev takes the place of libboost1.74-dev. Anything else that apt would remove
# is for the owner of the machine to decide.
check_removals() {
  local removals others
  removals=$(apt-get -s --no-install-recommends install "$@" </dev/null 2>/dev/null |
    awk '$1 == "Remv" { print $2 }' || true)
  [[ -n $removals ]] || return 0
  say "To make room, apt removes: ${removals//$'\n'/ }"
  others=$(grep -v '^libboost.*-dev$' <<<"$removals" || true)
  [[ -z $others ]] ||
    fail "Not doing that unasked. If it is fine: apt-get install --no-install-recommends $*"
}

install_packages() {
  say "Missing packages, to be installed with apt: $*"
  if [[ $EUID -ne 0 ]] && ! command -v sudo >/dev/null; then
    fail "Neither root nor sudo here. As root: apt-get install --no-install-recommends $*"
  fi
  if ! apt_lists_will_do "$@"; then
    as_root apt-get update </dev/null >&2 || fail "apt-get update failed; see above."
  fi
  check_removals "$@"
  as_root env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
    install -y --no-install-recommends "$@" </dev/null >&2 ||
    fail "Installing failed; see above. The packages were: $*"
}

# ensure_packages [package...]: what all need, and these. Where everything is installed this asks
# dpkg once and touches neither apt nor the network.
ensure_packages() {
  local system packages missing
  # In a subshell: os-release sets NAME, VERSION and more.
  # shellcheck source=/dev/null
  system=$(. /etc/os-release 2>/dev/null && echo "${ID:-} ${VERSION_ID:-} ${ID_LIKE:-}") || true
  case $system in
    'debian 12 '*) packages=("${debian_12_packages[@]}" "$@") ;;
    'ubuntu 24.04 '*) packages=("${ubuntu_24_04_packages[@]}" "$@") ;;
    debian\ * | *' debian'* | *' ubuntu'*)
      # A relative: fine if all is there. CMake looks for Boost, whose package has many names.
      [[ -z $(missing_packages "${common_packages[@]}" "$@") ]] && return
      say_what_to_install "$system" "$@"
      exit 1 ;;
    *)
      say_what_to_install "$system" "$@"
      exit 1 ;;
  esac
  mapfile -t missing < <(missing_packages "${packages[@]}")
  [[ ${#missing[@]} -eq 0 ]] || install_packages "${missing[@]}"
}

# One job for each core, but not more than the memory holds at about 1.5 GB a compiler.
build_jobs() {
  local jobs memory_kb limit
  jobs=$(nproc)
  memory_kb=$(awk '$1 == "MemAvailable:" { print $2 }' /proc/meminfo)
  limit=$(cat /sys/fs/cgroup/memory.max 2>/dev/null || echo max)
  if [[ $limit != max && $((limit / 1024)) -lt $memory_kb ]]; then
    memory_kb=$((limit / 1024))
  fi
  if [[ $((memory_kb / 1500000)) -lt $jobs ]]; then
    jobs=$((memory_kb / 1500000))
  fi
  echo $((jobs > 0 ? jobs : 1))
}

# configure <preset>: only if that was not done yet, or the presets have changed since. Changes in
# CMakeLists.txt files are ninja's to see.
configure() {
  local preset=$1 build=$project_root/build/$1 arguments=()
  if [[ -f $build/build.ninja && ! CMakePresets.json -nt $build/build.ninja ]] &&
    grep -qxF "CMAKE_HOME_DIRECTORY:INTERNAL=$project_root" "$build/CMakeCache.txt"; then
    return
  fi
  # Left by a checkout that has moved since, or by a run that failed.
  [[ ! -f $build/CMakeCache.txt ]] || arguments+=(--fresh)
  say "Configuring build/$preset"
  cmake --preset "$preset" "${arguments[@]}" >&2
}

# build <preset> [target]: with ninja's progress, silent if there is nothing to do.
build() (
  local preset=$1
  local targets=("${@:2}")
  cd "$project_root" || exit
  configure "$preset"
  if ninja -C "build/$preset" -n "${targets[@]}" | grep -q 'no work to do'; then
    return
  fi
  export NINJA_STATUS='[%f/%t, %es] '
  export CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(build_jobs)}
  say "Building build/$preset with $CMAKE_BUILD_PARALLEL_LEVEL job(s)"
  cmake --build --preset "$preset" ${targets[0]:+--target "${targets[@]}"} >&2
)
