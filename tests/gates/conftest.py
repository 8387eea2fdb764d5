"""The valid task that these tests share."""

from __future__ import annotations

import pytest
from planted import Place, good


@pytest.fixture(scope="session")
def good_task(tmp_path_factory: pytest.TempPathFactory) -> Place:
    return good(tmp_path_factory.mktemp("planted") / "good")
