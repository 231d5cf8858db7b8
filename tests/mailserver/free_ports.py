"""free_ports.py N: prints N ports of 127.0.0.1 on which nobody listens.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import socket
import sys

sockets = [socket.socket() for _ in range(int(sys.argv[1]))]
for s in sockets:
    s.bind(("127.0.0.1", 0))
print(*[s.getsockname()[1] for s in sockets])
