"""What a broken rule costs while the search goes through broken plans.

Gets cheaper as long as enough plans keep the rules, as with PyVRP's own manager;
unlike that one it takes a rule that cannot be kept at all without a warning. Prices
begin lower: from PyVRP's 50 000 they would take 20 000 rounds to come down, most of
half a minute with 200 stops. In a small town, which is planned in a second, they learn
faster as well.
"""

import pyvrp

_ROUND, _SMALL_ROUND = 500, 100
"""Plans between two changes of the prices."""

_START = 300.0
_WANTED = 0.65
"""The share of plans that should keep a rule."""

_TOLERANCE = 0.05
_RAISE, _LOWER = 1.5, 0.9
_CHEAPEST, _DEAREST = 0.1, 100_000.0


class Penalties:
    """One price a load dimension, one for lateness and one for too long a way."""

    def __init__(self, data: pyvrp.ProblemData, *, small: bool) -> None:
        self._round = _SMALL_ROUND if small else _ROUND
        self._prices = [_START] * (data.num_load_dimensions + 2)
        self._kept = [0] * len(self._prices)
        self._seen = 0
        self.evaluator = self._evaluator(self._prices)
        self.dearest = self._evaluator([_DEAREST] * len(self._prices))

    def learn(self, plan: pyvrp.Solution) -> None:
        """Count which rules *plan* keeps; raise or lower the prices every round."""
        broken = [*plan.excess_load(), plan.time_warp(), plan.excess_distance()]
        for number, excess in enumerate(broken):
            self._kept[number] += not excess
        self._seen += 1
        if self._seen < self._round:
            return
        for number, kept in enumerate(self._kept):
            missing = _WANTED - kept / self._seen
            if abs(missing) >= _TOLERANCE:
                price = self._prices[number] * (_RAISE if missing > 0 else _LOWER)
                self._prices[number] = min(max(price, _CHEAPEST), _DEAREST)
        self._kept = [0] * len(self._kept)
        self._seen = 0
        self.evaluator = self._evaluator(self._prices)

    def _evaluator(self, prices: list[float]) -> pyvrp.CostEvaluator:
        *loads, late, far = prices
        return pyvrp.CostEvaluator(loads, late, far)
