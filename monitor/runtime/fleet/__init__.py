"""One of several workers on one database: what it plans for all, what it takes on, and where it is alone meanwhile.

A job of the queue is a stint at a host or a sink, never a page: due times and leases stay rows.
"""
