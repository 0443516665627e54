"""
What all polled systems share: who polls, how far, what is taken in one transaction, what is set aside.

Read `poll.poll` first; what a kind of system must bring is `values.PolledSystem`.
"""
