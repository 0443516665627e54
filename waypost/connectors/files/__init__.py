"""Files that another system drops in a folder or on an SFTP server: CSV, JSON and XML."""
