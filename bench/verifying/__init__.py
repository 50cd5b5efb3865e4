"""What it takes to check a code: in Node, in bulk, and from camera to verdict in Chromium."""
