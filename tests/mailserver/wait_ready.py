"""wait_ready.py PORT...: returns when all of them take connections, exits 1 after 15 seconds.

SPDX-License-Identifier: GPL-3.0-or-later
"""
import socket
import sys
import time

end = time.monotonic() + 15
for port in map(int, sys.argv[1:]):
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            break
        except OSError:
            if time.monotonic() > end:
                sys.exit(1)
            time.sleep(0.02)
