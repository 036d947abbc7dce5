from tests.trials.ssrf import INPUTS, Figures, try_answers, try_inputs, try_redirections


def test_an_address_that_is_pasted_or_stands_in_a_work_is_never_asked(tmp_path):
    assert try_inputs(tmp_path, INPUTS[::4]).wrong == []


def test_crossref_cannot_send_us_on_to_another_server():
    figures = Figures()
    try_redirections(figures, statuses=(302,))
    assert figures.wrong == []


def test_answers_without_end_and_packed_bombs_are_cut_off():
    figures = Figures()
    try_answers(figures, ("a body without end", "a gzip bomb", "a bomb in a bomb", "JSON 100,000 deep"))
    assert figures.wrong == []
