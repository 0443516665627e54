"""The page of one case: what happens with it, for whoever has the caller on the phone, and what may be done."""
