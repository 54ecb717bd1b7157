"""Several methods on one photo: what is compared, the work behind it, and the page that shows it."""
