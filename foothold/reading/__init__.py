"""Words become values: hop 2, pure. No network, no store, no clock but the one handed over."""
