"""The table of channels: name -> class, one line each."""
