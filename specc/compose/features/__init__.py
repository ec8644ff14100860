"""Features that add to several sections of a page, a file each."""
