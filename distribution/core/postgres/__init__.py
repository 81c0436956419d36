"""Our own PostgreSQL, for whoever names no other.

Three parts. ``cluster`` says where things lie, ``binaries`` where the programs come
from. The **keeper** is a small process of its own that makes the cluster, starts
PostgreSQL as its child, restarts it after a crash and stops it. Whoever works with
the database (``serve`` and the web workers it forks, or a short command) is a
**user**: ``server`` starts a keeper if there is none and then holds a shared lock.
The kernel drops that lock with the process, whatever ended it; the keeper stops
PostgreSQL when no user is left, and PostgreSQL ends itself when its keeper is gone.
So nobody has to hand anything over, and kill -9 of anyone leaves nothing behind.
"""
