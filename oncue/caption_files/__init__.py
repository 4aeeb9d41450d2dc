"""Caption files as somebody has or sends them: read in any format, checked by the rules of houses, mended."""
