"""Kinds of files that have a text in them which is not seen: pictures, films, numbers, tables.

Each module knows one kind: how a text is put into it, and how it is found again without decoding a picture;
of films also how frames are stored. :mod:`~momentum_lab.containers.formats` is the table of them.
"""
