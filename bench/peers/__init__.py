"""What Waypost is compared with: other ways to do the same work, each tuned as a good team would."""
