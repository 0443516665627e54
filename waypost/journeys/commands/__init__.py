"""Commands of this room: on content, and on journeys in force."""

from waypost.journeys.commands.content import content

COMMANDS = [content]
