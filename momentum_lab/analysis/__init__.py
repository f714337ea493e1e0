"""What a run means, in numbers and in words."""
