"""What a person sees: reports and findings on a terminal of any width, in colour or without."""
