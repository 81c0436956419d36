"""Messages: what is sent to people, and the outbox it waits in.

A *message* is written into the outbox by the command that gives the cause, in the same
transaction, and sent later by a worker, outside any transaction. Its *subject* is what
it speaks of (a booking, a driver's run); before it is sent the subject is looked at
again, and a message that is no longer true is *dropped*. A *sender* hands it to a
provider, which answers with a *receipt*, a *rejection*, or *try later*.
"""
