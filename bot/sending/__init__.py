"""What goes out: messages, pictures, files, each once."""
