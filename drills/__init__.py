"""Drills: a running Waypost is killed, starved and lied to, and afterwards nothing is lost and nothing sent twice."""
