"""Neighbouring programmes: sent and received referrals."""
