"""The words that he is told before he answers: a file a route, versions that never change, facts filled in."""
