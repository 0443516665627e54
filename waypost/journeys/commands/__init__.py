"""Commands of this room: on content, and on journeys in force."""

from waypost.journeys.commands.content import content
from waypost.journeys.commands.explain import explain
from waypost.journeys.commands.journey import journey

COMMANDS = [content, explain, journey]
