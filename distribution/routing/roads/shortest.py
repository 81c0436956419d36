"""Shortest ways in a graph. The one door to rustworkx."""

from collections.abc import Sequence
from itertools import pairwise
from threading import Lock
from typing import NamedTuple

import rustworkx

from distribution.routing.roads.costs import Cost

Entry = tuple[int, Cost]
"""A state, and what it costs to get there from a place, or from there to a place."""


class Found(NamedTuple):
    """A cheapest way: by which entry it begins, by which it ends, and arcs between."""

    cost: Cost
    begins: int
    arcs: list[int]
    ends: int


class Graph:
    """States joined by arcs, each of which says which entry of *costs* it costs."""

    def __init__(
        self, states: int, arcs: Sequence[tuple[int, int, int]], costs: Sequence[Cost]
    ) -> None:
        self._graph: rustworkx.PyDiGraph[None, int] = rustworkx.PyDiGraph()
        self._graph.add_nodes_from([None] * states)
        self._graph.add_edges_from(arcs)
        self._costs = list(costs)
        self._one_at_a_time = Lock()

    def costs(
        self, begins: Sequence[Entry], goals: Sequence[Sequence[Entry]]
    ) -> list[Cost | None]:
        """Return the least cost from any of *begins* to each goal, None if no way.

        A goal is reached by any of its entries.
        """
        with self._one_at_a_time:
            start, before = self._graph.add_node(None), len(self._costs)
            try:
                self._begin(start, begins)
                found = rustworkx.dijkstra_shortest_path_lengths(
                    self._graph, start, self._costs.__getitem__
                )
            finally:
                self._graph.remove_node(start)
                del self._costs[before:]
        return [
            min((found[at] + cost for at, cost in goal if at in found), default=None)
            for goal in goals
        ]

    def way(self, begins: Sequence[Entry], goal: Sequence[Entry]) -> Found | None:
        """Return the cheapest way from any of *begins* to *goal*, None if no way."""
        with self._one_at_a_time:
            start, before = self._graph.add_node(None), len(self._costs)
            end = self._graph.add_node(None)
            try:
                first = self._begin(start, begins)
                last = len(self._costs)
                for at, cost in goal:
                    self._graph.add_edge(at, end, len(self._costs))
                    self._costs.append(cost)
                arcs = self._cheapest(start, end)
                cost = sum(self._costs[arc] for arc in arcs)
            finally:
                self._graph.remove_nodes_from([start, end])
                del self._costs[before:]
        if not arcs:
            return None
        return Found(cost, arcs[0] - first, arcs[1:-1], arcs[-1] - last)

    def _begin(self, start: int, begins: Sequence[Entry]) -> int:
        first = len(self._costs)
        for at, cost in begins:
            self._graph.add_edge(start, at, len(self._costs))
            self._costs.append(cost)
        return first

    def _cheapest(self, start: int, end: int) -> list[int]:
        found = rustworkx.dijkstra_shortest_paths(
            self._graph, start, target=end, weight_fn=self._costs.__getitem__
        )
        if end not in found:
            return []
        states = list(found[end])
        return [
            min(self._graph.get_all_edge_data(a, b), key=self._costs.__getitem__)
            for a, b in pairwise(states)
        ]


def largest_part(nodes: int, arcs: Sequence[tuple[int, int]]) -> set[int]:
    """Return the most nodes that can all be reached from one another."""
    graph: rustworkx.PyDiGraph[None, None] = rustworkx.PyDiGraph()
    graph.add_nodes_from([None] * nodes)
    graph.add_edges_from_no_data(list(arcs))
    parts = map(set, rustworkx.strongly_connected_components(graph))
    return max(parts, key=len, default=set())
