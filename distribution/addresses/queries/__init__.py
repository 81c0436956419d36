"""What addresses can tell."""
