"""Loopback stand-ins for the outside world: the demo and the tests run whole, offline, without an account."""
