#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Runs the benchmark's programs, interleaved, and prints what they measured, with ratios.

Each program runs one workload once, in a process of its own, and prints `NAME VALUE` lines. Called
by tests/bench, which builds them first and says what the arguments are.
"""
import argparse
import dataclasses
import datetime
import fnmatch
import json
import math
import os
import pathlib
import platform
import statistics
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Run:
    """One command, and which of the names that it prints are which rows of which peer."""

    command: list
    peer: str  # "" for ours
    rows: dict  # name -> id of the row
    times: int
    scale: float = 1  # what is printed, times this, is the row's unit
    is_gui: bool = False  # writes a JSON file instead of lines


@dataclasses.dataclass
class Row:
    id: str
    unit: str
    what: str
    values: dict = dataclasses.field(default_factory=dict)  # by peer


ROWS = {}
RUNS = []

PEERS = ["gen_server", "beam-on-heap", "beam-off-heap", "beam-gen_server-on-heap",
         "beam-gen_server-off-heap", "caf", "asio", "limit"]


def row(id, unit, what):
    ROWS[id] = Row(id, unit, what)


class Plan:
    """Collects what is to be run."""

    def __init__(self, programs, beam, quick):
        self.programs = programs
        self.beam_path = beam
        self.quick = quick

    def times(self, short):
        """Workloads under a millisecond need many runs to have a median that means something."""
        if self.quick:
            return 7 if short else 3
        return 31 if short else 5

    def program(self, name, peer, arguments, rows, times=None, short=False, **more):
        path = self.programs / name
        if not path.exists():
            return
        RUNS.append(Run([str(path), *map(str, arguments)], peer, rows, times or self.times(short),
                        **more))

    def ours(self, workload, count, rows, times=None, short=False, **more):
        self.program("bench_genmsg", "", [workload, count], rows, times, short, **more)

    def caf(self, workload, count, rows, short=False):
        self.program("bench_caf", "caf", [workload, count], rows, short=short)

    def asio(self, workload, count, rows, short=False):
        self.program("bench_asio", "asio", [workload, count], rows, short=short)

    def limit(self, workload, count, rows, short=False):
        self.program("bench_limit", "limit", [workload, count], rows, short=short)

    def beam(self, workload, count, rows, queue="on", peer=None, times=None):
        if self.beam_path is None:
            return
        command = ["erl", "-noshell", "-noinput", "+P", "2000000", "+t", "3000000",
                   "-pa", str(self.beam_path), "-run", "bench_beam", "main", workload,
                   str(count), queue + "_heap"]
        RUNS.append(Run(command, peer or f"beam-{queue}-heap", rows, times or self.times(False)))


def plan_backlogs(plan):
    for id, count in (("drain-10k", 10_000), ("drain-50k", 50_000), ("drain-1m", 1_000_000)):
        short = count < 1_000_000
        row(id, "ns/message", f"handle {count:,} messages that wait in one mailbox")
        rows = {"drain": id}
        if count == 1_000_000:
            row("send-1m", "ns/message", "send them, from a thread outside (BEAM: from a process)")
            rows["send"] = "send-1m"
        plan.ours("drain", count, rows, short=short)
        plan.program("bench_genmsg", "gen_server", ["drain-gen_server", count], {"drain": id},
                     short=short)
        plan.caf("drain", count, rows, short=short)
        plan.asio("drain", count, rows, short=short)
        plan.limit("drain", count, rows, short=short)
        for queue in ("on", "off"):
            plan.beam("drain", count, rows if queue == "off" else {"drain": id}, queue)
            plan.beam("drain-gen_server", count, {"drain": id}, queue,
                      peer=f"beam-gen_server-{queue}-heap")
    row("drain-1m-aged", "ns/message", "the same after the heap was used in no order")
    plan.ours("drain-aged", 1_000_000, {"drain": "drain-1m-aged"})
    row("drain-50k-atoms", "ns/message", "the seed's own test: atoms as messages")
    plan.ours("drain-atoms", 50_000, {"drain": "drain-50k-atoms"}, short=True)
    for queue in ("on", "off"):
        plan.beam("drain-atoms", 50_000, {"drain": "drain-50k-atoms"}, queue)
        plan.beam("drain-atoms-gen_server", 50_000, {"drain": "drain-50k-atoms"}, queue,
                  peer=f"beam-gen_server-{queue}-heap")
    row("sys-priority", "us", "a sys request with priority, behind 1,000,000 messages")
    plan.ours("priority-request", 1_000_000, {"us": "sys-priority"})


def plan_exchanges(plan):
    row("ping-pong", "ns/round", "two processes, one message to and fro")
    plan.ours("ping-pong", 1_000_000, {"round": "ping-pong"})
    plan.beam("ping-pong", 300_000, {"round": "ping-pong"})
    plan.caf("ping-pong", 300_000, {"round": "ping-pong"})
    plan.asio("ping-pong", 300_000, {"round": "ping-pong"})
    for name in ("p50", "p99", "max"):
        row(f"ping-pong-{name}", "ns", f"of single rounds, with the clock: {name}")
    plan.ours("ping-pong-each", 1_000_000,
              {f"round-{name}": f"ping-pong-{name}" for name in ("p50", "p99", "max")})
    row("ring-1000", "ns/hop", "a message around a ring of 1,000 processes")
    plan.ours("ring", 2_000_000, {"hop": "ring-1000"})
    plan.beam("ring", 1_000_000, {"hop": "ring-1000"})
    plan.caf("ring", 1_000_000, {"hop": "ring-1000"})
    plan.asio("ring", 1_000_000, {"hop": "ring-1000"})
    row("pairs-1000", "ns/message", "1,000 pairs of ping-pong")
    for peer in (plan.ours, plan.beam, plan.caf, plan.asio):
        peer("pairs", 1_000, {"message": "pairs-1000"})
    for senders in (1, 2):
        id = f"fan-in-{senders}"
        row(id, "ns/message", f"2,000,000 messages from {senders} process(es) to one")
        plan.ours(id, 2_000_000, {"fan-in": id})
        for queue in ("on", "off"):
            plan.beam(id, 1_000_000, {"fan-in": id}, queue)
        plan.caf(id, 1_000_000, {"fan-in": id})
        plan.asio(id, 1_000_000, {"fan-in": id})
    for senders in (1, 2):
        id = f"fan-in-thread-{senders}"
        row(id, "ns/message", f"2,000,000 messages from {senders} thread(s) outside to one process")
        for peer in (plan.ours, plan.caf, plan.asio, plan.limit):
            peer(id, 2_000_000, {"fan-in": id})
    row("broadcast-10k", "ns/delivery", "one process to 10,000, a hundred times")
    for peer in (plan.ours, plan.beam, plan.caf):
        peer("broadcast", 10_000, {"delivery": "broadcast-10k"})
    row("call", "ns/call", "gen_server:call and its reply, between processes")
    plan.ours("call", 500_000, {"call": "call"})
    plan.beam("call", 300_000, {"call": "call"})
    for workload, what in (
            ("wait-under-load", "a message's wait while all schedulers are busy, 20 us a message"),
            ("flood", "the same while one process floods another"),
            ("hot-process", "the same while a thread floods one process")):
        for name in ("p50", "p99", "max"):
            row(f"{workload}-{name}", "us", f"{what}: {name}")
        plan.ours(workload, 2_000, {f"wait-{name}": f"{workload}-{name}"
                                    for name in ("p50", "p99", "max")}, scale=0.001)
    row("wake-storm-p50", "us", "1,000 sleeping processes get a message each: until the last ran")
    row("wake-storm-cpu", "ns/message", "what that takes of the processors")
    plan.ours("wake-storm", 31, {"storm-p50": "wake-storm-p50"}, scale=0.001)
    plan.ours("wake-storm", 31, {"cpu": "wake-storm-cpu"})


def plan_populations(plan):
    million = 100_000 if plan.quick else 1_000_000
    row("spawn-1m", "ns/process", f"start of {million:,} processes of a behaviour by one")
    row("spawn-bytes", "bytes/process", "memory of each, idle, with a state of 64 bytes")
    row("stop-1m", "ns/process", "a message each that ends it, until all have ended")
    rows = {"start": "spawn-1m", "bytes": "spawn-bytes", "stop": "stop-1m"}
    plan.ours("spawn", million, rows)
    plan.beam("spawn", million, {"start": "spawn-1m", "bytes": "spawn-bytes", "stop": "stop-1m"})
    plan.caf("spawn", million, rows)
    row("start-link", "ns/process", "start_link: init, init_ack, link and name")
    row("start-link-bytes", "bytes/process", "memory of each, with link and name")
    rows = {"start": "start-link", "bytes": "start-link-bytes"}
    plan.ours("start-link", million, rows)
    plan.beam("start-link", million, rows)
    row("skynet-1m", "ms", f"a tree of processes with {million:,} leaves, summed up")
    for peer in (plan.ours, plan.beam, plan.caf):
        peer("skynet", million, {"ms": "skynet-1m"})
    row("snapshot-1m", "ms", f"pid, depth, reductions, status (ours: 19 more) of {million:,}")
    plan.ours("snapshot", million, {"ms": "snapshot-1m"})
    plan.beam("snapshot", million, {"ms": "snapshot-1m"})
    row("link-exit", "ns/round", "spawn_link, exit, and its Exit message")
    plan.ours("link-exit", 300_000, {"round": "link-exit"})
    plan.beam("link-exit", 300_000, {"round": "link-exit"})
    row("idle-1m", "% of a core", f"what {million:,} processes with nothing to do take")
    plan.ours("idle", million, {"percent": "idle-1m"}, times=1 if plan.quick else 3)
    row("trim", "of the start", "resident memory after 1,000,000 processes, 10,000,000 messages and trim()")
    plan.ours("trim", million, {"ratio": "trim"}, times=1 if plan.quick else 3)


def plan_the_rest(plan):
    row("timer", "ns/timer", "arm and cancel")
    plan.ours("timer", 1_000_000, {"timer": "timer"})
    plan.beam("timer", 1_000_000, {"timer": "timer"})
    row("timer-fire", "ns/timer", "300,000 that are due at about the same time")
    plan.ours("timer-fire", 300_000, {"fire": "timer-fire"}, times=3)
    row("term-print", "ns/byte", "a list of 10,000 tuples as text")
    row("term-parse", "ns/byte", "and back")
    for name in ("print", "parse"):
        plan.ours(f"term-{name}", 10_000, {"byte": f"term-{name}"})
        plan.beam(f"term-{name}", 10_000, {"byte": f"term-{name}"})


def plan_looking(plan):
    for rate in ("1hz", "10hz"):
        for count, name in ((1_000, "1k"), (100_000, "100k"), (1_000_000, "1m")):
            if plan.quick and name != "100k":
                continue
            id = f"look-{rate}-{name}"
            row(id, "% lost", f"throughput lost to {rate} snapshots of {count:,} processes")
            plan.ours(f"look-{rate}", count, {"percent": id}, times=1 if plan.quick else 3)
    for workload, what in (("sys-log", "sys:log on, against off"),
                           ("sys-statistics", "sys:statistics on, against off"),
                           ("trace", "a trace to the rings on, against off")):
        row(workload, "% lost", f"throughput: {what}")
        plan.ours(workload, 1, {"percent": workload}, times=1 if plan.quick else 3)




GUI = {
    "gui-update": ("ms", "a new snapshot in the table, GUI thread"),
    "gui-scroll": ("ms", "a page of the table, GUI thread"),
    "gui-handover": ("ms", "a view from the collector's thread to the table, GUI thread"),
    "gui-replot": ("ms", "ten series of ten minutes, one a second, GUI thread"),
    "gui-sort": ("ms", "all rows by another column, collector's thread"),
    "gui-filter": ("ms", "all rows through a filter, collector's thread"),
    "gui-diff": ("ms", "two snapshots, collector's thread"),
    "gui-alarms": ("ms", "the alarm rules, collector's thread"),
    "gui-tree": ("ms", "the tree of all, collector's thread"),
}


def plan_gui(plan):
    count = 100_000 if plan.quick else 1_000_000
    for id, (unit, what) in GUI.items():
        row(id, unit, f"{what}, of {count:,} processes")
        row(f"{id}-p99", unit, "the same, p99")
    rows = {id: id for id in GUI} | {f"{id}-p99": f"{id}-p99" for id in GUI}
    plan.program("bench_gui", "", ["--processes", count, "--steps", 20], rows, times=1,
                 is_gui=True)


GROWTH = {  # id -> (workload, name, is it a time each)
    "drain": ("drain", "drain", True),
    "snapshot": ("snapshot", "ms", False),
    "spawn": ("spawn", "start", True),
}
SIZES = [1_000, 10_000, 100_000, 1_000_000]


def plan_growth(plan):
    sizes = SIZES[:3] if plan.quick else SIZES
    for quantity, (workload, name, _) in GROWTH.items():
        for size in sizes:
            id = f"growth-{quantity}-{size}"
            row(id, "ms" if name == "ms" else "ns each", f"{quantity} of {size:,}")
            plan.ours(workload, size, {name: id}, short=size < 100_000)
    for size in sizes:
        for quantity in ("sort", "tree"):
            row(f"growth-{quantity}-{size}", "ms", f"the observer's {quantity} of {size:,}")
        plan.program("bench_gui", "", ["--processes", size, "--steps", 5],
                     {"gui-sort": f"growth-sort-{size}", "gui-tree": f"growth-tree-{size}"},
                     times=1, is_gui=True)


def growth_curves():
    """Of each quantity its sizes and what the whole took, in nanoseconds."""
    curves = {}
    for one in ROWS.values():
        if not one.id.startswith("growth-") or "" not in one.values:
            continue
        _, quantity, size = one.id.split("-")
        median = statistics.median(one.values[""])
        whole = median * 1e6 if one.unit == "ms" else median * int(size)
        curves.setdefault(quantity, []).append((int(size), whole))
    return curves


def svg_of(quantity, points):
    """A log-log plot with what grows as n log n beside it, through the first point."""
    width, height, margin = 480, 360, 60
    limits = [(math.log10(SIZES[0]), math.log10(SIZES[-1]))]
    first_size, first = points[0]
    bound = [(size, first * size * math.log(size) / (first_size * math.log(first_size)))
             for size, _ in points]
    values = [math.log10(value) for _, value in points + bound]
    limits.append((math.floor(min(values)), math.ceil(max(values))))

    def place(size, value):
        x = (math.log10(size) - limits[0][0]) / (limits[0][1] - limits[0][0])
        y = (math.log10(value) - limits[1][0]) / max(1, limits[1][1] - limits[1][0])
        return (f"{margin + x * (width - 2 * margin):.1f},"
                f"{height - margin - y * (height - 2 * margin):.1f}")

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
             f'font-family="sans-serif" font-size="12">',
             f'<rect width="{width}" height="{height}" fill="white"/>',
             f'<text x="{width / 2}" y="24" text-anchor="middle">{quantity}: time of all, by their '
             'number; dashed: n log n</text>']
    for size in SIZES:
        x, _, _ = place(size, 10 ** limits[1][0]).partition(",")
        parts.append(f'<line x1="{x}" y1="{margin}" x2="{x}" y2="{height - margin}" stroke="#ddd"/>'
                     f'<text x="{x}" y="{height - margin + 18}" text-anchor="middle">{size:,}</text>')
    for power in range(limits[1][0], limits[1][1] + 1):
        _, _, y = place(SIZES[0], 10 ** power).partition(",")
        label = f"{10 ** (power - 6):g} ms"
        parts.append(f'<line x1="{margin}" y1="{y}" x2="{width - margin}" y2="{y}" stroke="#ddd"/>'
                     f'<text x="{margin - 6}" y="{y}" text-anchor="end">{label}</text>')
    for line, style in ((bound, 'stroke="#999" stroke-dasharray="5 4"'),
                        (points, 'stroke="#1f6feb" stroke-width="2"')):
        parts.append('<polyline fill="none" ' + style + ' points="'
                     + " ".join(place(*point) for point in line) + '"/>')
    for point in points:
        x, _, y = place(*point).partition(",")
        parts.append(f'<circle cx="{x}" cy="{y}" r="3.5" fill="#1f6feb"/>')
    return "\n".join([*parts, "</svg>", ""])


def save_plots(folder):
    folder.mkdir(parents=True, exist_ok=True)
    for quantity, points in growth_curves().items():
        if len(points) > 1:
            (folder / f"{quantity}.svg").write_text(svg_of(quantity, points), encoding="utf-8")


def measure_gui(run):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        subprocess.run([*run.command, "--json", file.name], capture_output=True, text=True,
                       timeout=600, check=True, env={**os.environ, "QT_QPA_PLATFORM": "offscreen"})
        found = json.load(open(file.name, encoding="utf-8"))
    values = {}
    for entry in found:
        for name, field in ((entry["workload"], "median"), (entry["workload"] + "-p99", "p99")):
            if name in run.rows:
                values[run.rows[name]] = entry[field]
    return values


def measure(run):
    """Runs a command; its values by row. None if it failed, which is said."""
    try:
        if run.is_gui:
            return measure_gui(run)
        done = subprocess.run(run.command, capture_output=True, text=True, timeout=300, check=False)
    except subprocess.TimeoutExpired:
        print(f"{' '.join(run.command)}: no end in time", file=sys.stderr)
        return None
    except subprocess.CalledProcessError as error:
        print(f"{' '.join(run.command)}: {error}\n{error.stderr}", file=sys.stderr)
        return None
    if done.returncode != 0:
        print(f"{' '.join(run.command)}: exit {done.returncode}\n{done.stderr}", file=sys.stderr)
        return None
    values = {}
    for line in done.stdout.splitlines():
        name, _, value = line.partition(" ")
        if name in run.rows:
            values[run.rows[name]] = float(value) * run.scale
    return values


def run_all(runs):
    """Every command once, then every command again: what the machine does in one minute and not in
    the next falls on all."""
    rounds = max(run.times for run in runs)
    total = sum(run.times for run in runs)
    done = 0
    for number in range(rounds):
        for run in runs:
            # Those with few runs are spread over all rounds.
            if number * run.times // rounds == (number + 1) * run.times // rounds:
                continue
            done += 1
            if sys.stderr.isatty():
                print(f"\r{done}/{total} {' '.join(run.rows.values())[:50]:50}", end="",
                      file=sys.stderr, flush=True)
            for id, value in (measure(run) or {}).items():
                ROWS[id].values.setdefault(run.peer, []).append(value)
    if sys.stderr.isatty():
        print("\r" + " " * 70 + "\r", end="", file=sys.stderr)


def results():
    """A dictionary for each row and peer, ours first."""
    found = []
    for one in ROWS.values():
        own = statistics.median(one.values[""]) if "" in one.values else None
        for peer in ["", *PEERS]:
            values = one.values.get(peer)
            if not values:
                continue
            median = statistics.median(values)
            entry = {"workload": one.id, "peer": peer or "gen_msg", "unit": one.unit,
                     "median": median, "min": min(values), "max": max(values),
                     "runs": len(values)}
            if peer and own:
                entry["ratio"] = median / own
            found.append(entry)
    return found


def number(value):
    if value == 0:
        return "0"
    digits = max(0, 2 - int(math.floor(math.log10(abs(value)))))
    return f"{value:,.{digits}f}"


def print_table(found, out):
    print("| workload | unit | gen_msg | " + " | ".join(PEERS) + " |", file=out)
    print("|---" * (3 + len(PEERS)) + "|", file=out)
    for one in ROWS.values():
        by_peer = {entry["peer"]: entry for entry in found if entry["workload"] == one.id}
        if not by_peer:
            continue
        cells = [one.id, one.unit]
        own = by_peer.get("gen_msg")
        cells.append(f"{number(own['median'])} [{number(own['min'])}–{number(own['max'])}]"
                     if own else "")
        for peer in PEERS:
            entry = by_peer.get(peer)
            cells.append("" if entry is None else
                         f"{number(entry['median'])} x{number(entry['ratio'])}"
                         if "ratio" in entry else number(entry["median"]))
        print("| " + " | ".join(cells) + " |", file=out)


def machine():
    model = platform.machine()
    try:
        for line in open("/proc/cpuinfo", encoding="utf-8"):
            if line.startswith("model name"):
                model = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    return f"{os.cpu_count()} x {model}, Linux {platform.release()}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--programs", type=pathlib.Path, required=True)
    parser.add_argument("--beam", type=pathlib.Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--only", default="*", metavar="PATTERN")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    parser.add_argument("--plots", type=pathlib.Path, required=True)
    arguments = parser.parse_args()

    plan = Plan(arguments.programs, arguments.beam, arguments.quick)
    for part in (plan_backlogs, plan_exchanges, plan_populations, plan_the_rest, plan_looking, plan_gui,
                 plan_growth):
        part(plan)
    pattern = arguments.only if any(c in arguments.only for c in "*?[") else f"*{arguments.only}*"
    chosen = []
    for run in RUNS:
        run.rows = {name: id for name, id in run.rows.items() if fnmatch.fnmatch(id, pattern)}
        if run.rows:
            chosen.append(run)
    if not chosen:
        sys.exit(f"tests/bench: no workload matches {arguments.only}; there are:\n  "
                 + " ".join(ROWS))
    begin = time.monotonic()
    run_all(chosen)
    found = results()
    print(f"{datetime.date.today()}, {machine()}; medians, [least–greatest], "
          f"x: the peer's over ours; {(time.monotonic() - begin) / 60:.1f} minutes\n")
    print_table(found, sys.stdout)
    save_plots(arguments.plots)
    if arguments.json:
        arguments.json.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
