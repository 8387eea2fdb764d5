"""The attacks that each tier cannot stop; a test compares this data with docs/threat-model.md.

A gap is an attack of the corpus whose verdict at that tier differs from its first line, usually
because it succeeds. Tier T4 isolates nothing, so only attacks that do no harm even if nothing stops
them run there.
"""

from __future__ import annotations

from dataclasses import dataclass

BOTH = ("root", "ordinary")


@dataclass(frozen=True)
class Gap:
    """The verdict of an attack at a tier, with the reason."""

    verdict: str
    why: str
    users: tuple[str, ...] = BOTH
    as_root: str = ""
    """Verdict for root if it differs: by chance, if processes of another run are found."""


READABLE = "only the user's file permissions restrict reading"
IMPORTABLE = "readable files can be imported"
NAMES = "names of files are visible"
FACTS = "names, sizes and times of files are visible"
TIMES = (
    "access times change and are visible, if the mount allows it and the file was not read today"
)
NUMBERS = "processes and threads have the machine's numbers"

GAPS: dict[str, dict[str, Gap]] = {
    "T1": {},
    "T2": {
        "cache_in_process_numbers": Gap("wrong", NUMBERS),
        "living_affinity": Gap("wrong|pass", NUMBERS),
        "living_names_of_processes": Gap("wrong|pass", NUMBERS),
        "living_numbers_of_threads": Gap("wrong|pass", NUMBERS),
        "read_names_and_sizes": Gap("wrong", NAMES),
    },
    "T3": {
        "cache_in_access_times": Gap("wrong|pass", TIMES),
        "cache_in_access_times_raw": Gap("wrong", FACTS),
        "cache_in_folder_times": Gap("wrong|pass", TIMES),
        "cache_in_link_times": Gap("wrong|pass", TIMES),
        "cache_in_process_numbers": Gap("wrong", NUMBERS),
        "forge_dup2_over_output": Gap("raised", "not even /dev/null can be opened for writing"),
        "living_affinity": Gap("wrong|pass", NUMBERS),
        "living_names_of_processes": Gap("wrong|pass", NUMBERS),
        "living_numbers_of_threads": Gap("wrong|pass", NUMBERS),
        "living_threads_are_counted": Gap("wrong|pass", READABLE),
        "numpy_files": Gap("raised", READABLE),
        "program_numbers_of_files": Gap("wrong", FACTS),
        "read_by_importing_the_harness": Gap("wrong", IMPORTABLE),
        "read_names_and_sizes": Gap("wrong", FACTS),
        "read_others_open_files": Gap(
            "wrong", "they belong to the same user", as_root="wrong|pass"
        ),
        "read_proc_and_sys": Gap("wrong", READABLE),
        "read_the_hosts_memory": Gap("wrong|pass", "unless Yama forbids it", ("ordinary",)),
        "read_the_root": Gap("wrong", READABLE),
        "read_the_suite": Gap("wrong", READABLE),
        "read_through_path_descriptors": Gap("wrong", READABLE),
    },
    "T4": {
        "read_by_importing_the_harness": Gap("wrong", IMPORTABLE),
        "read_names_and_sizes": Gap("wrong", FACTS),
        "read_the_suite": Gap("wrong", READABLE),
    },
}

# They affect only their own process. Most of the data frames' attacks do so too, but each child
# process would import pandas again, and the host handles them in the same way at every tier.
T4_GROUPS = ("answer", "forge", "honest", "source")
T4_ATTACKS = frozenset(
    """
    cache_in_modules cache_in_open_files cache_in_shared_mappings frame_honest
    frame_subclass numpy_array_for_list
    numpy_broadcast numpy_endless_empty numpy_forged_empty numpy_object_array numpy_random_bytes
    numpy_scalar_subclass numpy_structured numpy_subclass numpy_threads program_closes_everything
    program_closes_stdout program_exit_status program_floods_and_ignores_errors
    program_floods_stdout program_forges_the_right_frame program_hard_exit
    program_hides_memory_in_stdout program_honest program_makes_stdout_large
    program_reads_past_the_end program_replaces_stdout program_stdout_is_the_answer
    program_two_frames program_verdict_on_stdout program_work_at_exit program_work_in_a_thread
    read_by_importing_the_harness read_frames_and_objects read_names_and_sizes
    read_the_environment read_the_suite resource_abort resource_descriptors
    resource_endless_c_call resource_endless_loop resource_endless_power resource_endless_regex
    resource_endless_threads resource_memory_at_once resource_memory_errors_ignored
    resource_memory_in_threads resource_memory_list resource_memory_mappings resource_segfault
    resource_stack_overflow resource_stdout_flood time_answer_at_exit time_answer_by_destructor
    time_answer_filled_in_later_by_thread time_import_never_ends time_input_stolen_at_import
    time_main_thread_leaves time_main_thread_leaves_for_good time_patch_every_clock
    time_patch_the_guests_modules time_reply_placeholder_finish_in_thread time_reply_then_spin
    time_sleep_in_the_call time_sleep_past_the_deadline time_thread_outlives_the_answer
    time_wait_for_input_that_never_comes time_work_at_import time_work_in_a_finished_thread
    time_work_in_a_thread time_work_while_the_answer_is_encoded
    """.split()  # noqa: SIM905  fifty names read better as text
)
NOT_RUN = "not run: trusted code only"


def is_run(tier: str, attack: str) -> bool:
    """True if the attack is run at the tier."""
    return tier != "T4" or attack.split("_")[0] in T4_GROUPS or attack in T4_ATTACKS


def expected(tier: str, attack: str, verdicts: tuple[str, ...], user: str) -> tuple[str, ...]:
    """Return the verdicts that an attack may get; `verdicts` are those of its first line."""
    gap = GAPS[tier].get(attack)
    if gap is None or user not in gap.users:
        return verdicts
    found = gap.as_root if user == "root" and gap.as_root else gap.verdict
    return tuple(found.split("|"))
