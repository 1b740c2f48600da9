# Sourced by bin/check and bin/demo. install_packages PACKAGE...: installs those of the Debian packages that are missing.

install_packages() {
  if ! command -v dpkg-query >/dev/null; then
    echo "not a Debian system, so nothing is installed; these packages of Debian 12 are needed: $*"
    return 0
  fi
  local package missing=() as_root=()
  for package in "$@"; do
    if [ "$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null)" != installed ]; then
      missing+=("$package")
    fi
  done
  if [ ${#missing[@]} -eq 0 ]; then
    echo "all there: $*"
    return 0
  fi
  if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
      echo "missing packages: ${missing[*]}; installing them takes root or sudo" >&2
      return 1
    fi
    as_root=(sudo)
  fi
  echo "installing ${missing[*]}"
  "${as_root[@]}" apt-get update -q &&
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
      apt-get install -q -y --no-install-recommends "${missing[@]}"
}

build_packages=(g++ dpkg-dev meson ninja-build pkg-config libdw-dev libevent-dev libexpat1-dev libfmt-dev
  libmsgpack-cxx-dev libpugixml-dev libre2-dev libtomlplusplus-dev nlohmann-json3-dev libboost-test-dev)
check_packages=("${build_packages[@]}" clang clang-format cmake gdb python3
  lld mold catch2 cpputest doctest-dev libgmock-dev libgtest-dev subunit python3-junitxml man-db groff-base mandoc zsh)
