"""Evidence where the bytes are: taken from the pocket, packed, unpacked, trained on. Stores and decides nothing."""

from collections.abc import Iterable
from contextlib import suppress

from monitor.core.evidence import (
    Packer,
    Unkept,
    packed,
    train,
    unpacked_body,
    unpacked_head,
)
from monitor.core.http_head import parse_head, spell_head
from monitor.egress import Egress
from monitor.fetch.pocket import Pocket
from monitor.model import Page
from monitor.model.evidence import Capture, Dictionary, KeptPage, Receipt


class Press:
    """Knows dictionaries by their numbers, as far as it was taught them."""

    def __init__(self) -> None:
        self._packers: dict[int | None, Packer] = {None: Packer(None)}

    @property
    def known(self) -> frozenset[int]:
        """Return the numbers of the dictionaries that it knows."""
        return frozenset(number for number in self._packers if number is not None)

    def learn(self, dictionary: Dictionary) -> None:
        """Take in a dictionary; a damaged one is of no use, and is passed over."""
        if dictionary.id not in self._packers:
            with suppress(Unkept):
                self._packers[dictionary.id] = Packer(dictionary)

    def forget(self) -> None:
        """Let all dictionaries go."""
        self._packers = {None: self._packers[None]}

    def keep(
        self, pocket: Pocket, receipt: Receipt, dictionary: int | None, egress: Egress
    ) -> Capture | None:
        """Return what the pocket holds for a receipt, packed; None if it is not there any more.

        A dictionary that was forgotten meanwhile is done without.
        """
        came = pocket.take(receipt)
        if came is None:
            return None
        answer = came.answer
        dictionary = dictionary if dictionary in self._packers else None
        return packed(
            self._packers[dictionary],
            dictionary,
            url=came.url,
            final_url=came.request.url,
            at=came.at,
            status=answer.status,
            head=spell_head(egress.spelled(came.request), answer.status, answer.headers),
            body=answer.body,
        )

    def page(self, kept: KeptPage) -> Page:
        """Return a kept page as it is read. Raises `Unkept`, or ValueError for a head that is none."""
        capture = kept.capture
        head = parse_head(unpacked_head(self._packer(capture.dictionary), capture))
        return Page(
            url=capture.url,
            final_url=capture.final_url,
            body=unpacked_body(self._packer(kept.body_dictionary), capture),
            content_type=head.field("content-type"),
        )

    def train(self, samples: Iterable[KeptPage]) -> bytes:
        """Return a dictionary for pages like the samples, b"" if they have too little in common.

        Heads are among what it knows. Samples that cannot be unpacked are left out.
        """
        plain = []
        for kept in samples:
            try:
                head = unpacked_head(self._packer(kept.capture.dictionary), kept.capture)
                body = unpacked_body(self._packer(kept.body_dictionary), kept.capture)
            except Unkept:
                continue
            plain.append(head + body)
        return train(plain)

    def _packer(self, dictionary: int | None) -> Packer:
        if dictionary not in self._packers:
            raise Unkept("the dictionary that it was packed with is not known")
        return self._packers[dictionary]
