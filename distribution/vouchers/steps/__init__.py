"""Parts of issuing and handing out that run inside a command's transaction."""
