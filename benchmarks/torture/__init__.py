"""What the hostile web may do, done on purpose: each module is a harness that counts and names broken promises."""
