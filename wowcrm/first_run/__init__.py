"""What a new trader begins with: a trade, its standards and ideas, and six clients to look around with."""
