"""The idle cores, memory and GPU of this machine, and the GGUF file of a model."""

from __future__ import annotations

import os
import platform
import struct
import time
from pathlib import Path

from index.errors import EngineError

_CPUS = Path("/sys/devices/system/cpu")
_QUOTA = Path("/sys/fs/cgroup/cpu.max")
UNPACKED = 4  # a 4-bit GGUF file needs up to 4 times its size as bfloat16, including working memory
_MEMORY = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")
OPENVINO_FILE = "openvino_model.xml"  # a folder that holds it is in OpenVINO's form


def has_room_on_gpu(file: Path) -> bool:
    """Whether there is a GPU with enough free memory for the unpacked weights of a GGUF file."""
    return free_gpu_memory() > UNPACKED * file.stat().st_size


def has_bfloat16() -> bool:
    """Whether the processor supports bfloat16."""
    import torch  # takes seconds

    able = torch.cpu.get_capabilities()
    return any(able.get(name) for name in ("avx512_bf16", "amx_bf16", "bf16"))


def has_vectors() -> bool:
    """Whether the processor has AVX2, if it is of a kind that can have it."""
    import torch  # takes seconds

    return platform.machine() not in ("x86_64", "AMD64") or "AVX" in torch.backends.cpu.get_cpu_capability()


def one_gguf(weights: Path) -> Path:
    """The .gguf file at `weights`, a file or a folder. Raises `EngineError` if a folder contains none or several."""
    if not weights.is_dir():
        return weights
    files = sorted(weights.glob("*.gguf"))
    if len(files) != 1:
        raise EngineError(
            f"{weights} contains {len(files)} .gguf files; the engine 'llamacpp' needs one. Set QUOTH_MODEL to one "
            "file, or set QUOTH_ENGINE=transformers for a folder of safetensors."
        )
    return files[0]


def gguf_architecture(file: Path) -> str:
    """The kind of model in a GGUF file, such as "qwen2"; "" if the file does not begin with it, as it usually does.

    The format: github.com/ggml-org/ggml/blob/master/docs/gguf.md.
    """
    key = b"general.architecture"
    head = struct.Struct(f"<4sIQQQ{len(key)}sIQ")  # magic, version, two counts, length of the key, key, type, length
    with file.open("rb") as begin:
        read = begin.read(head.size)
        if len(read) < head.size:
            return ""
        *_, found, kind, length = head.unpack(read)
        is_text = found == key and kind == 8 and length < 100
        return begin.read(length).decode(errors="replace") if is_text else ""


def usable_cores() -> int | None:
    """The number of physical cores that this process may use, at least 1. None if the system does not say (macOS)."""
    cores = _physical_cores()
    return None if cores is None else max(1, _allowed_cores(cores))


def idle_cores() -> int | None:
    """The number of physical cores that are idle now, at least 1. None if the system does not say (macOS).

    Busy cores do not count because llama.cpp's threads spin while they wait for each other. On two busy cores, two
    threads wrote 1 to 6 tokens a second, but one thread wrote 31 to 41 (SmolLM2-135M).
    """
    cores = _physical_cores()
    if cores is None:
        return None
    try:
        idle = _idle_share(os.sched_getaffinity(0))
    except OSError:
        return None
    return max(1, min(round(cores * idle), _allowed_cores(cores)))


def _physical_cores() -> int | None:
    try:
        cpus = os.sched_getaffinity(0)
        return len({(_CPUS / f"cpu{cpu}/topology/thread_siblings_list").read_text() for cpu in cpus})
    except (AttributeError, OSError):
        return None


def available_memory() -> int | None:
    """Bytes of memory that this process can still use without swapping; None if the system does not say."""
    try:
        lines = _MEMORY.read_text().splitlines()
        free = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:"))
    except (OSError, StopIteration, ValueError):
        return None
    return min(free, _allowed_memory(free))


def free_gpu_memory() -> int:
    """Free bytes of the GPU; 0 if there is none."""
    import torch  # takes seconds

    return torch.cuda.mem_get_info()[0] if torch.cuda.is_available() else 0


def machine_memory() -> int | None:
    """Bytes of memory of this machine or, if that is less, of its container; None if the system does not say."""
    try:
        lines = _MEMORY.read_text().splitlines()
        whole = next(int(line.split()[1]) * 1024 for line in lines if line.startswith("MemTotal:"))
    except (OSError, StopIteration, ValueError):
        return None
    try:
        return min(whole, int((_GROUP / "memory.max").read_text()))
    except (OSError, ValueError):  # no container, or "max"
        return whole


def _allowed_memory(free: int) -> int:
    """How many of `free` bytes this process can use within the limit of its container (cgroup v2 `memory.max`)."""
    try:
        most, used = ((_GROUP / name).read_text().strip() for name in ("memory.max", "memory.current"))
        if most == "max":
            return free
        held = dict(line.split() for line in (_GROUP / "memory.stat").read_text().splitlines())
        return max(0, int(most) - int(used) + int(held["file"]))  # cached files can be dropped
    except (OSError, ValueError, KeyError):
        return free


def _idle_share(cpus: set[int], seconds: float = 0.25) -> float:
    """The share of the next `seconds`, 0 to 1, that `cpus` are idle."""
    idle_before, all_before = _ticks(cpus)
    time.sleep(seconds)
    idle_after, all_after = _ticks(cpus)
    return (idle_after - idle_before) / max(1, all_after - all_before)


def _ticks(cpus: set[int]) -> tuple[int, int]:
    """The idle and the total clock ticks of `cpus` so far (proc_stat(5))."""
    idle = total = 0
    for line in Path("/proc/stat").read_text().splitlines():
        name, *ticks = line.split()
        if name[:3] == "cpu" and name[3:].isdigit() and int(name[3:]) in cpus:
            idle += int(ticks[3]) + int(ticks[4])  # idle, and waiting for a disk
            total += sum(map(int, ticks[:8]))
    return idle, total


def _allowed_cores(cores: int) -> int:
    """How many of `cores` this process can use within the quota of its container (cgroup v2 `cpu.max`)."""
    if not _QUOTA.exists():
        return cores
    quota, period = _QUOTA.read_text().split()
    return cores if quota == "max" else max(1, int(quota) // int(period))
