"""Facts about this machine, and how they are rated."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec
import pytest

from effbench.base import MachineSection
from effbench.machine import facts as machine
from effbench.machine.facts import Finding


def test_the_description_is_plain_data_without_gaps() -> None:
    facts = machine.describe()
    assert msgspec.json.decode(msgspec.json.encode(facts), type=MachineSection) == facts
    absent = set(MachineSection.__struct_fields__) - set(msgspec.to_builtins(facts))
    assert absent == {"class_label"}
    assert facts.cores_usable and facts.cpu_model and facts.libraries and facts.libraries["numpy"]


def test_every_finding_that_is_not_good_says_what_to_do() -> None:
    findings = machine.findings()
    names = {finding.name for finding in findings}
    assert {"python", "system", "cores", "smt", "cgroup", "load", "steal", "clock"} <= names
    assert {"namespaces", "memory", "governor", "counters"} <= names
    for finding in findings:
        assert finding.fact
        assert finding.rating == "good" or finding.advice


@pytest.mark.parametrize(("load", "rating"), [(0.1, "good"), (100.0, "poor")], ids=["idle", "busy"])
def test_load_is_rated_by_core(monkeypatch: pytest.MonkeyPatch, load: float, rating: str) -> None:
    monkeypatch.setattr(machine.os, "getloadavg", lambda: (load, load, load))
    (finding,) = [f for f in machine.findings() if f.name == "load"]
    assert finding.rating == rating


@pytest.mark.parametrize(
    ("files", "quota"),
    [
        ({"cpu.max": "max 100000"}, None),
        ({"cpu.max": "50000 100000"}, 0.5),
        ({"cpu/cpu.cfs_quota_us": "-1", "cpu/cpu.cfs_period_us": "100000"}, None),
        ({"cpu/cpu.cfs_quota_us": "150000", "cpu/cpu.cfs_period_us": "100000"}, 1.5),
        ({}, None),
    ],
)
def test_cpu_quotas_of_both_cgroup_versions(
    tmp_path: Path, files: dict[str, str], quota: float | None
) -> None:
    for name, text in files.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    assert machine.cpu_quota(tmp_path) == quota


def test_another_system_is_unfit_and_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "darwin")
    unfit = [f for f in machine.findings() if f.rating == "unfit"]
    assert {f.name for f in unfit} >= {"system", "clock"}
    assert all(isinstance(f, Finding) and f.advice for f in unfit if f.name == "system")


def test_the_version_of_control_groups(tmp_path: Path) -> None:
    assert machine.cgroup_version(tmp_path) == "none found"
    (tmp_path / "cpu").mkdir()
    assert machine.cgroup_version(tmp_path) == "version 1"
    (tmp_path / "cgroup.controllers").write_text("cpu memory")
    assert machine.cgroup_version(tmp_path) == "version 2"


@pytest.mark.parametrize(
    ("name", "value", "rating"),
    [
        ("kernel/unprivileged_userns_clone", "0", "poor"),
        ("kernel/unprivileged_userns_clone", "1", "good"),
        ("kernel/apparmor_restrict_unprivileged_userns", "1", "poor"),
        ("kernel/apparmor_restrict_unprivileged_userns", "0", "good"),
        ("user/max_user_namespaces", "0", "poor"),
        ("user/max_user_namespaces", "100", "good"),
    ],
)
def test_settings_that_forbid_namespaces(
    tmp_path: Path, name: str, value: str, rating: str
) -> None:
    (tmp_path / name).parent.mkdir()
    (tmp_path / name).write_text(value + "\n")
    finding = machine._namespaces_finding(tmp_path)
    assert finding.rating == rating
    assert (f"sysctl {name.replace('/', '.')}=" in finding.advice) == (rating == "poor")


@pytest.mark.parametrize(("abi", "rating"), [(0, "unfit"), (2, "poor"), (3, "good")])
@pytest.mark.skipif(sys.platform != "linux", reason="Landlock is Linux's")
def test_the_kernels_landlock_is_rated(
    monkeypatch: pytest.MonkeyPatch, abi: int, rating: str
) -> None:
    monkeypatch.setattr(machine.kernel, "landlock_abi", lambda: abi)
    assert machine._kernel_finding().rating == rating


def test_an_unknown_processor_is_unfit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine.sys, "platform", "linux")
    monkeypatch.setattr(machine.kernel, "MACHINE", "riscv64")
    assert machine._kernel_finding().rating == "unfit"


@pytest.mark.parametrize(("free", "rating"), [(1 << 30, "poor"), (8 << 30, "good")])
def test_memory_is_rated(monkeypatch: pytest.MonkeyPatch, free: int, rating: str) -> None:
    class Memory:
        available = free

    monkeypatch.setattr(machine.psutil, "virtual_memory", Memory)
    assert machine._memory_finding().rating == rating
