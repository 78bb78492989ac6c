"""Which columns are open and where they stand, at every width; checked against the widths of the pictures."""

from hypothesis import given
from hypothesis import strategies as st

from app.domain.stages import Stage
from ui.board_layout import Metrics, Placement, arrange
from ui.board_model import Band, BoardColumn

STAGES = list(Stage)
BANDS = (
    Band("1", 1, "Connexion", tuple(BoardColumn(stage, stage.value) for stage in STAGES[:4])),
    Band("2", 2, "Trouver", (BoardColumn(STAGES[4], "Prêt à demander"),)),
    Band("3", 3, "S’inscrire", tuple(BoardColumn(stage, stage.value) for stage in STAGES[5:8])),
    Band("trained", None, "Formé", (BoardColumn(STAGES[8], "Formé"),)),
)
USUAL = ["1", "2", "3", "trained"]


def opened(placement: Placement) -> list[int]:
    return [place for place in range(9) if placement.is_open(place)]


def test_all_nine_columns_are_open_on_a_large_screen() -> None:
    placement = arrange(1796, BANDS, USUAL, 0, Metrics())
    assert opened(placement) == list(range(9))
    assert all(184 <= block.column_width <= 280 for block in placement.blocks)


def test_beside_a_panel_the_band_of_enrolments_stands_between_two_lanes_as_in_the_picture() -> None:
    placement = arrange(870, BANDS, ["3", "1", "2", "trained"], 5, Metrics())
    assert opened(placement) == [5, 6, 7]
    first, band, last = placement.blocks
    assert [part.band for part in first.parts] == [0, 1]
    assert (first.left, first.width) == (0, 168)
    assert band.column_width >= 184
    assert last.width == 104  # Formé alone
    assert placement.width <= 870


def test_without_a_panel_bands_open_as_far_as_they_fit() -> None:
    assert opened(arrange(1242, BANDS, USUAL, 0, Metrics())) == [0, 1, 2, 3, 4]
    assert opened(arrange(1242, BANDS, ["3", "1", "2", "trained"], 0, Metrics())) == [4, 5, 6, 7, 8]


def test_a_band_that_was_folded_by_hand_stays_folded() -> None:
    assert opened(arrange(1796, BANDS, ["1", "3"], 0, Metrics())) == [0, 1, 2, 3, 5, 6, 7]


def test_a_band_too_wide_is_open_around_the_column_in_use() -> None:
    for place in range(3):  # the board does not shift while one goes from one to the next
        assert opened(arrange(870, BANDS, USUAL, place, Metrics())) == [0, 1, 2]
    assert 3 in opened(arrange(870, BANDS, USUAL, 3, Metrics()))


def test_columns_never_grow_beyond_280() -> None:
    assert {block.column_width for block in arrange(5000, BANDS, USUAL, 0, Metrics()).blocks} == {280}


wanted_bands = st.permutations(USUAL).flatmap(lambda keys: st.integers(0, 4).map(lambda count: keys[:count]))


@given(width=st.integers(100, 4000), wanted=wanted_bands, focus=st.integers(0, 8), scale=st.floats(0.9, 2.0))
def test_every_column_stands_once_in_order_and_what_is_used_is_open(
    width: int, wanted: list[str], focus: int, scale: float
) -> None:
    metrics = Metrics().scaled(scale)
    placement = arrange(width, BANDS, wanted, focus, metrics)
    shown = [column for block in placement.blocks for part in block.parts for column in part.columns]
    assert shown == list(range(9))
    assert opened(placement)
    right = -metrics.band_gap
    for block in placement.blocks:
        assert block.left == right + metrics.band_gap
        right = block.left + block.width
        if block.open:
            assert metrics.smallest <= block.column_width <= metrics.largest
            assert len(block.parts) == 1
    assert placement.width == right
    assert placement.width <= width or len(opened(placement)) == 1
    if wanted:
        first = next(number for number, band in enumerate(BANDS) if band.key == wanted[0])
        assert any(part.band == first for block in placement.blocks if block.open for part in block.parts)
