"""Kept pages, in a database of their own beside the main one, which names them. Decides nothing but what is dropped.

A page is on the disk before anything that names it is stored; so a name leads to its page, or to the knowledge that
retention dropped it. The main database does without this one: what is damaged here costs evidence and nothing else.
"""
