"""Home deliveries: who drives which parcels, in which order, and at what time.

A *problem* is a day to plan: *depots* where parcels are loaded, *stops* (one per
parcel, keyed by its delivery, so that two parcels at one address stay two stops),
*shifts* (a driver with a vehicle and hours) and *travel* times and distances between
places. A *plan* gives each shift a *route* of *visits*; a stop that no route serves
is *unserved* and carries a reason. A *window* bounds the start of work at a door,
both ends included; *service* is the work itself, *set-up* the parking and walking
that is spent once per place. A stop has a *price*: what leaving it out costs, in the
unit of the objective.

``rules`` describes and checks. ``planning`` asks ``engines`` for routes: PyVRP
(``local_search``, in several processes by ``searching`` and ``crew``), OR-Tools
(``solver``) and CP-SAT (``recombining``); ``greedy`` has an answer in any case.
``reasons`` says why a stop was left out, ``roads`` knows travel times,
``instances`` reads public benchmark files. Whatever finds routes, no plan leaves
this package that the checker, which knows no solver, has rejected.
"""
