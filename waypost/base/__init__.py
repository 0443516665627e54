"""What every room stands on: clock, ids, force scope, queue, content, page pieces. Knows no police word."""
