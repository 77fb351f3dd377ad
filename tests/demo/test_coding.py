"""Gzip from pieces: one member, right checksum, any cut."""

import gzip
import zlib

from hypothesis import given
from hypothesis import strategies as st

from monitor.demo.coding import gzipped, pack, store


@given(st.lists(st.tuples(st.booleans(), st.text(max_size=4000)), max_size=6))
def test_pieces_unpack_to_their_joined_text(pieces):
    segments = [store(text[:900]) if is_stored else pack(text) for is_stored, text in pieces]
    whole = b"".join(segment.plain for segment in segments)
    assert gzip.decompress(b"".join(gzipped(segments))) == whole


def test_the_whole_is_a_single_member():
    packed = b"".join(gzipped([pack("a" * 9000), store("views: 5"), pack("b" * 9000)]))
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert decoder.decompress(packed) == b"a" * 9000 + b"views: 5" + b"b" * 9000
    assert decoder.eof
    assert decoder.unused_data == b""
