"""`anxin register`: dry run by default, import with --yes, faulty rows beside the file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from anxin.cli.main import main
from anxin.households.models import Household
from anxin.paper.tables import read_table
from tests.registers import row, workbook
from tests.world import World


@pytest.fixture(autouse=True)
def _shelf(tmp_path: Any, settings: Any) -> None:
    settings.HOME = tmp_path / "home"


def test_a_dry_run_writes_nothing_and_yes_imports(world: World, tmp_path: Path, capsys: Any) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501"), row("502")))
    before = Household.objects.count()
    assert main(["register", str(file), "--as", "li"]) == 0
    assert "new 2" in capsys.readouterr().out
    assert Household.objects.count() == before
    assert main(["register", str(file), "--as", "li", "--yes"]) == 0
    assert Household.objects.count() == before + 2


def test_faulty_rows_lie_beside_the_file(world: World, tmp_path: Path) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501"), row("502", 电话="12")))
    assert main(["register", str(file), "--as", "li", "--yes"]) == 1
    back = read_table((tmp_path / "register.faulty.xlsx").read_bytes(), "a.xlsx").sheets[0].rows
    assert [r[7] for r in back[1:]] == ["502"]


@pytest.mark.parametrize("who", ["zhang", "nobody"])
def test_who_may_not_is_refused(world: World, tmp_path: Path, who: str) -> None:
    file = tmp_path / "register.xlsx"
    file.write_bytes(workbook(row("501")))
    before = Household.objects.count()
    assert main(["register", str(file), "--as", who, "--yes"]) == 1
    assert Household.objects.count() == before


def test_an_empty_register_can_be_written(tmp_path: Path, db: None) -> None:
    file = tmp_path / "empty.xlsx"
    assert main(["register", str(file), "--template"]) == 0
    assert read_table(file.read_bytes(), "a.xlsx").sheets[0].rows[0][0] == "社区"
