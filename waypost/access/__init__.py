"""Forces, accounts, invitations, sign-in, the permission map, the audit log. Never reads a case, never sends."""
