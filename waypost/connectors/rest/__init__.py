"""Any list of cases in JSON that answers GET with what has changed since a moment."""
