"""Places in London: the gazetteer, and what an advert's words say of where it is."""
