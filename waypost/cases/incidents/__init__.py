"""What is special about incidents: the band in which somebody is expected, and the crimes recorded from one."""
