"""Identifiers of people and cases."""

from __future__ import annotations

from enum import StrEnum


class IdentifierKind(StrEnum):
    """The four kinds of identifier that criminal justice uses."""

    PNC_ID = "pnc_id"
    CRO = "cro"
    ASN = "asn"
    URN = "urn"
