"""`python -m wowcrm` is the `wowcrm` command."""

from wowcrm.cli import main

main(prog_name="wowcrm")
