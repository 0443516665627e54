"""Dataverse (Dynamics 365), and any other service that speaks OData version 4."""
