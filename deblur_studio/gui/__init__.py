"""The window. The only part of the program that knows Qt; what needs torch is imported when it runs."""
