"""Rules as they stood when a migration was published. They never change: a store that is upgraded next year must get
what one got that was upgraded on the first day, whatever the rules have become since."""
