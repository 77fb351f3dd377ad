"""kill -9 at random moments, over a newsroom that publishes and receivers that misbehave: is anything lost?"""
