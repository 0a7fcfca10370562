"""The whole house as its users see it: the program as a process, networks on localhost, a browser."""
