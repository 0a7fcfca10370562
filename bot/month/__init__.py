"""A made-up working month of an office: who works there, what happens to each case, hour by hour. For `demo` and for tests."""
