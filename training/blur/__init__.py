"""The physics of blur: camera shake, exposure, sensor."""
