"""The HTTP door for systems that send their cases themselves."""
