#!/usr/bin/python3
"""The peer of resolving, libsolv through python3-solv: as rpm resolves on x86_64, without weak dependencies.

libsolv.py closure REPODATA SPEC...    parse primary metadata and solve
libsolv.py keep REPODATA FILE          parse it and write libsolv's own cache file
libsolv.py kept FILE SPEC...           solve from that file, which nobody verifies
libsolv.py sets FILE SETS              solve each line of SETS: median and worst in milliseconds
"""
import glob
import statistics
import sys
import time

import solv

mode, source, *rest = sys.argv[1:]
pool = solv.Pool()
pool.setdisttype(solv.Pool.DISTTYPE_RPM)
pool.setarch("x86_64")
repository = pool.add_repo("peer")
if mode in ("closure", "keep"):
    repository.add_rpmmd(solv.xfopen(glob.glob(f"{source}/*primary.xml*")[0]), None)
else:
    repository.add_solv(solv.xfopen(source))
if mode == "keep":
    kept = solv.xfopen(rest[0], "w")
    repository.write(kept)
    kept.close()
    sys.exit()
pool.createwhatprovides()


def solve(specs):
    solver = pool.Solver()
    solver.set_flag(solv.Solver.SOLVER_FLAG_IGNORE_RECOMMENDED, 1)
    jobs = [job for spec in specs for job in pool.select(spec, solv.Selection.SELECTION_NAME).jobs(solv.Job.SOLVER_INSTALL)]
    problems = solver.solve(jobs)
    return None if problems else solver.transaction().newsolvables()


if mode == "sets":
    taken = []
    for line in open(rest[0], encoding="utf-8"):
        start = time.perf_counter()
        solve(line.split())
        taken.append((time.perf_counter() - start) * 1000)
    print(f"{statistics.median(taken):.1f} {max(taken):.1f}")
else:
    closure = solve(rest)
    print("no solution" if closure is None else len(closure))
