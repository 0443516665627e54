"""What victims ask of the force beside their case: see the README."""
