"""Build the corpus: ``python -m training.corpus.build --out corpus --reports 260 --seed 1``.

The same arguments and the same versions of the programs give the same corpus. A build that was
stopped goes on where it was: finished parts lie in ``<out>/.parts`` until the shards are written.
"""

from __future__ import annotations

import argparse
import multiprocessing
import shutil
import sys
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from training.corpus import chunk as work
from training.corpus import documents_set, narratives_set, shards
from training.corpus.plan import Chunk, chunks


def main(arguments: list[str] | None = None) -> int:
    """The command; returns its exit status."""
    options = _parser().parse_args(arguments)
    console = Console(stderr=True)
    routes = options.routes.split(",") if options.routes else None
    plan = chunks(options.reports, options.seed, routes)
    parts = options.out / ".parts"
    parts.mkdir(parents=True, exist_ok=True)
    failed = build_parts(plan, parts, processes=options.processes, console=console)
    if failed:
        console.print(f"[red]{failed} parts failed; run the command again to retry them")
        return 1
    shards.write(plan, parts, options.out)
    if options.narratives:
        narratives_set.write(options.out, options.narratives, options.seed)
    if options.documents:
        documents_set.write(options.out, options.documents, options.seed)
    if not options.keep_parts:
        shutil.rmtree(parts)
    console.print(f"[green]{options.out} is built")
    return 0


def build_parts(plan: list[Chunk], parts: Path, *, processes: int, console: Console) -> int:
    """Build every chunk that is not there yet; returns how many failed."""
    left = [c for c in plan if not (parts / f"{c.name}.parquet").exists()]
    profiles = parts / "profiles"
    failed = 0
    columns = (
        TextColumn("reports"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console) as progress:
        task = progress.add_task("", total=sum(len(c.recipes) for c in plan))
        progress.advance(task, sum(len(c.recipes) for c in plan if c not in left))
        if processes == 1:
            for c in left:
                work.build(c, parts, profiles)
                progress.advance(task, len(c.recipes))
            return 0
        # Spawned: a fork of a process with threads (onnxruntime, rich) may hang.
        pool = ProcessPoolExecutor(processes, mp_context=multiprocessing.get_context("spawn"))
        with pool:
            futures = {pool.submit(work.build, c, parts, profiles): c for c in left}
            for future in as_completed(futures):
                problem = future.exception()
                if problem is not None:
                    failed += 1
                    console.print(
                        f"[red]{futures[future].name}: {type(problem).__name__}: {problem}"
                    )
                progress.advance(task, len(futures[future].recipes))
    return failed


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m training.corpus.build", description="Build the corpus."
    )
    parser.add_argument("--out", type=Path, default=Path("corpus"))
    parser.add_argument("--reports", type=int, default=260, help="reports in train")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--routes", help="comma-separated names; all by default")
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument(
        "--narratives",
        type=int,
        default=12000,
        help="passages of prose in the train split of the config narratives; 0: none",
    )
    parser.add_argument(
        "--documents", type=int, default=12, help="reports kept as original files; 0: none"
    )
    parser.add_argument(
        "--keep-parts", action="store_true", help="leave the finished parts for another run"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
