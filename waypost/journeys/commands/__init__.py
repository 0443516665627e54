"""Commands of this room: on content, and on journeys in force."""

from waypost.journeys.commands.content import content
from waypost.journeys.commands.explain import explain
from waypost.journeys.commands.journey import journey
from waypost.journeys.commands.simulate import simulate

COMMANDS = [content, explain, journey, simulate]
