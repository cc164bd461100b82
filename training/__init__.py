"""Tools that build, test and measure govie's models and their corpus. They import ``govie``, never the reverse."""
