"""The docks of the window: what lies beside the views and can float."""
