"""What a broken rule costs while the search goes through broken plans.

Begins so dear that hardly a rule is broken, and gets cheaper as long as enough plans
keep it, as PyVRP's own manager does; unlike that one it takes a rule that cannot be
kept at all without a warning.
"""

import pyvrp

_ROUND = 500
"""Plans between two changes of the prices."""

_WANTED = 0.65
"""The share of plans that should keep a rule."""

_TOLERANCE = 0.05
_RAISE, _LOWER = 1.5, 0.9
_CHEAPEST, _DEAREST = 0.1, 100_000.0


class Penalties:
    """One price a load dimension, one for lateness and one for too long a way."""

    def __init__(self, data: pyvrp.ProblemData) -> None:
        self._prices = [_DEAREST / 2] * (data.num_load_dimensions + 2)
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
        if self._seen < _ROUND:
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
