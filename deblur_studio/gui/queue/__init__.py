"""The tab Queue: many photos, one after the other, with the settings of the tab Fix."""
