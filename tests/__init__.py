"""Tests of Deblur Studio."""
