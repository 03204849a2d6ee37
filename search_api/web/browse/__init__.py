"""Pages to browse: boroughs, types of work and employers."""
