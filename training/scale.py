"""Runs the command over thousands of files, kills and resumes it: ``python -m training.scale DIR corpus/reports/*.parquet``.

Each file is a text of the corpus with a number of its own. One run is killed three times, at random moments, and
resumed; with ``--twice`` a second run is not interrupted. It prints whether both outputs have the same bytes, the
files per second, time and memory of the main process and its workers during the run, and the sizes of the outputs
and of the panel's page; for the uninterrupted run also the files per CPU second, writing the outputs included.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import random
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

from pyarrow import parquet

KILLED = 3  # times that the first run is killed, each at a share of the files drawn at random
SHOWN = 10  # moments of a run whose rate and memory are printed
PAUSE = 2.0  # seconds between two looks


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("corpus", nargs="+")
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--twice", action="store_true")
    given = parser.parse_args()
    made = fill(given.folder / "files", given.corpus, given.files)
    print(f"{made:,} files, {given.workers} workers", flush=True)
    killed = sorted(random.uniform(0.05, 0.95) for _ in range(KILLED))
    first = run(given.folder, "killed", made, given.workers, tuple(killed))
    if given.twice:
        second = run(given.folder, "whole", made, given.workers, ())
        print("the same bytes" if first == second else f"DIFFERENT: {first}, {second}")
    view = [sys.executable, "-m", "govie", "view", "killed.parquet", "-o", "page.html", "--force"]
    began = time.monotonic()
    subprocess.run(view, cwd=given.folder, check=True, capture_output=True)
    size = (given.folder / "page.html").stat().st_size
    print(f"page: {size / 1e6:.1f} MB in {time.monotonic() - began:.0f} s")


def fill(folder: Path, corpus: list[str], count: int) -> int:
    """``count`` texts of the corpus as files, each with its number at the end; how many there are."""
    folder.mkdir(parents=True, exist_ok=True)
    texts: list[str] = []
    for path in sorted(corpus):
        texts += parquet.read_table(path, columns=["text"])["text"].to_pylist()
    for number in range(count):
        text = f"{texts[number % len(texts)]}\n档案号{number:06d}\n"
        (folder / f"{number:06d}.txt").write_bytes(text.encode("utf-8"))
    return len([*folder.iterdir()])


def run(folder: Path, name: str, files: int, workers: int, killed: tuple[float, ...]) -> list[str]:
    """Extract all files, killed after each of the shares ``killed``; the hashes of the outputs."""
    output = folder / f"{name}.parquet"
    command = [sys.executable, "-m", "govie", "extract", "files", "-o", output.name]
    command += ["--workers", str(workers)]
    seen: list[tuple[float, float, int, int, int]] = []
    used = 0.0  # seconds of CPU of the processes that were killed
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    for share in (*killed, None):
        resume = ["--resume"] if seen else []
        process = subprocess.Popen([*command, *resume], cwd=folder, start_new_session=True)
        while process.poll() is None:
            time.sleep(PAUSE)
            done = 32 * len([*(folder / f".{output.name}.parts").glob("*.jsonl")])
            main_, others, spent = usage(process.pid)
            if main_:
                # while the outputs are written the parts go
                done = max(done, seen[-1][2]) if seen else done
                lasted = time.monotonic() - began
                seen.append((lasted, used + spent, min(done, files), main_, others))
            if share is not None and done >= share * files:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
                print(f"killed at {done:,} files", flush=True)
                used = seen[-1][1]
        if share is None and process.returncode not in (0, 1):
            raise SystemExit(f"{name}: exit code {process.returncode}")
    took = time.monotonic() - began
    print(f"{name}: {took:,.0f} s, {files / took:.1f} files a second")
    if not killed:
        now = resource.getrusage(resource.RUSAGE_CHILDREN)
        all_ = now.ru_utime + now.ru_stime - before.ru_utime - before.ru_stime
        print(f"  {files / all_:.1f} files a second of a core")
    last = (0.0, 0.0, 0)
    for number in range(1, SHOWN + 1):
        lasted, used, done, own, others = seen[max(0, number * len(seen) // SHOWN - 1)]
        rate = (done - last[2]) / max(lasted - last[0], PAUSE)
        core = (done - last[2]) / max(used - last[1], PAUSE)
        last = (lasted, used, done)
        print(
            f"  at {done:7,} files, {lasted:,.0f} s, {rate:.1f} files a second since the line before, "
            f"{core:.1f} a second of a core: main {own:,} MB, workers together {others:,} MB"
        )
    print(f"  most: main {max(s[3] for s in seen):,} MB, workers {max(s[4] for s in seen):,} MB")
    outputs = [output, output.with_name(f"{name}.doubts.parquet")]
    print(
        f"  outputs: {', '.join(f'{p.stat().st_size / 1e6:.1f} MB' for p in outputs)}", flush=True
    )
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in outputs]


def usage(process: int) -> tuple[int, int, float]:
    """Resident memory in MB of a process, and of its children together, 0 where it is gone; CPU seconds of all."""
    rows = [
        [
            tuple(int(n) for n in line.split())
            for line in subprocess.run(
                ["ps", "-o", "rss=,cputimes=", which, str(process)],
                capture_output=True,
                text=True,
                check=False,
            ).stdout.splitlines()
        ]
        for which in ("-p", "--ppid")
    ]
    own, others = (sum(memory for memory, _ in found) // 1024 for found in rows)
    return own, others, float(sum(spent for found in rows for _, spent in found))


if __name__ == "__main__":
    main()
