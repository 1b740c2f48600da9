"""What the benchmarks of whole commands share: building, timing side by side, and the folders of the peers."""
import argparse, os, pathlib, re, shutil, statistics, subprocess, sys, time

ROOT = pathlib.Path(__file__).resolve().parent.parent


def arguments(documentation, rounds):
    """The parser of what all of them take."""
    parser = argparse.ArgumentParser(description=documentation, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=rounds)
    parser.add_argument("--build", type=pathlib.Path, default=ROOT / "build-bench")
    return parser


def build(folder, *targets):
    """Builds optimised targets, and returns those that this machine can build."""
    folder = folder.resolve()
    if not (folder / "build.ninja").exists():
        subprocess.run(["meson", "setup", folder, ROOT, "-Dbuildtype=release", "-Dtests=disabled",
                        "-Dexamples=disabled", "-Dbenchmarks=enabled"], check=True, stdout=subprocess.DEVNULL)
    listed = subprocess.run(["ninja", "-C", folder, "-t", "targets", "all"], capture_output=True, text=True, check=True)
    known = {line.split(":")[0] for line in listed.stdout.splitlines()}
    found = [target for target in targets if target in known]
    subprocess.run(["ninja", "-C", folder, "--quiet", *found], check=True, stdout=subprocess.DEVNULL)
    return {target: folder / target for target in found}


class Entry:
    """A command of a contest. Its output matches the expression `shows` if it has done its work.
    What trial-dist remembers between runs is kept in the folder, too."""

    def __init__(self, name, command, shows, folder, environment=None):
        self.name, self.command, self.shows, self.folder = name, [str(word) for word in command], shows, folder
        self.environment = {**os.environ, "TRIAL_DIST_STATE": str(folder / "state"), **(environment or {})}

    def run(self):
        """Seconds of the whole command."""
        start = time.perf_counter()
        run = subprocess.run(self.command, cwd=self.folder, env=self.environment, capture_output=True, text=True)
        seconds = time.perf_counter() - start
        output = run.stdout + run.stderr
        if not re.search(self.shows, output):
            sys.exit(f"{' '.join(self.command)} did not do its work:\n{output[-2000:]}")
        return seconds


def measure(contest, rounds):
    """The median seconds of each entry. Each round runs each of them once."""
    times = {entry.name: [] for entry in contest}
    for _ in range(rounds):
        for entry in contest:
            times[entry.name].append(entry.run())
    return {name: statistics.median(values) for name, values in times.items()}


def show(title, medians):
    """The medians, and how many times the first each takes."""
    first = next(iter(medians.values()))
    print(f"\n{title}")
    for name, median in medians.items():
        print(f"  {name:32} {median * 1000:9.1f} ms   {median / first:7.2f}", flush=True)


def passed(count):
    """What trial-dist, the frameworks and the peers write when so many cases have passed."""
    return (rf"successes={count}\)|Running {count} test|\[  PASSED  \] {count} tests|out of {count}\b|"
            rf"\[{count}/{count}\]|test cases: +{count} \|")


def ctest_tests(folder, program, arguments_of_cases):
    """A test of ctest for each case, as CMake's support for the frameworks makes them."""
    folder.mkdir()
    (folder / "CTestTestfile.cmake").write_text(
        "".join(f'add_test({i} "{program}" "{argument}")\n' for i, argument in enumerate(arguments_of_cases)))
    return folder


def installed(*names):
    return all(shutil.which(name) for name in names)
