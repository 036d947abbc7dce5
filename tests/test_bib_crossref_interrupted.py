from tests.benchmarks.crossref_pace import Import, heavy_works
from tests.crossref_stand_in import StandIn

DOIS = 120


def test_an_import_killed_at_any_point_and_started_again_loses_nothing_and_takes_nothing_twice(tmp_path):
    with StandIn(heavy_works(DOIS), limits=(50, 1, 3), latency=0.05) as stand_in:
        one = Import(url=stand_in.url, folder=tmp_path, pool="polite", dois=DOIS)
        for settled, wait in ((0, 0.05), (37, 0.0), (90, 0.01)):
            one.run(kill_at=settled, wait=wait)
            assert one.faults() != []
        one.run()
        assert one.faults() == []
