"""What an officer has: the victims of their cases, what to write to them, and who covers while they are away."""
