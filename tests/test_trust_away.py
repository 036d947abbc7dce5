import pytest

from tests.trials.away import without_crossref


@pytest.mark.parametrize("way", ["closed", "500", "429"])
def test_an_hour_without_crossref_costs_readers_nothing_and_imports_finish_by_themselves(site, way):
    hour = without_crossref(site, way, items=3, minutes=12)
    assert hour.ready == 3
    assert hour.minutes <= 10
    assert hour.in_vain == 0
    assert hour.tries < 100
