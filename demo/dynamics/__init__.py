"""A made-up Dynamics 365 case set-up, served as Dataverse's Web API is documented."""
