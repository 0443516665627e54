"""The auditor's pages: who looked at what, who did what, and alarms about it."""
