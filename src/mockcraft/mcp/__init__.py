"""The Model Context Protocol: tools and documents for coding agents, over standard input and output.

`tools` lists what is offered, a module below it each; `service` speaks the protocol, by the official SDK.
"""
