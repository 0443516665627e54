"""
The same work with Django, Django REST framework, Celery and Redis: an event in by HTTP, a text out, its receipt back.

Runs in a Python of its own (`requirements/peers.txt`), and imports nothing of Waypost. It has no gates, no journeys,
no duties, no wall between forces and no lease: after a crash it loses or repeats.
"""
