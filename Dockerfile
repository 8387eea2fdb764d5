# effbench in a container:
#
#   docker build -t effbench .
#   docker run --rm -v "$PWD/results:/work/results" \
#       --security-opt seccomp=unconfined --security-opt apparmor=unconfined effbench run --model …
#
# Sandbox tier T1 makes user, mount, process and network namespaces. Docker's default system-call
# filter forbids them, and its AppArmor profile forbids the mounts inside. The two options above lift
# both, for this container alone; it needs no --privileged and no capability. A narrower setting is a copy of
# Docker's default filter that also allows `clone`, `clone3`, `unshare`, `mount`, `umount2` and
# `pivot_root`, given as --security-opt seccomp=FILE. On an Ubuntu host the sysctl
# kernel.apparmor_restrict_unprivileged_userns=0 is needed as well.
# Without any of this: --sandbox T2, which needs Linux 6.2 and no option (docs/threat-model.md).
#
# A container shares its machine's caches and cores: `effbench doctor` says whether it can time. Give it whole
# cores (--cpuset-cpus) and no CPU quota.

FROM debian:trixie-slim AS base
RUN apt-get update \
    && apt-get install -y --no-install-recommends bubblewrap ca-certificates python3 python3-venv \
    && rm -rf /var/lib/apt/lists/*
# An ordinary user, and an interpreter that every user can reach: the sandbox needs no root.
RUN useradd --create-home --uid 1000 effbench \
    && mkdir /work \
    && chown effbench /work
WORKDIR /work

# For .devcontainer/: the checkout is mounted, and its environment is made in it.
FROM base AS dev
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/*
USER effbench

FROM base AS effbench
# Further extras of pyproject.toml, such as `--build-arg EXTRAS=server,datasets`. Local weights need `local`,
# which installs torch with gigabytes of CUDA.
ARG EXTRAS=server
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY effbench effbench
COPY tasks tasks
COPY reference_solutions reference_solutions
COPY attacks attacks
COPY leaderboard/tiny-baseline leaderboard/tiny-baseline
RUN python3 -m venv /opt/effbench \
    && /opt/effbench/bin/pip install --no-cache-dir ".[$EXTRAS]"
ENV PATH="/opt/effbench/bin:$PATH"
WORKDIR /work
USER effbench
ENTRYPOINT ["effbench"]
CMD ["--help"]
